/**
 * Source of a module for `--require`: kills its process right before change number `KILL_AT` of a disk or a database, and writes into the file
 * `KILL_COUNT` how many there were where it came to its end.
 */
export const KILL_AT = `
const fs = require('node:fs');
const Module = require('node:module');
const at = Number(process.env.KILL_AT ?? -1);
let count = 0;
const step = () => {
  if (count++ === at) process.kill(process.pid, 'SIGKILL');
};
const write = fs.writeFileSync;
for (const name of ['writeSync', 'writeFileSync', 'renameSync', 'linkSync', 'unlinkSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'cpSync', 'ftruncateSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    // not the code cache, nor what is printed
    if (!(name === 'writeSync' && args[0] < 3) && !String(args[0]).includes('/.cache/')) step();
    return real(...args);
  };
}
const CHANGES = /^\\s*(insert|update|delete|replace|vacuum|begin|commit|create|drop)/i;
const spied = (object, name) => {
  const real = object[name];
  return function (...args) {
    if (args.some((one) => typeof one === 'string' && CHANGES.test(one))) step();
    return real.apply(this, args);
  };
};
const load = Module._load;
Module._load = function (request, ...more) {
  const found = load.call(this, request, ...more);
  if (!request.startsWith('@libsql/')) return found;
  return { ...found, databasePrepareSync: spied(found, 'databasePrepareSync'), databaseExecSync: spied(found, 'databaseExecSync') };
};
const builtin = process.getBuiltinModule;
let patched = false;
process.getBuiltinModule = (name) => {
  const found = builtin(name);
  if (name === 'node:sqlite' && found && !patched) {
    patched = true;
    for (const method of ['prepare', 'exec']) found.DatabaseSync.prototype[method] = spied(found.DatabaseSync.prototype, method);
  }
  return found;
};
process.on('exit', () => {
  if (process.env.KILL_COUNT) write(process.env.KILL_COUNT, String(count));
});
`;
