import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type CollectedOutput, type CollectorOptions, OutputCollector } from './output-collector.ts';
import { killGroup, pruneGroup, readyForGroups, takesSignals, trackGroup } from './process-groups.ts';

export interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  /** ms; the group is then ended like on abort */
  timeoutMs: number;
  signal?: AbortSignal;
  /** what the program is given to read, once its group is sure to end with us; absent: nothing */
  stdin?: string;
  /** called as output arrives; text is whole characters */
  onOutput?(text: string): void;
  output?: CollectorOptions;
  /** removed where it appears on stderr: what a caller put before the command */
  hide?: string;
  /**
   * The caller goes on meanwhile: output is in the file from the start, it ends with the last process that holds its output, and nothing of it
   * keeps us alive. Called once it runs.
   */
  onBackground?(facts: { pid: number; file?: string }): void;
  /** starts the program in another way, in a process group of its own all the same: in a terminal */
  start?(file: string, args: string[], options: { cwd: string; env: Record<string, string> }): RunChild;
}

/** What is needed of a child process. `stderr` is null where both come by `stdout`. */
export interface RunChild {
  readonly pid?: number | undefined;
  readonly stdin?: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
  /** after `exit`, when the output has ended */
  once(event: 'close', listener: () => void): unknown;
  unref(): void;
}

export interface RunResult extends CollectedOutput {
  /** null when a signal ended the process */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  aborted: boolean;
  /** a child of the process still runs; its output goes on into `file` */
  background: boolean;
  durationMs: number;
}

/** ms between SIGTERM and SIGKILL */
export const KILL_GRACE_MS = 3_000;
/** ms the pipes get to run dry after the process itself has gone */
const DRAIN_MS = 100;
/** ms after SIGKILL until the process counts as lost */
const LOST_MS = 1_000;
/** ms between looks whether the rest of a group is gone; the first only asks whether there is anything at all */
const QUIET_MS = [1, 2, 4, 8, 16, 20];
const CHEAP_LOOKS = 1;
/** ms: what a timer can count to */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Runs a program in its own process group, stdin closed or given, stdout and stderr merged as they arrive, in bounded memory. Returns when the program
 * itself has ended: a child it left in the background neither blocks nor is killed, but dies with us.
 * @throws the spawn error (ENOENT: no such program or folder); never for exit codes, signals, timeout or abort
 */
export function runProcess(file: string, args: string[], options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  const collector = new OutputCollector(options.output);
  const facts = {
    exitCode: null as number | null,
    signal: null as NodeJS.Signals | null,
    timedOut: false,
    aborted: false,
    background: false,
  };
  const result = (): RunResult => ({ ...collector.read(), ...facts, durationMs: Math.round(performance.now() - started) });
  if (options.signal?.aborted) return Promise.resolve({ ...result(), aborted: true });

  return new Promise((resolve, reject) => {
    readyForGroups();
    const start = options.start ?? ((...what) => startChild(...what, options.stdin !== undefined));
    const child = start(file, args, { cwd: options.cwd, env: options.env });
    const { pid } = child;
    const timers: NodeJS.Timeout[] = [];
    let settled = false;
    if (pid !== undefined) trackGroup(pid);
    // a program that does not read what it is given is no failure
    child.stdin?.on('error', () => undefined).end(options.stdin);

    const settle = (): void => {
      if (settled) return;
      settled = true;
      timers[0] && clearTimeout(timers[0]);
      options.signal?.removeEventListener('abort', onAbort);
      facts.background = pid !== undefined && pruneGroup(pid);
      if (!facts.background) for (const timer of timers) clearTimeout(timer);
      if (facts.background && !drained(child)) release(child, collector);
      else collector.close();
      resolve(result());
    };
    const end = (why: 'timedOut' | 'aborted'): void => {
      if (facts.timedOut || facts.aborted || pid === undefined) return;
      facts[why] = true;
      killGroup(pid, 'SIGTERM');
      timers.push(
        setTimeout(() => killGroup(pid, 'SIGKILL'), KILL_GRACE_MS),
        setTimeout(settle, KILL_GRACE_MS + LOST_MS),
      );
    };
    const onAbort = (): void => end('aborted');

    timers.push(setTimeout(() => end('timedOut'), Math.min(options.timeoutMs, LONGEST_TIMER)));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    if (options.onBackground && pid !== undefined) {
      const saved = collector.openFile();
      letGo(child, timers);
      options.onBackground({ pid, ...(saved !== undefined && { file: saved }) });
    }
    listen(
      child.stdout,
      (chunk) => collector.write(chunk),
      options.onOutput,
      () => settled,
    );
    const { hide } = options;
    const clean = (chunk: Buffer): Buffer =>
      hide && chunk.includes(hide) ? Buffer.from(chunk.toString('utf8').replaceAll(hide, '')) : chunk;
    listen(
      child.stderr,
      (chunk) => collector.write(clean(chunk)),
      options.onOutput,
      () => settled,
    );

    child.once('error', (error) => {
      if (settled || pid !== undefined) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      facts.exitCode = code;
      facts.signal = signal;
      if (options.onBackground) return;
      if (drained(child)) settleWhenQuiet(pid, settle);
      else setTimeout(() => setImmediate(() => setImmediate(settle)), DRAIN_MS);
    });
    child.once('close', () => settleWhenQuiet(pid, settle));
  });
}

function startChild(file: string, args: string[], options: { cwd: string; env: Record<string, string> }, reads: boolean): RunChild {
  return spawn(file, args, { ...options, detached: true, stdio: [reads ? 'pipe' : 'ignore', 'pipe', 'pipe'], windowsHide: true });
}

/** From here on neither the child nor what it says keeps this process alive. */
function letGo(child: RunChild, timers: NodeJS.Timeout[]): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Partial<Socket> | null)?.unref?.();
  for (const timer of timers) timer.unref();
}

/** A group whose last member is just going is given a moment, so that it is not reported as running. */
function settleWhenQuiet(pid: number | undefined, settle: () => void, tries = 0): void {
  const waits = QUIET_MS[tries];
  if (waits === undefined || pid === undefined || !takesSignals(pid) || (tries >= CHEAP_LOOKS && !pruneGroup(pid))) settle();
  else setTimeout(() => settleWhenQuiet(pid, settle, tries + 1), waits);
}

function drained(child: RunChild): boolean {
  return child.stdout?.readableEnded !== false && child.stderr?.readableEnded !== false;
}

function listen(
  stream: Readable | null,
  write: (chunk: Buffer) => void,
  onOutput: ((text: string) => void) | undefined,
  settled: () => boolean,
): void {
  const decoder = new StringDecoder('utf8');
  stream?.on('data', (chunk: Buffer) => {
    write(chunk);
    if (onOutput && !settled()) onOutput(decoder.write(chunk));
  });
  stream?.on('error', () => stream.destroy());
}

/** Lets the background child write on, into the file, without keeping this process alive. */
function release(child: RunChild, collector: OutputCollector): void {
  collector.openFile();
  let open = 0;
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream || stream.readableEnded) continue;
    open++;
    (stream as Partial<Socket>).unref?.();
    stream.once('close', () => {
      if (--open === 0) collector.close();
    });
  }
}
