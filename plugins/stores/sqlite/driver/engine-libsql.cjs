'use strict';

const { createRequire } = process.getBuiltinModule('node:module');

/** rows fetched from the engine at a time */
const PAGE = 100;
const UNSUPPORTED = 'no prebuilt SQLite engine for this system';

let native;

/**
 * The native part of `libsql`, loaded directly: the package's own entry asks `process.report` which C library runs and loads
 * `child_process`, 13 ms for an answer that trying gives in 2.
 * @param {NodeJS.Require} require resolves from the product's folder
 */
function load(require) {
  if (native) return native;
  const packages = targets().map((target) => `@libsql/${target}`);
  const failures = [];
  // beside the product where npm puts it, else where libsql itself would find it
  for (const from of [() => require, () => createRequire(require.resolve('libsql'))]) {
    for (const name of packages) {
      try {
        native = from()(name);
        return native;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  throw failures.find(({ code }) => code !== 'MODULE_NOT_FOUND') ?? failures[0] ?? new Error(UNSUPPORTED);
}

function targets() {
  const { platform, arch } = process;
  if (platform === 'darwin') return [`darwin-${arch}`];
  if (platform === 'win32') return [`win32-${arch}-msvc`];
  if (platform !== 'linux') return [];
  return arch === 'arm' ? ['linux-arm-gnueabihf', 'linux-arm-musleabihf'] : [`linux-${arch}-gnu`, `linux-${arch}-musl`];
}

/** @throws when no prebuilt engine is installed for this system */
exports.load = load;

exports.open = (path, require) => {
  const engine = load(require);
  const handle = engine.databaseOpen(path, '', 'aes256cbc', '', 0, '');
  return {
    name: 'libsql',
    all(sql, params) {
      const rows = engine.statementRowsSync.call(engine.databasePrepareSync.call(handle, sql), params);
      const result = [];
      for (;;) {
        const page = Array(PAGE);
        engine.rowsNext.call(rows, page);
        for (const row of page) {
          if (row === undefined) return result;
          result.push(row);
        }
      }
    },
    exec: (sql) => engine.databaseExecSync.call(handle, sql),
    close: () => engine.databaseClose.call(handle),
  };
};
