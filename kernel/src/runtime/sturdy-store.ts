import type { Store, Table } from '../kinds/store.ts';
import { KernelError } from './errors.ts';
import { MemoryTable } from './memory-store.ts';

/** A store that may go on in memory at the first write that fails. What was stored until then stays readable and as it is. */
export class SturdyStore implements Store {
  readonly #inner: Store;
  readonly #goOn: (error: KernelError) => boolean;
  readonly #tables = new Map<string, Promise<Table>>();
  #givenUp = false;

  /** @param goOn told once what failed; true: go on in memory */
  constructor(inner: Store, goOn: (error: KernelError) => boolean) {
    this.#inner = inner;
    this.#goOn = goOn;
  }

  get ephemeral(): boolean {
    return this.#inner.ephemeral === true;
  }

  get unclean(): boolean {
    return this.#inner.unclean === true;
  }

  get givenUp(): boolean {
    return this.#givenUp;
  }

  giveUp(error: unknown): boolean {
    this.#givenUp ||= error instanceof KernelError && error.code === 'OC_STORE' && this.#goOn(error);
    return this.#givenUp;
  }

  table(name: string): Promise<Table> {
    let table = this.#tables.get(name);
    if (!table) {
      table = this.#open(name);
      this.#tables.set(name, table);
      table.catch(() => this.#tables.delete(name));
    }
    return table;
  }

  async #open(name: string): Promise<Table> {
    try {
      return new SturdyTable(await this.#inner.table(name), this);
    } catch (error) {
      if (this.giveUp(error)) return new MemoryTable();
      throw error;
    }
  }

  async tidy(): Promise<void> {
    await this.#inner.tidy?.();
  }

  async check(): Promise<string[]> {
    return (await this.#inner.check?.()) ?? [];
  }

  async backup(path: string): Promise<void> {
    if (!this.#inner.backup) throw new KernelError('OC_STORE', { dir: path, because: 'reason.no_backup' });
    await this.#inner.backup(path);
  }

  describe(): Promise<string> {
    return this.#inner.describe();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

class SturdyTable implements Table {
  readonly #inner: Table;
  readonly #store: SturdyStore;
  /** what was written since the store gave up */
  readonly #memory = new MemoryTable();
  readonly #deleted = new Set<string>();

  constructor(inner: Table, store: SturdyStore) {
    this.#inner = inner;
    this.#store = store;
  }

  async get<T>(key: string): Promise<T | undefined> {
    if (!this.#store.givenUp) return this.#inner.get<T>(key);
    if (this.#deleted.has(key)) return undefined;
    return (await this.#memory.get<T>(key)) ?? (await this.#readable(() => this.#inner.get<T>(key), undefined));
  }

  setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    return this.#write(
      () => this.#inner.setMany(entries),
      async () => {
        for (const [key] of entries) this.#deleted.delete(key);
        await this.#memory.setMany(entries);
      },
    );
  }

  deleteMany(keys: readonly string[]): Promise<number> {
    return this.#write(
      () => this.#inner.deleteMany(keys),
      async () => {
        let count = 0;
        for (const key of new Set(keys)) if ((await this.get(key)) !== undefined) count++;
        for (const key of keys) this.#deleted.add(key);
        await this.#memory.deleteMany(keys);
        return count;
      },
    );
  }

  async range<T>(options: Parameters<Table['range']>[0]): Promise<[string, T][]> {
    if (!this.#store.givenUp) return this.#inner.range<T>(options);
    const { limit, reverse = false } = options;
    const wider = limit === undefined ? options : { ...options, limit: limit + this.#deleted.size };
    const stored = await this.#readable(() => this.#inner.range<T>(wider), []);
    const rows = new Map([...stored.filter(([key]) => !this.#deleted.has(key)), ...(await this.#memory.range<T>(wider))]);
    const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    if (reverse) sorted.reverse();
    return sorted.slice(0, limit);
  }

  async count(options: { gte: string; lt: string }): Promise<number> {
    if (!this.#store.givenUp && this.#inner.count) return this.#inner.count(options);
    return (await this.range(options)).length;
  }

  async mayHold(prefixes: readonly string[], pieces: readonly string[]): Promise<string[]> {
    if (this.#store.givenUp || !this.#inner.mayHold) return [...prefixes];
    return this.#inner.mayHold(prefixes, pieces);
  }

  async bytes(options: { gte: string; lt: string }): Promise<number> {
    if (this.#inner.bytes) return this.#inner.bytes(options);
    return (await this.range<unknown>(options)).reduce((sum, [, value]) => sum + JSON.stringify(value).length, 0);
  }

  async #write<T>(store: () => Promise<T>, remember: () => Promise<T>): Promise<T> {
    if (!this.#store.givenUp) {
      try {
        return await store();
      } catch (error) {
        if (!this.#store.giveUp(error)) throw error;
      }
    }
    return remember();
  }

  async #readable<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (this.#store.giveUp(error)) return otherwise;
      throw error;
    }
  }
}
