import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findOnPath } from './shell.ts';

/** The npm that came with us (@oclif/plugin-plugins depends on it), so that none is needed on PATH; else the one on PATH. Undefined: there is none. */
export function findNpm(): [program: string, ...args: string[]] | undefined {
  const own = createRequire(import.meta.url);
  for (const from of [() => createRequire(own.resolve('@oclif/plugin-plugins')), () => own]) {
    try {
      return [process.execPath, join(dirname(from().resolve('npm/package.json')), 'bin', 'npm-cli.js')];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  const found = findOnPath(process.platform === 'win32' ? 'npm.cmd' : 'npm');
  return found === undefined ? undefined : [found];
}
