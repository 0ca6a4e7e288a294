// npm test               everything
// npm test -- FILE…      these files; mocha's options work as well
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureReady, root } from './lib/ensure.mjs';

const MAX_JOBS = 4;
const ALONE = ['test/wires/long-stream.test.ts', 'test/tree/**/*.test.ts'];
const config = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'));

/** mocha adds the files of its configuration to those named, so named files come with a configuration that has none. */
const options = [
  '--no-config',
  ...config['node-option'].flatMap((option) => ['--node-option', option]),
  ...config.ignore.flatMap((glob) => ['--ignore', glob]),
  '--extension',
  config.extension[0],
  '--timeout',
  String(config.timeout),
  '--exit',
];

// A certificate bundle named in the environment is read at every start of Node 20 and would be measured with us.
const { NODE_EXTRA_CA_CERTS: _bundle, ...env } = process.env;

function mocha(argv) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/mocha/bin/mocha.js'), ...argv], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  return status ?? 1;
}

/** Tests share nothing and run side by side; what measures memory or compares times has the machine for itself. */
function everything(argv) {
  const jobs = String(Math.min(MAX_JOBS, Math.max(2, availableParallelism())));
  const all = [...options, '--reporter', config.reporter, ...argv];
  const parts = mocha([...all, ...ALONE.flatMap((glob) => ['--ignore', glob]), '--parallel', '--jobs', jobs, ...config.spec]);
  return mocha([...all, ...ALONE]) || parts;
}

try {
  ensureReady();
  const argv = process.argv.slice(2);
  process.exitCode = argv.some((arg) => arg.endsWith('.ts')) ? mocha([...options, ...argv]) : everything(argv);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
