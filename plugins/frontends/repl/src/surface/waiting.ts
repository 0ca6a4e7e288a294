import type { SlashQueue } from '@ock/kernel';
import type { Entry } from '../input/composer.ts';

/** Prompts that wait, as slash commands see them. @param queue is changed in place */
export function waiting(queue: Entry[]): SlashQueue {
  return {
    list: () => queue.map(({ text }) => text),
    drop: (at) => void queue.splice(at, 1),
    clear: () => void queue.splice(0),
  };
}

/** What asks a terminal to take a text into the clipboard (OSC 52). */
export function clipboard(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}
