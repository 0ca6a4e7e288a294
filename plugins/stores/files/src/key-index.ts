/** Where a value stands in a log. */
export interface Place {
  /** byte offset of the line */
  at: number;
  /** bytes of the line */
  length: number;
  /** which operation of the line */
  position: number;
  /** bytes of the line that count as this value's */
  share: number;
}

/** Logs under this many bytes are left as they are. */
const MIN_WASTE = 64 * 1024;

/** Living keys of one log, in order. */
export class KeyIndex {
  readonly #places = new Map<string, Place>();
  #sorted: string[] = [];
  #isSorted = true;
  #liveBytes = 0;

  get(key: string): Place | undefined {
    return this.#places.get(key);
  }

  set(key: string, place: Place): void {
    const known = this.#places.get(key);
    this.#liveBytes += place.share - (known?.share ?? 0);
    this.#places.set(key, place);
    if (known) return;
    const last = this.#sorted.at(-1);
    if (last !== undefined && last > key) this.#isSorted = false;
    this.#sorted.push(key);
  }

  delete(key: string): void {
    const known = this.#places.get(key);
    if (!known) return;
    this.#liveBytes -= known.share;
    this.#places.delete(key);
    this.#isSorted = false;
  }

  clear(): void {
    this.#places.clear();
    this.#sorted = [];
    this.#isSorted = true;
    this.#liveBytes = 0;
  }

  /** Ascending by code unit; `gte` inclusive, `lt` exclusive. */
  between(gte: string | undefined, lt: string | undefined): string[] {
    if (!this.#isSorted) this.#sorted = [...this.#places.keys()].sort();
    this.#isSorted = true;
    return this.#sorted.slice(gte === undefined ? 0 : this.#lowerBound(gte), lt === undefined ? undefined : this.#lowerBound(lt));
  }

  /** True when more than half of the log's bytes are dead, or all of it is. */
  isWasteful(bytes: number): boolean {
    return this.#places.size === 0 || (bytes > MIN_WASTE && this.#liveBytes * 2 < bytes);
  }

  #lowerBound(key: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
