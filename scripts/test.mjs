// npm test               everything
// npm test -- FILE…      these files; mocha's options work as well
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureReady, root } from './lib/ensure.mjs';

/** mocha adds the files of its configuration to those named, so named files come with a configuration that has none. */
function mochaArguments(argv) {
  if (!argv.some((arg) => arg.endsWith('.ts'))) return argv;
  const { spec: _all, 'node-option': node, extension, timeout } = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'));
  return [
    '--no-config',
    ...node.flatMap((option) => ['--node-option', option]),
    '--extension',
    extension[0],
    '--timeout',
    String(timeout),
    '--exit',
    ...argv,
  ];
}

try {
  ensureReady();
  // A certificate bundle named in the environment is read at every start of Node 20 and would be measured with us.
  const { NODE_EXTRA_CA_CERTS: _bundle, ...env } = process.env;
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const { status } = spawnSync(process.execPath, [mocha, ...mochaArguments(process.argv.slice(2))], { cwd: root, env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
