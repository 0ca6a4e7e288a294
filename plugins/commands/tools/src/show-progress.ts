import { type Kernel, sanitize } from '@ock/kernel';

/** What a tool tells while it works, on stderr. `end`: what comes next begins a line. */
export function showProgress(kernel: Kernel): { end(): void } {
  let last = '\n';
  kernel.hooks.taps('@ock/command-tools').event.tap((event) => {
    if (event.type !== 'tool_progress' || event.text === '') return;
    const text = sanitize(event.text);
    process.stderr.write(text);
    last = text.slice(-1) || last;
  });
  return {
    end() {
      if (last !== '\n') process.stderr.write('\n');
      last = '\n';
    },
  };
}
