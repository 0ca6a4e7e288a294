import { basename } from 'node:path';
import type { Writable } from 'node:stream';

/** The window's title: where we are, and whether something goes on there. */
export class TerminalTitle {
  readonly #out: Writable;
  readonly #on: boolean;
  #shown = '';

  constructor(out: Writable, on: boolean) {
    this.#out = out;
    this.#on = on;
  }

  show(cwd: string, working: boolean): void {
    const title = `${working ? '● ' : ''}opencode ${basename(cwd)}`.replace(/[\0-\x1f\x7f-\x9f]/g, '');
    if (!this.#on || title === this.#shown) return;
    // what stood there before is kept by terminals that can
    this.#out.write(`${this.#shown === '' ? '\x1b[22;2t' : ''}\x1b]2;${title}\x07`);
    this.#shown = title;
  }

  clear(): void {
    if (this.#shown !== '') this.#out.write('\x1b]2;\x07\x1b[23;2t');
    this.#shown = '';
  }
}
