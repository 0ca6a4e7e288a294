import type { Store, Table } from '../kinds/store.ts';

/** Keeps everything in memory: for `--no-session`. */
export class MemoryStore implements Store {
  readonly ephemeral = true;
  readonly #tables = new Map<string, Table>();

  async table(name: string): Promise<Table> {
    let table = this.#tables.get(name);
    if (!table) {
      table = new MemoryTable();
      this.#tables.set(name, table);
    }
    return table;
  }

  async describe(): Promise<string> {
    return 'memory';
  }

  async close(): Promise<void> {
    this.#tables.clear();
  }
}

/** Values are kept as JSON text: nobody's later change of an object changes what is stored. */
export class MemoryTable implements Table {
  readonly #rows = new Map<string, string>();

  async get<T>(key: string): Promise<T | undefined> {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : (JSON.parse(row) as T);
  }

  async setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    for (const [key, value] of entries) this.#rows.set(key, JSON.stringify(value));
  }

  async deleteMany(keys: readonly string[]): Promise<number> {
    return keys.filter((key) => this.#rows.delete(key)).length;
  }

  async range<T>({
    gte = '',
    lt,
    limit = Number.POSITIVE_INFINITY,
    reverse = false,
  }: Parameters<Table['range']>[0]): Promise<[string, T][]> {
    const keys = [...this.#rows.keys()].filter((key) => key >= gte && (lt === undefined || key < lt)).sort();
    if (reverse) keys.reverse();
    return keys.slice(0, limit).map((key) => [key, JSON.parse(this.#rows.get(key) as string) as T]);
  }
}
