/**
 * Money that calls may cost together: those of one prompt, and of the sub-agents that it is handed on to. A call holds what it may cost at
 * most while it runs, so that calls at the same time cannot pass the limit together.
 */
export class Budget {
  readonly limitUsd: number;
  #spentUsd = 0;
  #heldUsd = 0;
  readonly #seen = new Set<string>();

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

  /** @returns true the first time it is asked for this model */
  isNew(model: string): boolean {
    if (this.#seen.has(model)) return false;
    this.#seen.add(model);
    return true;
  }

  /** Sets an amount aside for a call. @returns puts what the call did cost in its place; to be called once */
  hold(usd: number): (spentUsd: number) => void {
    this.#heldUsd += usd;
    return (spentUsd) => {
      this.#heldUsd -= usd;
      this.#spentUsd += spentUsd;
    };
  }
}
