#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs');
const { isAbsolute, join } = require('node:path');

const root = join(__dirname, '..');
const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  process.stdout.write(readFileSync(join(root, 'dist/version.txt')));
} else if (existsSync(join(root, 'dist/kernel.js'))) {
  // empty or relative, it would make what a repository brings the person's own: settings, hooks, cached code
  if (process.platform !== 'win32' && !isAbsolute(process.env.HOME ?? '')) process.env.HOME = homeOfUser();
  const chunks = require('./chunks.js').createChunks(join(root, 'dist'));
  chunks.load('kernel.js').start(argv, root, chunks);
} else {
  process.stderr.write('opencode is not built yet: run "npm run build"\n');
  process.exitCode = 1;
}

/** As the system has it; the root folder, where nothing can be written, for a user that it does not know. */
function homeOfUser() {
  try {
    const { homedir } = require('node:os').userInfo();
    return isAbsolute(homedir) ? homedir : '/';
  } catch {
    return '/';
  }
}
