import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SandboxedProgram } from '../kinds/sandbox.ts';
import { type RunOptions, type RunResult, runProcess } from './run-process.ts';

/** Merges stderr into stdout inside the shell, so that both keep their order. On the first line, so that line numbers in messages stay right. */
const MERGE = 'exec 2>&1; ';
let found: string | undefined;

/** The first executable of that name on PATH. Folders that npm puts there for a project do not count: what is in them came with it. */
export function findOnPath(name: string, path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => (folder.startsWith('/') || process.platform === 'win32') && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** `$SHELL` when it is a bash, else bash from PATH, else sh. Commands are judged by bash's grammar, so no other shell is taken. */
export function findShell(): string {
  const preferred = process.env.SHELL ?? '';
  found ??=
    (/\/bash$/.test(preferred) && isExecutable(preferred) ? preferred : undefined) ?? findOnPath('bash') ?? findOnPath('sh') ?? '/bin/sh';
  return found;
}

export interface ShellOptions extends RunOptions {
  /** gives the shell the form in which a sandbox holds */
  wrap?(program: SandboxedProgram): Promise<SandboxedProgram>;
}

/** Runs one shell command without any start-up file. See `runProcess`. @throws what `wrap` throws */
export async function runShell(command: string, { wrap, ...options }: ShellOptions): Promise<RunResult> {
  const { BASH_ENV: _bash, ENV: _sh, ...env } = options.env;
  // a terminal is one stream already
  const merge = options.start ? '' : MERGE;
  const shell: SandboxedProgram = { file: findShell(), args: ['-c', merge + command] };
  const { file, args, env: more } = wrap ? await wrap(shell) : shell;
  return runProcess(file, args, { ...options, env: { ...env, ...more }, ...(merge && { hide: merge }) });
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
