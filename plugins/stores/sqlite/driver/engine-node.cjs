'use strict';

let sqlite;

/** @returns the built-in module, or undefined where Node has none (before 22.13) */
function builtin() {
  if (sqlite) return sqlite;
  const { emitWarning } = process;
  // Node 22 calls it experimental at every load; only that one warning is held back
  process.emitWarning = (warning, ...rest) =>
    String(warning).startsWith('SQLite is an experimental') ? undefined : emitWarning.call(process, warning, ...rest);
  try {
    sqlite = process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
  return sqlite;
}

exports.available = () => builtin() !== undefined;

exports.open = (path) => {
  const { DatabaseSync } = builtin();
  const database = new DatabaseSync(path);
  return {
    name: 'node:sqlite',
    all: (sql, params) => database.prepare(sql).all(...params),
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
  };
};
