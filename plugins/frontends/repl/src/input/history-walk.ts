/** Walking back and forth through earlier prompts, and searching them. What was being typed waits at the end. */
export class HistoryWalk {
  readonly #entries: string[];
  #at: number;
  #draft = '';

  /** @param entries oldest first; taken over */
  constructor(entries: string[]) {
    this.#entries = entries;
    this.#at = entries.length;
  }

  get walking(): boolean {
    return this.#at < this.#entries.length;
  }

  /** A prompt was sent. */
  add(text: string): void {
    if (this.#entries.at(-1) !== text) this.#entries.push(text);
    this.reset();
  }

  reset(): void {
    this.#at = this.#entries.length;
    this.#draft = '';
  }

  /** The one before. @param current what stands in the input now. Undefined: there is none */
  back(current: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (!this.walking) this.#draft = current;
    this.#at--;
    return this.#entries[this.#at];
  }

  /** The one after, at last what was being typed. Undefined: that stands there already */
  forth(): string | undefined {
    if (!this.walking) return undefined;
    this.#at++;
    return this.walking ? this.#entries[this.#at] : this.#draft;
  }

  /** The newest entry that holds `query`, older than the `skip` newest that do. Case counts only where the query has capitals. */
  search(query: string, skip = 0): string | undefined {
    const exact = query !== query.toLowerCase();
    const seen = new Set<string>();
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i] as string;
      if (seen.has(entry) || !(exact ? entry : entry.toLowerCase()).includes(query)) continue;
      seen.add(entry);
      if (seen.size > skip) return entry;
    }
    return undefined;
  }
}
