/**
 * Money that calls may cost together: those of one prompt, and of the sub-agents that it is handed on to. A call holds what it may cost at
 * most while it runs, so that calls at the same time cannot pass the limit together.
 */
export class Budget {
  readonly limitUsd: number;
  #spentUsd = 0;
  #heldUsd = 0;
  #calls = 0;
  readonly #seen = new Set<string>();
  #waiting: (() => void)[] = [];

  constructor(limitUsd: number) {
    this.limitUsd = limitUsd;
  }

  get spentUsd(): number {
    return this.#spentUsd;
  }

  /** what a further call may cost at most */
  get leftUsd(): number {
    return Math.max(0, this.limitUsd - this.#spentUsd - this.#heldUsd);
  }

  /** Are calls on their way that may give back some of what they hold? */
  get isHeld(): boolean {
    return this.#calls > 0;
  }

  /** Waits until a call is over. Rejects with the signal's reason when aborted. */
  released(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
    });
  }

  /** @returns true the first time it is asked for this model */
  isNew(model: string): boolean {
    if (this.#seen.has(model)) return false;
    this.#seen.add(model);
    return true;
  }

  /** Sets an amount aside for a call. @returns puts what the call did cost in its place; to be called once */
  hold(usd: number): (spentUsd: number) => void {
    this.#heldUsd += usd;
    this.#calls++;
    return (spentUsd) => {
      this.#calls--;
      // sums of fractions leave crumbs
      this.#heldUsd = this.#calls === 0 ? 0 : this.#heldUsd - usd;
      this.#spentUsd += spentUsd;
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }
}
