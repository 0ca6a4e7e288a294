import { spawn } from 'node:child_process';
import { killGroup, pruneGroup, readyForGroups, trackGroup } from './process-groups.ts';

export interface RunLinesOptions {
  cwd: string;
  signal: AbortSignal;
  /** ms */
  timeoutMs: number;
  env?: Record<string, string>;
  /** one character; default newline */
  separator?: string;
  /** a longer line is given up to here, in characters, so that one file cannot fill the memory; default 4 Mi */
  maxChars?: number;
  /** return false to end the program: enough was read */
  onLine(line: string): boolean | undefined;
}

export interface RunLinesResult {
  /** null: ended by us or by a signal */
  exitCode: number | null;
  stopped: boolean;
  timedOut: boolean;
  /** the first 4 KB */
  stderr: string;
}

const STDERR_BYTES = 4096;
const LINE_CHARS = 4 * 1024 * 1024;

/** Runs a program and hands over its stdout line by line. @throws the spawn error; the signal's reason when aborted */
export async function runLines(file: string, args: string[], options: RunLinesOptions): Promise<RunLinesResult> {
  const { separator = '\n', maxChars = LINE_CHARS } = options;
  options.signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    readyForGroups();
    const child = spawn(file, args, {
      cwd: options.cwd,
      ...(options.env ? { env: options.env } : {}),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const { pid } = child;
    if (pid !== undefined) trackGroup(pid);
    const result: RunLinesResult = { exitCode: null, stopped: false, timedOut: false, stderr: '' };
    let failure: unknown;
    /** pieces of a line whose end has not come yet */
    let rest: string[] = [];
    let length = 0;
    const keep = (text: string): void => {
      if (length < maxChars) rest.push(text.slice(0, maxChars - length));
      length += text.length;
    };
    const kill = (): void => {
      if (pid !== undefined) killGroup(pid, 'SIGKILL');
      child.stdout.destroy();
    };
    const guarded = (line: string): void => {
      try {
        if (options.onLine(line) !== false) return;
        result.stopped = true;
      } catch (error) {
        failure = error;
      }
      kill();
    };
    const onAbort = (): void => kill();
    const timer = setTimeout(() => {
      result.timedOut = true;
      kill();
    }, options.timeoutMs);
    options.signal.addEventListener('abort', onAbort, { once: true });

    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = text.split(separator);
      const last = parts.pop() ?? '';
      for (const part of parts) {
        if (result.stopped || failure !== undefined) return;
        keep(part);
        const line = rest.length === 1 ? (rest[0] ?? '') : rest.join('');
        rest = [];
        length = 0;
        guarded(line);
      }
      if (last !== '') keep(last);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (result.stderr.length < STDERR_BYTES) result.stderr = (result.stderr + text).slice(0, STDERR_BYTES);
    });
    const done = (error?: unknown): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      if (pid !== undefined) pruneGroup(pid);
      if (error !== undefined) reject(error);
      else if (options.signal.aborted) reject(options.signal.reason);
      else resolve(result);
    };
    child.once('error', done);
    child.once('close', (code) => {
      result.exitCode = code;
      if (length > 0 && !result.stopped && !result.timedOut && failure === undefined && !options.signal.aborted) guarded(rest.join(''));
      done(failure);
    });
  });
}
