import { ProcessLock } from '../host/process-lock.ts';
import { KernelError } from '../runtime/errors.ts';

/** ms between two tries */
const RETRY_MS = 40;

/**
 * Runs `work` while no other process, and nobody else in this one, runs work under the same lock file.
 * @param waitMs how long to wait for others
 * @throws OC_TIMEOUT when the others take longer; the file system's error when no lock file can be written; the signal's reason on abort
 */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const until = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const lock = ProcessLock.take(path);
    if (lock instanceof ProcessLock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (performance.now() > until) throw new KernelError('OC_TIMEOUT', { what: path, ms: waitMs });
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
