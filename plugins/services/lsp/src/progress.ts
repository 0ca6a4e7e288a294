interface ProgressNote {
  token: string | number;
  value?: { kind?: string };
}

/** ms after the first file was opened in which a server begins to tell of its work */
const GRACE_MS = 200;

/** What a server tells of its work on the project: until that is done, answers about other files are not complete. */
export class Progress {
  readonly #active = new Set<string | number>();
  readonly #waiters = new Set<() => void>();
  readonly #begun = performance.now();
  /** false once a server that says so has said that it is still at work */
  #quiescent = true;

  note({ token, value }: ProgressNote): void {
    if (value?.kind === 'begin') this.#active.add(token);
    if (value?.kind === 'end') this.#active.delete(token);
    this.#wake();
  }

  status(quiescent: boolean): void {
    this.#quiescent = quiescent;
    this.#wake();
  }

  get idle(): boolean {
    return this.#active.size === 0 && this.#quiescent;
  }

  /** Waits until nothing is told to be under way, or for `ms`. */
  async quiet(ms: number, signal: AbortSignal): Promise<void> {
    const grace = GRACE_MS - (performance.now() - this.#begun);
    if (this.idle && grace > 0) await this.#changed(Math.min(grace, ms), signal, true);
    if (!this.idle) await this.#changed(ms, signal, false);
    // work whose end is never told must not hold up the next question as well
    this.#active.clear();
  }

  /** @param busy wait for the beginning of work instead of its end */
  #changed(ms: number, signal: AbortSignal, busy: boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const look = (): void => {
        if (this.idle !== busy) done();
      };
      const timer = setTimeout(done, ms);
      this.#waiters.add(look);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #wake(): void {
    for (const look of this.#waiters) look();
  }
}
