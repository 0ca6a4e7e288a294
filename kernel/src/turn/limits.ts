import { KernelError } from '../runtime/errors.ts';

/** Caps of one prompt. Absent means no cap, except turns. */
export interface Limits {
  maxTurns: number;
  maxCostUsd?: number;
  timeoutMs?: number;
}

/** The cap that holds: what was asked for, else what is configured; a ceiling (the administrator's) can be lowered and not raised. */
export function heldLimit(wanted: number | undefined, configured: number | undefined, ceiling: boolean): number | undefined {
  if (wanted === undefined || configured === undefined) return wanted ?? configured;
  return ceiling ? Math.min(wanted, configured) : wanted;
}

/** @throws OC_LIMIT_TURNS, OC_LIMIT_COST when the next call would pass a cap */
export function checkLimits(limits: Limits, turns: number, costUsd: number): void {
  if (turns >= limits.maxTurns) throw new KernelError('OC_LIMIT_TURNS', { limit: limits.maxTurns });
  if (limits.maxCostUsd !== undefined && costUsd >= limits.maxCostUsd) {
    throw new KernelError('OC_LIMIT_COST', { limit: limits.maxCostUsd, cost: Number(costUsd.toFixed(6)) });
  }
}

/** Same call, same result, this many times in a row: nothing new can come of it. */
export const REPEAT_LIMIT = 5;

/** Notices a model that goes round in a circle of one. */
export class RepeatGuard {
  #last = '';
  #count = 0;

  /** @throws OC_LIMIT_LOOP at the REPEAT_LIMIT-th identical call with an identical result */
  saw(tool: string, input: unknown, output: string): void {
    const key = JSON.stringify([tool, input, output]);
    this.#count = key === this.#last ? this.#count + 1 : 1;
    this.#last = key;
    if (this.#count >= REPEAT_LIMIT) throw new KernelError('OC_LIMIT_LOOP', { tool, times: this.#count });
  }
}
