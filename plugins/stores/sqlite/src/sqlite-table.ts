import { KeyvSqlite } from '@keyv/sqlite';
import type { Table, Translate } from '@ock/kernel';
import Keyv from 'keyv';
import { BUSY_TIMEOUT_MS } from './connection.ts';
import { storeError } from './store-error.ts';

interface Row {
  key: string;
  value: string;
}

/** characters of a piece that are looked for */
const MAX_PIECE = 500;
/** before the table's own name, so that no name is a word of SQL */
const PREFIX = 'oc_';

/**
 * One domain through keyv. Values stand in keyv's envelope, `{"value": …}`, so that any keyv reads them. What keyv does badly goes through
 * `store.query` on the same connection: ranges (its iterator pages by OFFSET and matches with LIKE), several writes as one atomic statement,
 * and deletion (it reads every value first). `clear()` is never called: on a shared file it deletes by LIKE.
 */
export class SqliteTable implements Table {
  readonly #file: string;
  readonly #t: Translate;
  readonly #name: string;
  readonly #store: KeyvSqlite;
  readonly #keyv: Keyv;

  private constructor(file: string, name: string, t: Translate) {
    this.#file = file;
    this.#t = t;
    this.#name = `${PREFIX}${name}`;
    this.#store = new KeyvSqlite({ uri: `sqlite://${file}`, table: this.#name, busyTimeout: BUSY_TIMEOUT_MS });
    this.#keyv = new Keyv({
      store: this.#store,
      throwOnErrors: true,
      useKeyPrefix: false,
      serialize: JSON.stringify,
      deserialize: parse as typeof JSON.parse,
    });
    // without a listener keyv throws out of turn; every error also rejects the call that met it
    this.#keyv.on('error', () => undefined);
  }

  /** @throws OC_STORE */
  static async open(file: string, name: string, t: Translate): Promise<SqliteTable> {
    const table = new SqliteTable(file, name, t);
    await table.#query(`SELECT key FROM ${table.#name} LIMIT 0`);
    return table;
  }

  async get<T>(key: string): Promise<T | undefined> {
    return this.#guard(() => this.#keyv.get<T>(key));
  }

  async setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    const [first, second] = entries;
    if (first && !second) {
      await this.#guard(() => this.#keyv.set(first[0], first[1]));
    } else if (first) {
      const rows = entries.map(([key, value]) => [key, JSON.stringify({ value })]);
      await this.#query(
        `INSERT INTO ${this.#name}(key,value) SELECT json_extract(value,'$[0]'),json_extract(value,'$[1]') FROM json_each(?) WHERE true ON CONFLICT(key) DO UPDATE SET value=excluded.value`,
        JSON.stringify(rows),
      );
    }
  }

  async deleteMany(keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const sql = `DELETE FROM ${this.#name} WHERE key IN (SELECT value FROM json_each(?)) RETURNING key`;
    return (await this.#query(sql, JSON.stringify(keys))).length;
  }

  async range<T>({ gte = '', lt, limit, reverse }: Parameters<Table['range']>[0]): Promise<[string, T][]> {
    const where = lt === undefined ? 'key >= ?' : 'key >= ? AND key < ?';
    const sql = `SELECT key, value FROM ${this.#name} WHERE ${where} ORDER BY key ${reverse ? 'DESC' : 'ASC'} LIMIT ?`;
    const rows = await this.#query(sql, ...(lt === undefined ? [gte] : [gte, lt]), limit ?? -1);
    return rows.flatMap(({ key, value }): [string, T][] => {
      const held = parse(value) as { value: T } | undefined;
      return held ? [[key, held.value]] : [];
    });
  }

  async count({ gte, lt }: { gte: string; lt: string }): Promise<number> {
    const sql = `SELECT '' AS key, COUNT(*) AS value FROM ${this.#name} WHERE key >= ? AND key < ?`;
    return Number((await this.#query(sql, gte, lt))[0]?.value ?? 0);
  }

  async mayHold(prefixes: readonly string[], pieces: readonly string[]): Promise<string[]> {
    const held = pieces.map(() => "AND value LIKE ? ESCAPE '\\'").join(' ');
    const sql = `SELECT p.value AS key, '' AS value FROM json_each(?) AS p WHERE EXISTS (SELECT 1 FROM ${this.#name} WHERE key >= p.value || '/' AND key < p.value || '0' ${held})`;
    const patterns = pieces.map((piece) => `%${piece.slice(0, MAX_PIECE).replace(/[\\%_]/g, '\\$&')}%`);
    return (await this.#query(sql, JSON.stringify(prefixes), ...patterns)).map(({ key }) => key);
  }

  async bytes({ gte, lt }: { gte: string; lt: string }): Promise<number> {
    const sql = `SELECT '' AS key, COALESCE(SUM(LENGTH(key) + LENGTH(value)), 0) AS value FROM ${this.#name} WHERE key >= ? AND key < ?`;
    return Number((await this.#query(sql, gte, lt))[0]?.value ?? 0);
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  #query(sql: string, ...params: unknown[]): Promise<Row[]> {
    return this.#guard(() => this.#store.query(sql, ...params) as Promise<Row[]>);
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storeError(error, this.#file, this.#t);
    }
  }
}

/** @returns undefined for damage: one row must not make a whole session unreadable, and `check` tells of it */
function parse(text: string): unknown {
  try {
    const held: unknown = JSON.parse(text);
    return typeof held === 'object' && held !== null ? held : undefined;
  } catch {
    return undefined;
  }
}
