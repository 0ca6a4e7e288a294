/** resources of one server that are watched */
const MAX_WATCHED = 100;

/** What was read of a server, and what has changed since. */
export class Subscriptions {
  readonly #watched = new Set<string>();
  readonly #changed = new Set<string>();

  /** @returns true when the server should be asked to tell of changes */
  read(uri: string): boolean {
    this.#changed.delete(uri);
    if (this.#watched.has(uri) || this.#watched.size >= MAX_WATCHED) return false;
    this.#watched.add(uri);
    return true;
  }

  forget(uri: string): void {
    this.#watched.delete(uri);
  }

  updated(uri: string): void {
    if (this.#watched.has(uri)) this.#changed.add(uri);
  }

  get watched(): string[] {
    return [...this.#watched];
  }

  /** Read before, and changed since. */
  get changed(): string[] {
    return [...this.#changed];
  }
}
