import { join } from 'node:path';
import type { Store, Table, Translate } from '@ock/kernel';
import { Connection } from './connection.ts';
import { SqliteTable } from './sqlite-table.ts';
import { storeError } from './store-error.ts';

const FILE_NAME = 'opencode.db';

/** One SQLite file in WAL mode, one table per domain, one connection per process. */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #t: Translate;
  readonly #connection: Connection;
  readonly #tables = new Map<string, Promise<SqliteTable>>();

  private constructor(file: string, t: Translate, connection: Connection) {
    this.#file = file;
    this.#t = t;
    this.#connection = connection;
  }

  /** @throws OC_STORE naming the file and what to do */
  static async open(dir: string, t: Translate): Promise<SqliteStore> {
    const file = join(dir, FILE_NAME);
    try {
      return new SqliteStore(file, t, await Connection.open(file));
    } catch (error) {
      throw storeError(error, file, t);
    }
  }

  table(name: string): Promise<Table> {
    const known = this.#tables.get(name);
    if (known) return known;
    const opening = SqliteTable.open(this.#file, name, this.#t);
    this.#tables.set(name, opening);
    // one that failed (busy, full disk) may be opened again
    opening.catch(() => this.#tables.delete(name));
    return opening;
  }

  async describe(): Promise<string> {
    const row = await this.#connection.get('SELECT sqlite_version() AS version, (SELECT journal_mode FROM pragma_journal_mode) AS journal');
    return this.#t('store-sqlite.describe', {
      version: String(row?.version),
      journal: String(row?.journal),
      engine: this.#connection.engine,
      file: this.#file,
    });
  }

  async close(): Promise<void> {
    const tables = await Promise.allSettled(this.#tables.values());
    this.#tables.clear();
    for (const table of tables) if (table.status === 'fulfilled') await table.value.close();
    await this.#connection.close();
  }
}
