import { writeSync } from 'node:fs';
import {
  atomicWrite,
  docsHint,
  errorText,
  type Kernel,
  KernelError,
  redactDeep,
  resultRecord,
  sanitize,
  sanitizeLine,
  type Translate,
  type TurnResult,
} from '@ock/kernel';
import type { Event } from '@ock/schemas';
import type { RunOptions } from './options.ts';
import { Progress } from './progress.ts';
import { Tally } from './tally.ts';

/** Where the run's words go: the answer to stdout, everything else to stderr. */
export interface Output {
  note(text: string): void;
  /** before a prompt of a script */
  heading(at: number, of: number, prompt: string): void;
  /** after a prompt of a script. @param at from 1 */
  partial(result: TurnResult, at: number): void;
  /** The last word: nothing is printed after it. @returns the exit code */
  finish(total: TurnResult): Promise<number>;
  /** The last word of a run that leaves at once. @returns the exit code */
  abandon(error: unknown): number;
}

/** The output of one run: it listens to the events from here on. */
export function createOutput(kernel: Kernel, t: Translate, options: RunOptions): Output {
  const progress = new Progress(t, options.verbose === true, (text) => process.stderr.write(text));
  const tally = new Tally();
  let closed = false;
  const line = (value: unknown) => writeOut(`${json(redactDeep(value))}\n`);
  const record = (result: TurnResult) => resultRecord(result, tally.sessionId, t);
  const show = (event: Event) => {
    if (options.format === 'stream-json') line({ ...event, session_id: event.session_id || tally.sessionId });
    else progress.show(event);
  };
  // in stream-json `init` comes first, before what happened while the session was opened
  let early: Event[] | undefined = options.format === 'stream-json' ? [] : undefined;
  kernel.hooks.event.tap('run', (event: Event) => {
    if (closed) return;
    tally.see(event);
    if (early && event.type !== 'init') return void early.push(event);
    show(event);
    for (const earlier of early ?? []) show(earlier);
    early = undefined;
  });
  const answer = (result: TurnResult) => {
    // raw by contract, but not where a terminal would obey it
    const text = process.stdout.isTTY ? sanitize(result.text) : result.text;
    if (text !== '') writeOut(text.endsWith('\n') ? text : `${text}\n`);
    if (result.cause === undefined) return;
    process.stderr.write(`${t('cli.error', { text: errorText(result.cause, t) })}\n`);
    const hint = docsHint(result.cause, t);
    if (hint) process.stderr.write(`${hint}\n`);
  };
  return {
    note: (text) => void process.stderr.write(`${sanitize(text)}\n`),
    heading(at, of, prompt) {
      if (options.format === 'text')
        process.stderr.write(`\n${t('frontend-run.heading', { at, of, prompt: sanitizeLine(prompt.split('\n', 1)[0] ?? '') })}\n`);
    },
    partial(result, at) {
      if (options.format === 'text') answer(result);
      else line({ ...record(result), prompt_index: at });
    },
    async finish(total) {
      const result = options.output === undefined ? total : await keep(total, options.output);
      if (closed) return result.exitCode;
      closed = true;
      if (options.format !== 'text') line(record(result));
      else if (!options.script || total.numTurns === 0 || result !== total) answer(result);
      if (options.format === 'text') progress.summary(result);
      return result.exitCode;
    },
    abandon(error) {
      const result = tally.result(error);
      if (closed) return result.exitCode;
      closed = true;
      if (options.format !== 'text') line(record(result));
      else answer(result);
      return result.exitCode;
    },
  };
}

/** Writes the final text to a file. @returns the same result, or a failed one when that cannot be done */
async function keep(total: TurnResult, file: string): Promise<TurnResult> {
  try {
    await atomicWrite(file, total.text === '' || total.text.endsWith('\n') ? total.text : `${total.text}\n`);
    return total;
  } catch (cause) {
    const error = new KernelError('OC_FILE', { file, message: (cause as Error).message }, { cause });
    if (total.subtype !== 'success') return total;
    return { ...total, subtype: 'error', error: { code: error.code, message: error.message }, cause: error, exitCode: error.exitCode };
  }
}

/** JSON escapes what controls a terminal but for these, which mean the same when they are written out. */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (!process.stdout.isTTY) return text;
  return text.replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Written at once while the pipe takes it, so that a killed process has told what it did. A reader that left is no error. */
function writeOut(text: string): void {
  if (process.stdout.writableLength > 0 || process.stdout.isTTY) {
    process.stdout.write(text);
    return;
  }
  const bytes = Buffer.from(text);
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(1, bytes, at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') process.stdout.write(bytes.subarray(at));
    else if (code !== 'EPIPE') throw error;
  }
}
