// npm test               everything; npm test -- FILE… or mocha's options narrow it
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureReady, root } from './lib/ensure.mjs';

try {
  ensureReady();
  // A certificate bundle named in the environment is read at every start of Node 20 and would be measured with us.
  const { NODE_EXTRA_CA_CERTS: _bundle, ...env } = process.env;
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/mocha/bin/mocha.js'), ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
