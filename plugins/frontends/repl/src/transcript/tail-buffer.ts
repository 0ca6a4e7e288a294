import { StreamSanitizer } from '@ock/kernel';

/** characters of a line that are kept */
const MAX_LINE = 1_000;

/**
 * The last lines of what a command puts out, as a terminal would show them: a carriage return begins its line anew, so that a progress bar is one
 * line. Whatever else would steer a terminal is gone.
 */
export class TailBuffer {
  readonly #limit: number;
  readonly #text = new StreamSanitizer(true);
  #lines: string[] = [];
  /** the line that is not ended yet */
  #open = '';
  /** what comes next takes the place of the open line */
  #returned = false;

  /** @param limit lines */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(piece: string): void {
    for (const part of this.#text.push(piece).split(/(\r|\n)/)) {
      if (part === '\n') {
        this.#lines = [...this.#lines, this.#open].filter((line) => line.trim() !== '').slice(-this.#limit);
        this.#open = '';
        this.#returned = false;
      } else if (part === '\r') this.#returned = true;
      else if (part !== '') {
        this.#open = ((this.#returned ? '' : this.#open) + part).slice(0, MAX_LINE);
        this.#returned = false;
      }
    }
  }

  /** Lines that say something, the newest last. */
  lines(): string[] {
    return [...this.#lines, this.#open]
      .map((line) => line.replaceAll('\t', '  ').trimEnd())
      .filter((line) => line !== '')
      .slice(-this.#limit);
  }
}
