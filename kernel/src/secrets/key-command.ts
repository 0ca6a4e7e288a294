import { homedir } from 'node:os';
import { runLines } from '../process/run-lines.ts';
import { findShell } from '../process/shell.ts';
import { KernelError } from '../runtime/errors.ts';
import { redact } from '../runtime/redact.ts';

/** ms for a command that prints a key */
export const KEY_COMMAND_MS = 30_000;
/** characters of what it prints */
const MAX_KEY = 65_536;
/** characters of its last line on stderr that are told */
const MAX_SAID = 200;

/** `api_key_command` of a provider: program and arguments, or a line for the shell. */
export type KeyCommand = string | readonly string[];

/**
 * Runs the command, in the home folder and without a terminal, and takes what it prints for the key.
 * @throws OC_AUTH_COMMAND when it fails, prints nothing or takes too long
 */
export async function keyFromCommand(
  provider: string,
  command: KeyCommand,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const [file, ...args] = typeof command === 'string' ? [findShell(), '-c', command] : command;
  const fail = (because: string, more: Record<string, string | number> = {}, cause?: unknown) =>
    new KernelError('OC_AUTH_COMMAND', { provider, because, ...more }, { cause });
  if (!file) throw fail('reason.key_command_empty');
  const { BASH_ENV: _bash, ENV: _sh, ...rest } = env;
  const own = Object.fromEntries(Object.entries(rest).filter((pair): pair is [string, string] => pair[1] !== undefined));
  let printed = '';
  const options = { cwd: env.HOME || homedir(), env: own, timeoutMs: KEY_COMMAND_MS, signal: new AbortController().signal };
  const result = await runLines(file, args, {
    ...options,
    onLine: (line) => {
      printed += `${line}\n`;
      return printed.length <= MAX_KEY;
    },
  }).catch((cause: unknown) => {
    throw fail('reason.key_command_absent', { program: file, message: (cause as Error).message }, cause);
  });
  if (result.timedOut) throw fail('reason.key_command_late', { seconds: KEY_COMMAND_MS / 1000 });
  if (result.stopped) throw fail('reason.key_command_long');
  const said = lastLine(result.stderr);
  if (result.exitCode !== 0)
    throw fail(said ? 'reason.key_command_failed' : 'reason.key_command_code', { code: result.exitCode ?? -1, said });
  const key = printed.trim();
  if (key === '') throw fail('reason.key_command_silent');
  return key;
}

/** The last line that says something, without anything that looks like a key. */
function lastLine(stderr: string): string {
  return redact(
    stderr
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? '',
  ).slice(0, MAX_SAID);
}
