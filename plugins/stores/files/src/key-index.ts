import { SavedKeys, type SavedState } from './saved-keys.ts';

/** Where a value stands in a log. */
export interface Place {
  /** byte offset of the line */
  at: number;
  /** bytes of the line */
  length: number;
  /** which operation of the line */
  position: number;
  /** operations of the line */
  of: number;
}

/** Logs under this many bytes are left as they are. */
const MIN_WASTE = 64 * 1024;

/** Living keys of one log, in order: those that were saved, and what came since. */
export class KeyIndex {
  #saved: SavedKeys | undefined;
  /** saved keys that were deleted or written anew since */
  readonly #outdated = new Set<string>();
  readonly #places = new Map<string, Place>();
  #sorted: string[] = [];
  #isSorted = true;
  #liveBytes = 0;

  get liveBytes(): number {
    return this.#liveBytes;
  }

  get(key: string): Place | undefined {
    return this.#places.get(key) ?? (this.#outdated.has(key) ? undefined : this.#saved?.get(key));
  }

  set(key: string, place: Place): void {
    const isNew = !this.#places.has(key);
    this.#retire(key);
    this.#liveBytes += share(place);
    this.#places.set(key, place);
    if (!isNew) return;
    const last = this.#sorted.at(-1);
    if (last !== undefined && last > key) this.#isSorted = false;
    this.#sorted.push(key);
  }

  delete(key: string): void {
    this.#retire(key);
    if (this.#places.delete(key)) this.#isSorted = false;
  }

  clear(): void {
    this.#saved = undefined;
    this.#outdated.clear();
    this.#places.clear();
    this.#sorted = [];
    this.#isSorted = true;
    this.#liveBytes = 0;
  }

  /** Starts from what was saved. */
  restore(saved: SavedKeys): void {
    this.clear();
    this.#saved = saved;
    this.#liveBytes = saved.state.liveBytes;
  }

  /** All of it as it can be saved; from here on it stands in that form, which takes less memory. */
  condense(state: Omit<SavedState, 'liveBytes'>): SavedKeys {
    const keys = this.between(undefined, undefined);
    const saved = SavedKeys.make({ ...state, liveBytes: this.#liveBytes }, keys, (key) => this.get(key) as Place);
    this.restore(saved);
    return saved;
  }

  /** Ascending by code unit; `gte` inclusive, `lt` exclusive. */
  between(gte: string | undefined, lt: string | undefined): string[] {
    if (!this.#isSorted) this.#sorted = [...this.#places.keys()].sort();
    this.#isSorted = true;
    const fresh = this.#sorted.slice(gte === undefined ? 0 : this.#lowerBound(gte), lt === undefined ? undefined : this.#lowerBound(lt));
    const old = this.#savedBetween(gte, lt);
    const last = old.at(-1);
    if (last === undefined || fresh.length === 0) return last === undefined ? fresh : old;
    // ids ascend with time: what came since mostly follows
    const all = old.concat(fresh);
    return last < (fresh[0] as string) ? all : all.sort();
  }

  get isEmpty(): boolean {
    return this.#places.size === 0 && (this.#saved?.count ?? 0) === this.#outdated.size;
  }

  /** True when more than half of the log's bytes are dead, or all of it is. */
  isWasteful(bytes: number): boolean {
    return this.isEmpty || (bytes > MIN_WASTE && this.#liveBytes * 2 < bytes);
  }

  /** Its bytes count as dead from here on. */
  #retire(key: string): void {
    const known = this.get(key);
    if (!known) return;
    this.#liveBytes -= share(known);
    if (this.#saved && !this.#places.has(key)) this.#outdated.add(key);
  }

  #savedBetween(gte: string | undefined, lt: string | undefined): string[] {
    const saved = this.#saved;
    if (!saved) return [];
    const keys: string[] = [];
    const end = lt === undefined ? saved.count : saved.lowerBound(lt);
    for (let at = gte === undefined ? 0 : saved.lowerBound(gte); at < end; at++) {
      const key = saved.keyAt(at);
      if (this.#outdated.size === 0 || !this.#outdated.has(key)) keys.push(key);
    }
    return keys;
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

/** bytes of the line that count as this value's */
function share({ length, of }: Place): number {
  return length / of;
}
