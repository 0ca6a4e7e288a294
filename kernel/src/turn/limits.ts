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

/** @throws OC_LIMIT_TURNS when the next call would be one too many */
export function checkTurns(limits: Limits, turns: number): void {
  if (turns >= limits.maxTurns) throw new KernelError('OC_LIMIT_TURNS', { limit: limits.maxTurns });
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
