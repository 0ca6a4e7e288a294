import type { Kernel } from '@ock/kernel';

/** Tells what bridges have to say while they start: what is left out, and why. */
export function tellNotices(kernel: Kernel, note: (text: string) => void): void {
  kernel.hooks.taps('@ock/command-tools').event.tap((event) => {
    if (event.type === 'notice' && event.level !== 'info') note(event.text);
  });
}
