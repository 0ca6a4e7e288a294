import { type RunOptions, type RunResult, runShell, type SandboxEntry } from '@ock/kernel';
import { matchingLines } from './matching-lines.ts';
import { plainText } from './plain-text.ts';

/** characters not looked at yet that are kept; of more, the last. The file holds all. */
const UNREAD_CHARS = 64 * 1024;
/** ms between two looks at new output while a line is waited for */
const LOOK_MS = 50;
/** the beginning of a control sequence whose end has not come yet */
const OPEN_SEQUENCE = /\u001b[^A-Za-z\u0007]{0,64}$/;

export interface BackgroundOptions extends Pick<RunOptions, 'cwd' | 'env' | 'timeoutMs' | 'output' | 'start'> {
  id: string;
  sessionId: string;
  command: string;
  /** the sandbox that it runs in */
  confined?: SandboxEntry;
}

/** A command that runs while the model goes on. */
export class BackgroundCommand {
  readonly id: string;
  readonly sessionId: string;
  readonly command: string;
  readonly pid: number;
  /** holds everything it wrote */
  readonly file: string | undefined;
  /** settles when it has ended, never rejects */
  readonly ended: Promise<void>;
  /** how it ended; undefined: it runs */
  result: RunResult | undefined;
  /** the model knows that it ended */
  told = false;
  readonly #begin = performance.now();
  readonly #stop: AbortController;
  readonly #output: Unread;

  private constructor(
    options: BackgroundOptions,
    facts: { pid: number; file?: string },
    run: Promise<RunResult>,
    stop: AbortController,
    output: Unread,
  ) {
    this.id = options.id;
    this.sessionId = options.sessionId;
    this.command = options.command;
    this.pid = facts.pid;
    this.file = facts.file;
    this.#stop = stop;
    this.#output = output;
    this.ended = run.then(
      (result) => {
        this.result = result;
        const note = options.confined?.leave(result);
        if (note !== undefined) output.add(`${note}\n`);
      },
      () => undefined,
    );
  }

  /** @throws the spawn error */
  static start(options: BackgroundOptions): Promise<BackgroundCommand> {
    const { cwd, env, timeoutMs, output, start, confined } = options;
    const stop = new AbortController();
    const unread = new Unread();
    return new Promise((resolve, reject) => {
      const run = runShell(options.command, {
        cwd,
        env,
        timeoutMs,
        signal: stop.signal,
        onOutput: (text) => unread.add(text),
        ...(output && { output }),
        ...(start && { start }),
        ...(confined && { wrap: confined.wrap }),
        onBackground: (facts) => queueMicrotask(() => resolve(new BackgroundCommand(options, facts, run, stop, unread))),
      });
      run.catch(reject);
    });
  }

  /** seconds since it began, or that it took */
  get seconds(): number {
    return Math.round((this.result?.durationMs ?? performance.now() - this.#begin) / 1000);
  }

  /** `running for 3 s`, or the line that `bash` ends with. */
  get state(): string {
    const { result } = this;
    if (!result) return `still running, for ${this.seconds} s`;
    if (result.timedOut) return `timed out: ended after ${this.seconds} s`;
    return result.exitCode === null ? `ended by signal: ${result.signal ?? 'unknown'}` : `exit code: ${result.exitCode}`;
  }

  /**
   * What it wrote since the last call.
   * @param options.filter regular expression: other lines are taken too, and not shown
   * @param options.wholeLines a line that has not ended yet is left for the next time
   */
  take({ filter, wholeLines = filter !== undefined }: { filter?: string | undefined; wholeLines?: boolean } = {}): {
    text: string;
    skipped: number;
  } {
    const { text, skipped } = this.#output.take(this.result === undefined, wholeLines);
    const plain = plainText(text);
    return { text: filter === undefined ? plain : matchingLines(plain, filter), skipped };
  }

  /** Waits for its end, or for a line that matches. Returns early on abort. */
  async settle(ms: number, signal: AbortSignal, filter?: string): Promise<void> {
    const until = performance.now() + ms;
    for (let seen = -1; this.result === undefined && !signal.aborted; ) {
      if (filter !== undefined && seen !== this.#output.total) {
        seen = this.#output.total;
        if (matchingLines(plainText(this.#output.whole(true)), filter) !== '') return;
      }
      const left = until - performance.now();
      if (left <= 0) return;
      await first(this.ended, filter === undefined ? left : Math.min(left, LOOK_MS), signal);
    }
  }

  /** Ends it and all it started: SIGTERM, and SIGKILL for what stays. @returns when it has ended */
  async kill(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}

/** Output that was not looked at yet, in bounded memory. */
class Unread {
  /** characters ever added */
  total = 0;
  #text = '';
  #skipped = 0;

  add(text: string): void {
    this.total += text.length;
    this.#text += text;
    if (this.#text.length <= 2 * UNREAD_CHARS) return;
    this.#skipped += this.#text.length - UNREAD_CHARS;
    this.#text = this.#text.slice(-UNREAD_CHARS);
  }

  /** What can be shown. @param goesOn more may come, so what may be half of something stays back. @param byLine: a line without its end too */
  whole(goesOn: boolean, byLine = true): string {
    if (!goesOn) return this.#text;
    if (byLine) return this.#text.slice(0, this.#text.lastIndexOf('\n') + 1);
    return this.#text.replace(OPEN_SEQUENCE, '');
  }

  take(goesOn: boolean, byLine: boolean): { text: string; skipped: number } {
    const text = this.whole(goesOn, byLine);
    const skipped = this.#skipped;
    this.#text = this.#text.slice(text.length);
    this.#skipped = 0;
    return { text, skipped };
  }
}

function first(ended: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    void ended.then(done);
  });
}
