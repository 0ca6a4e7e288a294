import { KernelError } from '../runtime/errors.ts';
import { redact } from '../runtime/redact.ts';
import type { Translate } from '../runtime/translate.ts';

interface OclifError extends Error {
  oclif?: { exit?: number };
  suggestions?: string[];
}

/** Text of an error in the catalogue's language, secrets redacted. */
export function errorText(error: unknown, t: Translate): string {
  if (error instanceof KernelError) {
    const key = `error.${error.code}`;
    const text = t(key, error.details);
    return redact(text === key ? error.message : text);
  }
  return redact(error instanceof Error ? error.message : String(error));
}

/**
 * Tells the person what went wrong, on stderr (under `--json` also as a JSON object on stdout).
 * @returns the exit code: the error's own, oclif's for usage errors, else 1
 */
export function explain(error: unknown, t: Translate, json: boolean): number {
  const oclif = (error as OclifError | undefined)?.oclif;
  if (oclif?.exit === 0) return 0;
  const code = error instanceof KernelError ? error.exitCode : (oclif?.exit ?? 1);
  const text = errorText(error, t);
  if ((error as Error | undefined)?.name === 'ExitError' || /^EEXIT/.test(text)) return code;
  if (json) {
    const name = error instanceof KernelError ? error.code : oclif ? 'OC_USAGE' : 'OC_INTERNAL';
    process.stdout.write(`${JSON.stringify({ error: { code: name, message: text, exit_code: code } }, null, 2)}\n`);
  }
  process.stderr.write(`${t('cli.error', { text })}\n`);
  if (process.env.OPENCODE_DEBUG && error instanceof Error) process.stderr.write(`${redact(error.stack ?? '')}\n`);
  return code;
}
