import { chmodSync, closeSync, fstatSync, openSync } from 'node:fs';
import sqlite3 from 'sqlite3';

/** ms a statement waits for another process; also how long opening keeps trying */
export const BUSY_TIMEOUT_MS = 5_000;
const RETRY_MS = 20;

/** Set before any table exists: WAL lets readers and one writer work at once; NORMAL loses nothing to a killed process. */
const PRAGMAS = `PRAGMA busy_timeout=${BUSY_TIMEOUT_MS};PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL`;

/** The handle that keeps a file's connection open: handles that @keyv/sqlite opens on the same file share its connection and pragmas. */
export class Connection {
  readonly #database: sqlite3.Database;

  private constructor(database: sqlite3.Database) {
    this.#database = database;
  }

  /** Creates the file readable by its owner only. @throws the engine's error, with an SQLite `code` */
  static async open(file: string): Promise<Connection> {
    sqlite3.loadFrom(import.meta.url);
    createPrivate(file);
    const connection = new Connection(await openDatabase(file));
    try {
      await connection.#prepare();
    } catch (error) {
      await connection.close();
      throw error;
    }
    return connection;
  }

  get engine(): string {
    return this.#database.engine;
  }

  get(sql: string): Promise<Record<string, unknown> | undefined> {
    return new Promise((resolve, reject) => {
      this.#database.get(sql, settle(resolve, reject));
    });
  }

  /** @param most problems at most; a thorough look also compares indexes @returns what is damaged; empty: nothing */
  async check(most: number, thorough: boolean): Promise<string[]> {
    const rows = await this.#all(`PRAGMA ${thorough ? 'integrity_check' : 'quick_check'}(${most})`);
    return rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
  }

  /** Writes a copy without free pages. @throws the engine's error, also when the file exists and is not empty */
  async copyTo(path: string): Promise<void> {
    await this.#all('VACUUM INTO ?', path);
  }

  #all(sql: string, ...params: unknown[]): Promise<Record<string, unknown>[]> {
    return new Promise((resolve, reject) => {
      this.#database.all(sql, ...params, settle(resolve, reject));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => this.#database.close(settle(resolve, reject)));
  }

  /** Switching to WAL does not wait for the busy timeout, so several processes that open a new file at once try again. */
  async #prepare(): Promise<void> {
    const deadline = Date.now() + BUSY_TIMEOUT_MS;
    for (;;) {
      try {
        return await new Promise<void>((resolve, reject) => this.#database.exec(PRAGMAS, settle(resolve, reject)));
      } catch (error) {
        const { code } = error as { code?: string };
        if ((code !== 'SQLITE_BUSY' && code !== 'SQLITE_LOCKED') || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

function openDatabase(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(database)));
  });
}

/** SQLite gives its `-wal` and `-shm` files the mode of the database. */
function createPrivate(file: string): void {
  const fd = openSync(file, 'a', 0o600);
  const exposed = (fstatSync(fd).mode & 0o077) !== 0;
  closeSync(fd);
  if (exposed && process.platform !== 'win32') chmodSync(file, 0o600);
}

function settle<T>(resolve: (value: T) => void, reject: (error: Error) => void): (error: Error | null, value: T) => void {
  return (error, value) => (error ? reject(error) : resolve(value));
}
