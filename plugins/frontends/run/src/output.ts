import { writeSync } from 'node:fs';
import {
  atomicWrite,
  errorText,
  type Kernel,
  KernelError,
  redactDeep,
  sanitize,
  sanitizeLine,
  type Translate,
  type TurnResult,
} from '@ock/kernel';
import type { Event, ResultEvent } from '@ock/schemas';
import type { RunOptions } from './options.ts';
import { Progress } from './progress.ts';

/** Where the run's words go: the answer to stdout, everything else to stderr. */
export interface Output {
  note(text: string): void;
  /** before a prompt of a script */
  heading(at: number, of: number, prompt: string): void;
  /** after a prompt of a script */
  partial(result: TurnResult, record: ResultEvent): void;
  /** @returns the exit code, changed only when the answer could not be written */
  finish(total: TurnResult, record: ResultEvent): Promise<number>;
}

export function createOutput(kernel: Kernel, t: Translate, options: RunOptions): Output {
  const progress = new Progress(t, options.verbose === true, (text) => process.stderr.write(text));
  const line = (value: unknown) => writeOut(`${json(redactDeep(value))}\n`);
  kernel.hooks.event.tap('run', (event: Event) => {
    if (options.format === 'stream-json') line(event);
    else progress.show(event);
  });
  const answer = (result: TurnResult) => {
    // raw by contract, but not where a terminal would obey it
    const text = process.stdout.isTTY ? sanitize(result.text) : result.text;
    if (text !== '') writeOut(text.endsWith('\n') ? text : `${text}\n`);
    if (result.cause !== undefined) process.stderr.write(`${t('cli.error', { text: errorText(result.cause, t) })}\n`);
  };
  return {
    note: (text) => void process.stderr.write(`${sanitize(text)}\n`),
    heading(at, of, prompt) {
      if (options.format === 'text')
        process.stderr.write(`\n${t('frontend-run.heading', { at, of, prompt: sanitizeLine(prompt.split('\n', 1)[0] ?? '') })}\n`);
    },
    partial(result, record) {
      if (options.format === 'text') answer(result);
      else line(record);
    },
    async finish(total, record) {
      if (options.format !== 'text') line(record);
      else if (!options.script || total.numTurns === 0) answer(total);
      if (options.format === 'text') progress.summary(total);
      if (options.output === undefined) return total.exitCode;
      try {
        await atomicWrite(options.output, total.text === '' || total.text.endsWith('\n') ? total.text : `${total.text}\n`);
        return total.exitCode;
      } catch (cause) {
        const error = new KernelError('OC_FILE', { file: options.output, message: (cause as Error).message }, { cause });
        process.stderr.write(`${t('cli.error', { text: errorText(error, t) })}\n`);
        return total.exitCode || error.exitCode;
      }
    },
  };
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
