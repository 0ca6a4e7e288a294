/** ms of silence before a key counts, where the person was typing when the question came */
const TYPING_MS = 600;
/** ms of silence in any case: who presses a key sooner has not read the question */
const READ_MS = 250;

/** Keeps keys that were meant for something else from answering a question: one counts after a pause only, and all behind it. */
export class KeyGuard {
  readonly #pause: number;
  #last = Date.now();
  #open = false;

  /** @param typing the person is in the middle of typing */
  constructor(typing: boolean) {
    this.#pause = typing ? TYPING_MS : READ_MS;
  }

  /** A key came. @returns whether it counts */
  lets(): boolean {
    const now = Date.now();
    this.#open ||= now - this.#last >= this.#pause;
    this.#last = now;
    return this.#open;
  }
}
