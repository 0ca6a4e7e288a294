// Makes a fresh clone ready: installs and builds what is missing or older than its sources, and says so on stderr. Plain JavaScript: it runs
// before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SOURCES = ['kernel', 'schemas', 'plugins', 'scripts', 'package.json', 'oclif.manifest.json'];

/** @throws when Node is too old, or npm or the build fails */
export function ensureReady() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node ${process.versions.node} is too old: 20.19 or newer is needed`);
  const lock = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(lock) || mtime(lock) < mtime(join(root, 'package-lock.json'))) {
    step('installing dependencies', process.platform === 'win32' ? 'npm.cmd' : 'npm', [
      'ci',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
  }
  const built = join(root, 'dist/version.txt');
  if (!existsSync(built) || mtime(built) < newest()) step('building', process.execPath, ['scripts/run.mjs', 'scripts/build.ts', '--dist']);
}

function step(title, command, args) {
  process.stderr.write(`${title} …\n`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: command.endsWith('.cmd') });
  if (error || status !== 0) throw new Error(`${title} failed${error ? `: ${error.message}` : ''}`);
}

function newest() {
  let latest = 0;
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) {
      latest = Math.max(latest, stat.mtimeMs);
      return;
    }
    for (const name of readdirSync(path)) if (!['node_modules', 'dist', 'test'].includes(name)) visit(join(path, name));
  };
  for (const source of SOURCES) visit(join(root, source));
  return latest;
}

function mtime(path) {
  return statSync(path).mtimeMs;
}
