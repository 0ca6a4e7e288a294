import { homedir } from 'node:os';
import { runProcess } from './run-process.ts';
import { findOnPath } from './shell.ts';

const TIMEOUT_MS = 30_000;

export interface CommandOutputOptions {
  /** where the program is looked for, and what it runs with */
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** ms; default 30 000 */
  timeoutMs?: number;
}

/**
 * What a vendor's own tool prints when it is asked for a token. Undefined where it is not installed, or cannot say; what it says on stderr is left out.
 * @param name of the program, as on PATH of `env`
 * @throws the signal's reason on abort
 */
export async function commandOutput(name: string, args: string[], options: CommandOutputOptions): Promise<string | undefined> {
  const { env, signal, timeoutMs = TIMEOUT_MS } = options;
  const path = env.PATH ?? env.Path ?? '';
  const isWindows = process.platform === 'win32';
  const file = path === '' ? undefined : (isWindows && findOnPath(`${name}.cmd`, path)) || findOnPath(name, path);
  if (!file) return undefined;
  const own = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const [shell, line] = isWindows
    ? ['cmd.exe', ['/d', '/s', '/c', `"${[`"${file}"`, ...args].join(' ')} 2>nul"`]]
    : ['/bin/sh', ['-c', 'exec "$@" 2>/dev/null', 'sh', file, ...args]];
  const result = await runProcess(shell as string, line as string[], { cwd: homedir(), env: own, timeoutMs, signal });
  signal.throwIfAborted();
  return result.exitCode === 0 ? result.text : undefined;
}
