import type { Denial, Usage } from '@ock/schemas';
import { KernelError } from '../runtime/errors.ts';

/** How one prompt ended. */
export interface TurnResult {
  subtype: 'success' | 'error' | 'limit' | 'interrupted';
  /** the final text of the model; what there was of it when it did not finish */
  text: string;
  /** the parsed answer where JSON was asked for */
  structured?: unknown;
  error?: { code: string; message: string };
  /** the error itself, for its translation */
  cause?: unknown;
  usage: Usage;
  /** of the calls whose price is known */
  costUsd: number;
  /** false: a call had no known price, so that it cost more than `costUsd` */
  costKnown?: boolean;
  numTurns: number;
  durationMs: number;
  model: string;
  denials: Denial[];
  /** by this prompt's tools; absolute paths, sorted */
  filesChanged: string[];
  exitCode: number;
}

/** subtype and exit code of what was thrown; undefined for success */
export function outcome(error: unknown): Pick<TurnResult, 'subtype' | 'error' | 'exitCode' | 'cause'> {
  if (error === undefined) return { subtype: 'success', exitCode: 0 };
  if (!(error instanceof KernelError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { subtype: 'error', error: { code: 'OC_INTERNAL', message }, exitCode: 1, cause: error };
  }
  const { code, message, exitCode } = error;
  const subtype = /^OC_LIMIT_/.test(code) ? 'limit' : code === 'OC_INTERRUPTED' || code === 'OC_TERMINATED' ? 'interrupted' : 'error';
  return { subtype, error: { code, message }, exitCode, cause: error };
}
