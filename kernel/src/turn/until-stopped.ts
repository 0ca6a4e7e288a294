/** ms that a part gets to end after an abort, its children included */
export const STOP_GRACE_MS = 5_000;

/**
 * Waits for the work of a part, and no longer than a grace once the signal aborts: a part that ignores its signal must not hold the session.
 * @throws what the work throws, or the signal's reason when the grace is over
 */
export function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const aborted = () => {
      timer = setTimeout(() => reject(signal.reason), STOP_GRACE_MS);
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    });
  });
}
