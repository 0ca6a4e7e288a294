import { type Report, toPath } from './documents.ts';
import type { Diagnostic } from './protocol.ts';

/** What a server has said is wrong, by file, as it said it last. */
export class Diagnostics {
  readonly #reports = new Map<string, Report>();
  readonly #listeners = new Set<(path: string) => void>();
  #order = 0;
  /** time of the last report about any file */
  #latest = 0;

  /** Counts every report; what is said after a change has a higher order than this. */
  get order(): number {
    return this.#order;
  }

  set(uri: string, items: Diagnostic[], version?: number | null): void {
    const path = toPath(uri);
    if (path === undefined) return;
    this.#order++;
    this.#latest = performance.now();
    this.#reports.set(path, { items, order: this.#order, ...(typeof version === 'number' && { version }) });
    for (const listener of this.#listeners) listener(path);
  }

  get(path: string): Report | undefined {
    return this.#reports.get(path);
  }

  get paths(): string[] {
    return [...this.#reports.keys()];
  }

  /**
   * Waits until a report about the file stands that was made after `since` and, where reports tell, of this version, and nothing further about
   * any file has come for `settleMs`.
   * @returns false when the time is over before
   */
  settled(path: string, wanted: { since: number; version: number; settleMs: number }, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const done = (result: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => done(false);
      const listener = (): void => {
        const report = this.#reports.get(path);
        if (!report || report.order <= wanted.since || (report.version ?? wanted.version) < wanted.version) return;
        clearTimeout(timer);
        timer = setTimeout(() => done(true), Math.max(0, wanted.settleMs - (performance.now() - this.#latest)));
      };
      if (signal.aborted) return resolve(false);
      this.#listeners.add(listener);
      signal.addEventListener('abort', onAbort, { once: true });
      listener();
    });
  }
}
