import { spawn } from 'node:child_process';
import { findShell, killGroup, pruneGroup, trackGroup } from '@ock/kernel';
import type { Hook } from './hook.ts';

/** characters of its answer, and of what it says on standard error, that are kept */
const MAX_STDOUT = 256 * 1024;
const MAX_STDERR = 16 * 1024;
/** ms that pipes get to run dry when the program itself has ended: what it left running may hold them */
const DRAIN_MS = 100;

export interface HookRun {
  /** null: a signal ended it, or it was not started */
  exitCode: number | null;
  timedOut: boolean;
  /** why it was not started */
  failure?: string;
  stdout: string;
  stderr: string;
  durationMs: number;
}

/** Runs one hook to its end, with the event on its standard input, in a process group that is killed when its time is over. @throws the signal's reason */
export function runHook(
  { command, timeoutMs }: Hook,
  event: object,
  { cwd, env, signal }: { cwd: string; env: Record<string, string>; signal: AbortSignal },
): Promise<HookRun> {
  signal.throwIfAborted();
  const begin = performance.now();
  const [file = '', ...args] = typeof command === 'string' ? [findShell(), '-c', command] : command;
  const { BASH_ENV: _bash, ENV: _sh, ...clean } = env;
  return new Promise((resolve, reject) => {
    const run: HookRun = { exitCode: null, timedOut: false, stdout: '', stderr: '', durationMs: 0 };
    const child = spawn(file, args, { cwd, env: clean, detached: true, stdio: 'pipe', windowsHide: true });
    const { pid } = child;
    if (pid !== undefined) trackGroup(pid);
    const kill = (): void => {
      if (pid !== undefined) killGroup(pid, 'SIGKILL');
    };
    const timer = setTimeout(() => {
      run.timedOut = true;
      kill();
    }, timeoutMs);
    signal.addEventListener('abort', kill, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      run.stdout = (run.stdout + text).slice(0, MAX_STDOUT);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      run.stderr = (run.stderr + text).slice(0, MAX_STDERR);
    });
    // one that does not read what it is told is no failure
    child.stdin.on('error', () => undefined).end(`${JSON.stringify(event)}\n`);
    let settled = false;
    const settle = (): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      if (pid !== undefined) pruneGroup(pid);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      run.durationMs = Math.round(performance.now() - begin);
      if (signal.aborted) reject(signal.reason);
      else resolve(run);
    };
    child.once('error', (error) => {
      run.failure = error.message;
      settle();
    });
    child.once('exit', (code) => {
      run.exitCode = run.timedOut ? null : code;
      setTimeout(settle, DRAIN_MS);
    });
    child.once('close', settle);
  });
}
