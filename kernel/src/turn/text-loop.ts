/** characters that are remembered */
const WINDOW = 8192;
/** characters between two looks: what a look costs is spread over them */
const STRIDE = 512;
/** what is looked for further back */
const NEEDLE = 64;
/** characters that must repeat, and how often what repeats must have come */
const LEAST_CHARS = 2400;
const LEAST_TIMES = 5;

/** Notices a model that says the same over and over. Costs a bounded number of steps a character, however long the answer is. */
export class TextLoop {
  #tail = '';
  #since = 0;

  /** @returns true: what has come last is nothing but repetition */
  saw(text: string): boolean {
    for (let at = 0; at < text.length; at += STRIDE) {
      const piece = text.slice(at, at + STRIDE);
      this.#tail += piece;
      this.#since += piece.length;
      if (this.#since < STRIDE) continue;
      this.#since = 0;
      if (this.#tail.length > WINDOW) this.#tail = this.#tail.slice(-WINDOW);
      if (repeats(this.#tail)) return true;
    }
    return false;
  }
}

function repeats(tail: string): boolean {
  if (tail.length < LEAST_CHARS) return false;
  const from = tail.lastIndexOf(tail.slice(-NEEDLE), tail.length - NEEDLE - 1);
  const period = tail.length - NEEDLE - from;
  const length = Math.max(LEAST_CHARS, period * LEAST_TIMES);
  if (from === -1 || length > tail.length) return false;
  for (let at = tail.length - length; at < tail.length - period; at++) if (tail[at] !== tail[at + period]) return false;
  return true;
}
