/**
 * Money that calls may cost together: those of one prompt, and of the sub-agents that it is handed on to. A call holds what it may cost at
 * most while it runs, so that calls at the same time cannot pass the limit together.
 */
export class Budget {
  readonly limitUsd: number;
  readonly #above: Budget | undefined;
  #spentUsd = 0;
  #heldUsd = 0;
  #calls = 0;
  readonly #seen = new Set<string>();
  #waiting: (() => void)[] = [];

  /** @param above what it is a part of: neither may be passed */
  constructor(limitUsd: number, above?: Budget) {
    this.limitUsd = limitUsd;
    this.#above = above;
  }

  get spentUsd(): number {
    return this.#spentUsd;
  }

  /** what a further call may cost at most */
  get leftUsd(): number {
    return Math.min(this.#ownUsd, this.#above?.leftUsd ?? Number.POSITIVE_INFINITY);
  }

  /** This one, or the one above where that has less left: what an error is about. */
  get tightest(): Budget {
    const above = this.#above?.tightest;
    return above && above.leftUsd < this.#ownUsd ? above : this;
  }

  get #ownUsd(): number {
    return Math.max(0, this.limitUsd - this.#spentUsd - this.#heldUsd);
  }

  /** Are calls on their way that may give back some of what they hold? */
  get isHeld(): boolean {
    return this.#calls > 0 || (this.#above !== undefined && this.#above.leftUsd < this.#ownUsd && this.#above.isHeld);
  }

  /** Waits until a call is over. Rejects with the signal's reason when aborted. */
  released(signal: AbortSignal): Promise<void> {
    // what is held here is held above as well
    if (this.#above) return this.#above.released(signal);
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
    if (this.#above) return this.#above.isNew(model);
    if (this.#seen.has(model)) return false;
    this.#seen.add(model);
    return true;
  }

  /** Sets an amount aside for a call. @returns puts what the call did cost in its place; to be called once */
  hold(usd: number): (spentUsd: number) => void {
    this.#heldUsd += usd;
    this.#calls++;
    const release = this.#above?.hold(usd);
    return (spentUsd) => {
      this.#calls--;
      // sums of fractions leave crumbs
      this.#heldUsd = this.#calls === 0 ? 0 : this.#heldUsd - usd;
      this.#spentUsd += spentUsd;
      release?.(spentUsd);
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }
}
