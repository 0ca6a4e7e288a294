#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  process.stdout.write(readFileSync(join(root, 'dist/version.txt')));
} else if (existsSync(join(root, 'dist/kernel.js'))) {
  const chunks = require('./chunks.js').createChunks(join(root, 'dist'));
  chunks.load('kernel.js').start(argv, root, chunks);
} else {
  process.stderr.write('opencode is not built yet: run "npm run build"\n');
  process.exitCode = 1;
}
