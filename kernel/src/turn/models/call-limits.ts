import type { Kernel } from '../../runtime/kernel.ts';
import type { CallLimits } from './call-wire.ts';

/** retries of a model that another one may stand in for */
const RETRIES_BEFORE_FALLBACK = 2;
/** ms: a server that wants a longer wait is left for the next model */
const WAIT_BEFORE_FALLBACK_MS = 20_000;

/** `[limits]` as a model call needs them. @param isLast false: another model is left to ask */
export function callLimits(kernel: Kernel, isLast = true): CallLimits {
  const { retries = 5, stall_timeout_s = 120 } = (kernel.config.config.limits ?? {}) as { retries?: number; stall_timeout_s?: number };
  const stallMs = stall_timeout_s * 1000;
  if (isLast) return { retries, stallMs };
  return { retries: Math.min(retries, RETRIES_BEFORE_FALLBACK), stallMs, longestWaitMs: WAIT_BEFORE_FALLBACK_MS };
}
