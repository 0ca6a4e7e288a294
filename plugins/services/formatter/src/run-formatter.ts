import { spawn } from 'node:child_process';
import { type RunChild, runProcess, sanitize } from '@ock/kernel';

export interface Run {
  command: string[];
  cwd: string;
  env: Record<string, string>;
  signal: AbortSignal;
  /** what it reads; absent: it works on the file itself */
  text?: string;
}

export interface Ran {
  /** what it wrote; undefined: it failed */
  text?: string;
  /** in one line */
  failure?: string;
  timedOut?: boolean;
}

/** ms that one file may take */
export const TIMEOUT_MS = 10_000;
const STDERR_CHARS = 4_000;
const FAILURE_CHARS = 400;
/** a formatted text is at most this many times as long, and some bytes more */
const GROWTH = 4;
const GROWTH_BYTES = 65_536;

/** Runs a formatter in a process group of its own, what it writes to stdout and to stderr apart. */
export async function runFormatter({ command, cwd, env, signal, text }: Run): Promise<Ran> {
  const [program = '', ...args] = command;
  let told = '';
  const start = (file: string, given: string[], options: { cwd: string; env: Record<string, string> }): RunChild => {
    const child = spawn(file, given, { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    // a program that does not read what it is given is no failure
    child.stdin.on('error', () => undefined).end(text ?? '');
    child.stderr
      .setEncoding('utf8')
      .on('data', (piece: string) => {
        if (told.length < STDERR_CHARS) told += piece.slice(0, STDERR_CHARS);
      })
      .on('error', () => child.stderr.destroy());
    return { pid: child.pid, stdout: child.stdout, stderr: null, once: child.once.bind(child), unref: () => child.unref() };
  };
  const limit = text === undefined ? STDERR_CHARS : Buffer.byteLength(text) * GROWTH + GROWTH_BYTES;
  try {
    const run = await runProcess(program, args, {
      cwd,
      env,
      signal,
      timeoutMs: TIMEOUT_MS,
      output: { headBytes: limit, tailBytes: 1 },
      start,
    });
    if (run.timedOut) return { failure: `it took more than ${TIMEOUT_MS / 1000} s and was stopped`, timedOut: true };
    if (run.aborted) return { failure: 'it was stopped before it finished' };
    if (run.exitCode !== 0) {
      const how = run.exitCode === null ? `it was ended by ${run.signal}` : `exit code ${run.exitCode}`;
      return { failure: oneLine(told) || oneLine(text === undefined ? run.text : '') || how };
    }
    return run.truncated ? { failure: 'it wrote far more than the file holds' } : { text: run.text };
  } catch (error) {
    return { failure: `it could not be started: ${(error as Error).message}` };
  }
}

function oneLine(text: string): string {
  return sanitize(text)
    .trim()
    .replace(/\s*\n\s*/g, ' | ')
    .slice(0, FAILURE_CHARS);
}
