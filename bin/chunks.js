// Loads the chunks in dist/ as scripts with V8's code cache: Node 20 has no compile cache of its own, and compiling is most of the start.
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { homedir, tmpdir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { constants, Script } = require('node:vm');

// Files of ES modules are imported through here: chunks are scripts, and the bundler turns their own import() into require.
globalThis[Symbol.for('opencode.import')] = (url) => import(url);

/**
 * @param dist folder of the chunks
 * @returns load(name): the chunk's exports; provide(id, exports): what chunks get for require(id); save(level): writes the code cache.
 * Level 2 marks a run that used the turn loop, whose cache holds more functions; a lower level never replaces a higher one.
 */
exports.createChunks = function createChunks(dist) {
  const loaded = new Map();
  const provided = new Map();
  const scripts = [];
  const fallback = createRequire(join(dist, 'kernel.js'));
  const folder = cacheFolder();

  function load(name) {
    const known = loaded.get(name);
    if (known) return known.exports;
    const file = join(dist, name);
    const source = fs.readFileSync(file, 'latin1');
    const { mtimeMs, size } = fs.statSync(file);
    const key = `${name.replace(/[^\w.-]/g, '_')}-${size}-${Math.round(mtimeMs)}`;
    const cached = readCache(folder, key);
    const script = new Script(`(function (exports, require, module, __filename, __dirname, __url) {${source}\n})`, {
      filename: file,
      cachedData: cached?.data,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    scripts.push({ script, key, level: cached && !script.cachedDataRejected ? cached.level : 0 });
    const module = { exports: {} };
    loaded.set(name, module);
    script.runInThisContext()(module.exports, requireFrom, module, file, dirname(file), pathToFileURL(file).href);
    return module.exports;
  }

  function requireFrom(id) {
    const given = provided.get(id);
    if (given) return typeof given === 'function' ? given() : given;
    if (id.startsWith('node:')) return fallback(id);
    const vendored = `vendor/${id.replace(/\//g, '__')}.js`;
    if (loaded.has(vendored) || fs.existsSync(join(dist, vendored))) return load(vendored);
    return fallback(id);
  }
  requireFrom.resolve = (id, options) => fallback.resolve(id, options);

  function save(level) {
    // asked again: uninstall has removed the folder and sets this
    if (!folder || process.env.OPENCODE_DISABLE_CODE_CACHE) return;
    for (const { script, key, level: had } of scripts) if (had < level) writeCache(folder, key, level, script);
  }

  return { load, save, provide: (id, value) => provided.set(id, value) };
};

function cacheFolder() {
  if (process.env.OPENCODE_DISABLE_CODE_CACHE) return undefined;
  const given = process.env.XDG_CACHE_HOME;
  const base =
    (given && isAbsolute(given) && given) ||
    (process.platform === 'win32' ? process.env.LOCALAPPDATA || tmpdir() : join(homedir(), '.cache'));
  return join(base, 'opencode', 'code', `${process.version}-${process.arch}`);
}

function readCache(folder, key) {
  if (!folder) return undefined;
  for (const level of [2, 1]) {
    try {
      return { level, data: fs.readFileSync(join(folder, `${key}.${level}`)) };
    } catch {
      // absent: compiled from source
    }
  }
  return undefined;
}

function writeCache(folder, key, level, script) {
  const file = join(folder, `${key}.${level}`);
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch {
    // a read-only or full disk costs speed, nothing else
  }
}
