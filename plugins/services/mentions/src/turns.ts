import { setImmediate as breathe } from 'node:timers/promises';

/** ms after which others get their turn: a key must show within 16 */
const TURN_MS = 3;

/** Divides long work into turns, between which keys are read and drawn. */
export class Turns {
  readonly #signal: AbortSignal;
  #begun = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws what the signal was aborted with */
  async next(): Promise<void> {
    this.#signal.throwIfAborted();
    if (performance.now() - this.#begun < TURN_MS) return;
    await breathe();
    this.#begun = performance.now();
    this.#signal.throwIfAborted();
  }
}
