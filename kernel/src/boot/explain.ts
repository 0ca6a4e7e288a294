import { sanitize } from '../host/sanitize.ts';
import { KernelError, ToolError } from '../runtime/errors.ts';
import { redact } from '../runtime/redact.ts';
import { reasoned, type Translate, withReason } from '../runtime/translate.ts';

interface OclifError extends Error {
  oclif?: { exit?: number };
}

/**
 * Text of an error in the catalogue's language, secrets redacted, fit for a terminal: file names and servers' words stand in it.
 * @param withNext false leaves out what a person may do about it
 */
export function errorText(error: unknown, t: Translate, withNext = true): string {
  if (error instanceof KernelError) {
    const key = `error.${error.code}`;
    const details = { ...(withNext ? reasoned : withReason)(error.details, t) };
    if (error.cause instanceof Error && details.message === error.cause.message) details.message = causeText(error.cause, t);
    if (details.near) details.near = t('error.near', { near: details.near });
    const text = t(key, details).trim();
    const placed = details.line === '?' ? text.replace(':?:', ':') : text;
    return sanitize(redact(text === key ? error.message : placed));
  }
  if (!(error instanceof Error)) return sanitize(redact(String(error)));
  if (error instanceof ToolError && error.because) return sanitize(redact(t(error.because.key, error.because.args)));
  const { path } = error as NodeJS.ErrnoException;
  const system = path === undefined ? undefined : systemText(error, t);
  return sanitize(redact(system === undefined ? error.message.replace(OCLIF_VALUE, '$1: ').replace(OCLIF_LIST, '') : `${path}: ${system}`));
}

/** A cause in the words of the catalogue, where it has any. */
function causeText(cause: Error, t: Translate): string {
  return cause instanceof KernelError ? errorText(cause, t) : (systemText(cause, t) ?? cause.message);
}

/** how oclif begins to tell of a flag's wrong value, on two lines */
const OCLIF_VALUE = /^Parsing (--[\w-]+)\s+/;

/** oclif's heading above a list of one or more mistakes */
const OCLIF_LIST = /^The following errors? occurred:\s+/;

/** What the operating system objects to, in words; undefined where there are none. */
function systemText(error: NodeJS.ErrnoException, t: Translate): string | undefined {
  const key = `system.${error.code}`;
  const text = error.code === undefined ? key : t(key);
  return text === key ? undefined : text;
}

/** The exit code an error leads to: its own, oclif's for usage errors, else 1. */
function exitCodeOf(error: unknown): number {
  return error instanceof KernelError ? error.exitCode : ((error as OclifError | undefined)?.oclif?.exit ?? 1);
}

/** oclif leaves by throwing; such an error says nothing but a code. */
function isPlainExit(error: unknown): boolean {
  return (error as { code?: string } | undefined)?.code === 'EEXIT';
}

/** What machines read on stdout about an error, before the text on stderr. */
export type ErrorRecord = (error: unknown, text: string, exitCode: number) => unknown;

/** `--json`: one object that holds the error. */
export const plainRecord: ErrorRecord = (error, text, exitCode) => {
  const code = error instanceof KernelError ? error.code : (error as OclifError)?.oclif ? 'OC_USAGE' : 'OC_INTERNAL';
  return { error: { code, message: text, exit_code: exitCode } };
};

/** exit codes of mistakes that their text explains, and of ends that were asked for */
const PLAIN_CODES: ReadonlySet<number> = new Set([2, 42, 52, 130, 143]);

/** A line that names the chapter of the documentation on this error; undefined where its text says it all. */
export function docsLine(error: unknown, t: Translate): string | undefined {
  return error instanceof KernelError && !PLAIN_CODES.has(error.exitCode) ? t('cli.docs', { code: error.code }) : undefined;
}

/** The same, dim on a terminal. */
export function docsHint(error: unknown, t: Translate): string | undefined {
  const line = docsLine(error, t);
  if (line === undefined) return undefined;
  const { isTTY } = process.stderr;
  return isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb' ? `\x1b[2m${line}\x1b[22m` : line;
}

/** Tells the person what went wrong, on stderr, and machines on stdout. @returns the exit code */
export function explain(error: unknown, t: Translate, record?: ErrorRecord): number {
  const code = exitCodeOf(error);
  if (isPlainExit(error)) return code;
  const text = errorText(error, t);
  if (record) process.stdout.write(`${JSON.stringify(record(error, text, code))}\n`);
  process.stderr.write(`${t('cli.error', { text })}\n`);
  const hint = record ? undefined : docsHint(error, t);
  if (hint) process.stderr.write(`${hint}\n`);
  if (process.env.OPENCODE_DEBUG && error instanceof Error) process.stderr.write(`${sanitize(redact(error.stack ?? ''))}\n`);
  return code;
}
