import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OpenMarks, type Store, type Table, type Translate } from '@ock/kernel';
import { Connection } from './connection.ts';
import { SqliteTable } from './sqlite-table.ts';
import { storeError } from './store-error.ts';

const FILE_NAME = 'opencode.db';
/** below the data folder: a file for each process that has a store open */
const MARKS = 'open';
/** bytes that are looked through after a process was killed: half a second; larger ones are when somebody asks */
const CHECKED_MAX = 256 * 1024 * 1024;
/** problems that are listed */
const MOST_PROBLEMS = 20;

/** One SQLite file in WAL mode, one table per domain, one connection per process. */
export class SqliteStore implements Store {
  readonly #file: string;
  readonly #t: Translate;
  readonly #connection: Connection;
  readonly #marks: OpenMarks;
  readonly #tables = new Map<string, Promise<SqliteTable>>();

  private constructor(file: string, t: Translate, connection: Connection, marks: OpenMarks) {
    this.#file = file;
    this.#marks = marks;
    this.#t = t;
    this.#connection = connection;
  }

  /** After a process was killed the file is looked through first. @throws OC_STORE naming the file and what to do */
  static async open(dir: string, t: Translate): Promise<SqliteStore> {
    const file = join(dir, FILE_NAME);
    let marks: OpenMarks | undefined;
    let connection: Connection | undefined;
    try {
      marks = OpenMarks.enter(join(dir, MARKS), 'sqlite');
      connection = await Connection.open(file);
      if (marks.unclean) await lookThrough(connection, file);
      marks.forget();
      return new SqliteStore(file, t, connection, marks);
    } catch (error) {
      marks?.leave();
      await connection?.close();
      throw storeError(error, file, t);
    }
  }

  get unclean(): boolean {
    return this.#marks.unclean;
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

  async check(): Promise<string[]> {
    try {
      const problems = (await this.#connection.check(MOST_PROBLEMS, true)).map((problem) =>
        this.#t('store-sqlite.problem', { file: this.#file, problem }),
      );
      const count = await this.#unreadable();
      return count > 0 ? [...problems, this.#t('store-sqlite.unreadable', { file: this.#file, count })] : problems;
    } catch (error) {
      return [String(storeError(error, this.#file, this.#t).details.message)];
    }
  }

  /** Rows that are no JSON: they count as not there. */
  async #unreadable(): Promise<number> {
    const tables = await this.#connection.get(
      "SELECT group_concat(name) AS names FROM sqlite_master WHERE type = 'table' AND name GLOB 'oc_*'",
    );
    let count = 0;
    for (const name of String(tables?.names ?? '')
      .split(',')
      .filter(Boolean))
      count += Number((await this.#connection.get(`SELECT COUNT(*) AS count FROM "${name}" WHERE NOT json_valid(value)`))?.count ?? 0);
    return count;
  }

  async backup(path: string): Promise<void> {
    try {
      await this.#connection.copyTo(path);
      if (process.platform !== 'win32') chmodSync(path, 0o600);
    } catch (error) {
      throw storeError(error, path, this.#t);
    }
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
    this.#marks.leave();
  }
}

/** @throws an error with the engine's code for damage */
async function lookThrough(connection: Connection, file: string): Promise<void> {
  if (statSync(file).size > CHECKED_MAX) return;
  const [problem] = await connection.check(1, false);
  if (problem !== undefined) throw Object.assign(new Error(problem), { code: 'SQLITE_CORRUPT' });
}
