import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError } from '../../runtime/errors.ts';

/** ms: the longest wait before a retry, whatever the server asks for */
export const RETRY_CAP_MS = 60_000;
const FIRST_DELAY_MS = 250;

/**
 * How long to wait before retry number `attempt` (from 1): the server's `retry-after` up to the cap, else 0.25 s doubled each time with up to
 * 25 % of jitter added.
 */
export function retryDelay(error: ModelError, attempt: number): number {
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, RETRY_CAP_MS);
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), RETRY_CAP_MS / 2);
  return Math.round(delay * (1 + Math.random() / 4));
}

/** May the same request succeed later? */
export function isRetryable(error: unknown): error is ModelError {
  return error instanceof ModelError && error.retryable;
}

/** May the same request succeed later, and is that worth the wait? @param attempt that failed, from 1 */
export function mayRetry(error: unknown, attempt: number, limits: { retries: number; longestWaitMs?: number }): error is ModelError {
  if (!isRetryable(error) || attempt > limits.retries) return false;
  return limits.longestWaitMs === undefined || (error.retryAfterMs ?? 0) <= limits.longestWaitMs;
}

/** Waits; rejects with the signal's reason when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}
