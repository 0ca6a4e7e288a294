import { createRequire } from 'node:module';
import { findOnPath, isExecutable } from './shell.ts';

const BINARY = process.platform === 'win32' ? 'rg.exe' : 'rg';
const PACKAGE = `@vscode/ripgrep-${process.platform}-${process.arch}/bin/${BINARY}`;
let bundled: string | false | undefined;

/** Where ripgrep is: `OPENCODE_RG`, else the binary that npm installed with us, else PATH. Undefined: there is none, or `OPENCODE_RG` names no program. */
export function findRipgrep(env: Record<string, string | undefined> = process.env): string | undefined {
  const chosen = env.OPENCODE_RG;
  if (chosen) return isExecutable(chosen) ? chosen : undefined;
  bundled ??= resolveBundled() ?? false;
  return bundled || findOnPath(BINARY, env.PATH);
}

function resolveBundled(): string | undefined {
  const from = createRequire(import.meta.url);
  for (const via of [() => from, () => createRequire(from.resolve('@vscode/ripgrep'))]) {
    try {
      const path = via().resolve(PACKAGE);
      if (isExecutable(path)) return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}
