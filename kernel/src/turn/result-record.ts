import type { ResultEvent } from '@ock/schemas';
import { errorText } from '../boot/explain.ts';
import { KernelError } from '../runtime/errors.ts';
import type { Translate } from '../runtime/translate.ts';
import { addUsage, cachedShare, inputOf, NO_USAGE } from './cost/cost.ts';
import { outcome, type TurnResult } from './result.ts';

/** The last line of every machine-readable run. */
export function resultRecord(result: TurnResult, sessionId: string, t: Translate): ResultEvent {
  return {
    type: 'result',
    session_id: sessionId,
    time: Date.now(),
    subtype: result.subtype,
    is_error: result.subtype !== 'success',
    result: result.text,
    ...(result.structured !== undefined && { structured: result.structured }),
    ...(result.error && { error: { code: result.error.code, message: errorText(result.cause ?? result.error.message, t) } }),
    num_turns: result.numTurns,
    duration_ms: result.durationMs,
    usage: result.usage,
    ...(inputOf(result.usage) > 0 && { cached_share: cachedShare(result.usage) }),
    cost_usd: result.costUsd,
    ...(result.costKnown === false && { cost_known: false }),
    model: result.model,
    permission_denials: result.denials,
    files_changed: result.filesChanged,
    exit_code: result.exitCode,
  };
}

/** The result of a run that failed before it began. @param exitCode overrides the error's own, for usage errors */
export function failedResult(error: unknown, exitCode?: number): TurnResult {
  const ended = outcome(error);
  return {
    ...ended,
    ...(exitCode !== undefined &&
      !(error instanceof KernelError) && { exitCode, error: { code: exitCode === 2 ? 'OC_USAGE' : 'OC_INTERNAL', message: '' } }),
    text: '',
    usage: NO_USAGE,
    costUsd: 0,
    numTurns: 0,
    durationMs: 0,
    model: '',
    denials: [],
    filesChanged: [],
  };
}

/** Several results as one: sums, the last text, the first failure. */
export function totalResult(results: readonly TurnResult[]): TurnResult {
  const last = results.at(-1) ?? failedResult(new KernelError('OC_INPUT', { because: 'reason.no_prompt' }));
  const failed = results.find((result) => result.subtype !== 'success');
  const usage = results.reduce((sum, result) => addUsage(sum, result.usage), NO_USAGE);
  const { error: _error, cause: _cause, ...rest } = last;
  return {
    ...rest,
    ...(failed && { error: failed.error ?? { code: 'OC_INTERNAL', message: '' }, cause: failed.cause }),
    subtype: failed?.subtype ?? 'success',
    exitCode: failed?.exitCode ?? 0,
    usage,
    ...(results.some(({ costKnown }) => costKnown === false) && { costKnown: false }),
    costUsd: results.reduce((sum, { costUsd }) => sum + costUsd, 0),
    numTurns: results.reduce((sum, { numTurns }) => sum + numTurns, 0),
    durationMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    denials: results.flatMap(({ denials }) => denials),
    filesChanged: [...new Set(results.flatMap(({ filesChanged }) => filesChanged))].sort(),
  };
}
