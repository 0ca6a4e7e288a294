'use strict';

const { createRequire } = process.getBuiltinModule('node:module');
const libsql = require('./engine-libsql.cjs');
const node = require('./engine-node.cjs');

/** Primary result codes of SQLite that callers tell apart. */
const CODES = {
  1: 'SQLITE_ERROR',
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  26: 'SQLITE_NOTADB',
};

/** Open connections by file. Handles of one file share one: the engines are synchronous, so every statement is atomic on it. */
const connections = new Map();
let base = typeof __filename === 'string' ? __filename : undefined;

/** The part of the `sqlite3` package's API that @keyv/sqlite calls, over an engine that needs no compiler. */
class Database {
  #path;
  #connection;

  /** Opens (and creates) the file; `callback(error)` comes later, never before the constructor returns. */
  constructor(path, callback) {
    this.#path = path;
    later(callback, () => {
      this.#connection = acquire(path);
    });
  }

  /** Only `busyTimeout`, in ms, is known; others are ignored as sqlite3 ignores what it does not know. */
  configure(option, value) {
    if (option === 'busyTimeout') this.#open().exec(`PRAGMA busy_timeout=${Number(value)}`);
  }

  /** `callback(error, rows)`. Parameters may also come as one array. */
  all(sql, ...rest) {
    const callback = rest.pop();
    later(callback, () => this.#open().all(sql, rest.flat()));
  }

  /** `callback(error, row)` */
  get(sql, ...rest) {
    const callback = rest.pop();
    later(callback, () => this.#open().all(sql, rest.flat())[0]);
  }

  /** `callback(error)` */
  run(sql, ...rest) {
    const callback = rest.pop();
    later(callback, () => void this.#open().all(sql, rest.flat()));
  }

  /** Several statements, without parameters; `callback(error)`. */
  exec(sql, callback) {
    later(callback, () => this.#open().exec(sql));
  }

  close(callback) {
    later(callback, () => {
      const connection = this.#open();
      this.#connection = undefined;
      release(this.#path, connection);
    });
  }

  /** which engine this handle runs on: `node:sqlite` or `libsql` */
  get engine() {
    return this.#open().name;
  }

  #open() {
    if (!this.#connection) throw coded('SQLITE_MISUSE', `database is closed: ${this.#path}`);
    return this.#connection;
  }
}

function acquire(path) {
  const open = connections.get(path);
  if (open) {
    open.users++;
    return open;
  }
  const connection = Object.assign(openEngine(path), { users: 1 });
  if (path !== ':memory:') connections.set(path, connection);
  return connection;
}

function release(path, connection) {
  connection.users--;
  if (connection.users > 0) return;
  connections.delete(path);
  connection.close();
}

function openEngine(path) {
  if (node.available()) return node.open(path);
  // never the working directory: that would run a stranger's code
  const require = createRequire(base ?? process.execPath);
  try {
    libsql.load(require);
  } catch (error) {
    const message = `no SQLite driver: Node 22.13 and newer bring one, Node ${process.versions.node} needs the optional package libsql (${String(error.message).split('\n')[0]})`;
    throw coded('SQLITE_NO_DRIVER', message, error);
  }
  return libsql.open(path, require);
}

/** Runs the work after the caller has returned and hands its outcome to the callback. */
function later(callback, work) {
  process.nextTick(() => {
    let result;
    try {
      result = work();
    } catch (error) {
      callback?.(named(error));
      return;
    }
    callback?.(null, result);
  });
}

/** Gives errors of both engines the `code` that sqlite3 gives them. */
function named(error) {
  if (error.code === 'SQLITE_NO_DRIVER' || error.code === 'SQLITE_MISUSE') return error;
  const number = error.errcode ?? error.rawCode ?? Number(/: (\d+)"?\)?$/.exec(error.message)?.[1]);
  return Number.isInteger(number) ? coded(CODES[number & 0xff] ?? 'SQLITE_ERROR', error.message, error) : error;
}

function coded(code, message, cause) {
  return Object.assign(new Error(message, { cause }), { code });
}

/**
 * Where `libsql` is resolved from, as a file URL or path. A bundle must call it, for it has no `__filename` of its own.
 * @param {string} from
 */
function loadFrom(from) {
  base = from;
}

module.exports = { Database, loadFrom };
