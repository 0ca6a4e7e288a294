import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SandboxedProgram } from '../kinds/sandbox.ts';
import { openDescriptors } from './open-descriptors.ts';
import { type RunOptions, type RunResult, runProcess } from './run-process.ts';

/**
 * What the shell does first, on the first line, so that line numbers in messages stay right. It waits for the line that comes once its group is sure to end
 * with us: killed before that, we leave a shell that reads the end of its input and has done nothing. Then it merges stderr into stdout, so that both keep
 * their order.
 */
const WAIT = 'read -r _||exit;exec 2>&1';
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
  // a terminal is one stream already, and the system ends what is in one whose other end is gone
  const first = options.start ? '' : `${WAIT}${options.stdin === undefined ? '</dev/null' : ''}; `;
  const name = findShell();
  // bash reads ~/.bashrc where its input is a socket, as pipes of Node are
  const shell: SandboxedProgram = { file: name, args: [...(/bash(\.exe)?$/.test(name) ? ['--norc'] : []), '-c', first + command] };
  // and where nobody says that it was started by another shell: what wraps ours may be a bash of its own
  if (!(Number(env.SHLVL) >= 1)) env.SHLVL = '1';
  const { file, args, env: more } = withoutDescriptors(wrap ? await wrap(shell) : shell, name);
  return runProcess(file, args, { ...options, env: { ...env, ...more }, ...(first && { hide: first, stdin: `\n${options.stdin ?? ''}` }) });
}

/** What was left open to us is not left open to commands: a sandbox would hold it as well. Another shell than bash knows no numbers above 9. */
function withoutDescriptors(program: SandboxedProgram, shell: string): SandboxedProgram {
  const open = /bash(\.exe)?$/.test(shell) ? openDescriptors() : [];
  if (open.length === 0) return program;
  const close = `exec ${open.map((name) => `${name}<&-`).join(' ')}; exec "$0" "$@"`;
  return { ...program, file: shell, args: ['--norc', '-c', close, program.file, ...program.args] };
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
