import type { Writable } from 'node:stream';

/** Writes the transcript and knows whether the cursor stands at the start of a line. */
export class Screen {
  /** true once the reader has gone (a closed pipe) */
  gone = false;
  readonly #out: Writable;
  #fresh = true;

  constructor(out: Writable) {
    this.#out = out;
    out.on('error', () => {
      this.gone = true;
    });
  }

  get fresh(): boolean {
    return this.#fresh;
  }

  write(text: string): void {
    if (text === '' || this.gone) return;
    this.#out.write(text);
    this.#fresh = text.endsWith('\n');
  }

  /** Starts a line of its own when the cursor stands inside one. */
  freshLine(): void {
    if (!this.#fresh) this.write('\n');
  }

  line(text = ''): void {
    this.freshLine();
    this.write(`${text}\n`);
  }

  /** Replaces what stands on the current line. Only where the cursor can be moved. */
  replace(text: string): void {
    this.write(`\r\x1b[2K${text}`);
  }

  /** Somebody else (the line editor) ended the line. */
  touched(): void {
    this.#fresh = true;
  }
}
