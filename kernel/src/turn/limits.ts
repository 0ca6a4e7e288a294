import { KernelError } from '../runtime/errors.ts';

/** Caps of one prompt. Absent means no cap, except turns. */
export interface Limits {
  maxTurns: number;
  maxToolCalls?: number;
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

/** @throws OC_LIMIT_CALLS when the calls of an answer would be too many; none of them has run */
export function checkCalls({ maxToolCalls }: Limits, calls: number): void {
  if (maxToolCalls !== undefined && calls > maxToolCalls) throw new KernelError('OC_LIMIT_CALLS', { limit: maxToolCalls });
}
