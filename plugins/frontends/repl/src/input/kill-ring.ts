const KEPT = 30;

/** Texts that were cut, the newest first in line to be put back. */
export class KillRing {
  readonly #texts: string[] = [];
  #at = 0;

  /** @param side where the text belongs to the one cut just before; absent: it is one of its own */
  kill(text: string, side?: 'before' | 'after'): void {
    const last = this.#texts.at(-1);
    if (side && last !== undefined) this.#texts[this.#texts.length - 1] = side === 'before' ? text + last : last + text;
    else this.#texts.push(text);
    if (this.#texts.length > KEPT) this.#texts.shift();
    this.#at = this.#texts.length - 1;
  }

  /** The newest; empty when nothing was cut. */
  top(): string {
    this.#at = Math.max(0, this.#texts.length - 1);
    return this.#texts[this.#at] ?? '';
  }

  /** The one before the last that was asked for. */
  rotate(): string {
    if (this.#texts.length > 0) this.#at = (this.#at - 1 + this.#texts.length) % this.#texts.length;
    return this.#texts[this.#at] ?? '';
  }
}
