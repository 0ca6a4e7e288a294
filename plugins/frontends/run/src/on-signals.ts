import { KernelError, killAllGroups } from '@ock/kernel';

/**
 * SIGINT and SIGTERM end the run in order; a second one ends the process at once, children first.
 * @returns puts the former handlers back
 */
export function onSignals(stop: (error: KernelError) => void): () => void {
  let asked = false;
  const handler = (code: 'OC_INTERRUPTED' | 'OC_TERMINATED') => () => {
    const error = new KernelError(code);
    if (asked) {
      killAllGroups();
      process.exit(error.exitCode);
    }
    asked = true;
    stop(error);
  };
  const interrupted = handler('OC_INTERRUPTED');
  const terminated = handler('OC_TERMINATED');
  process.on('SIGINT', interrupted).on('SIGTERM', terminated).on('SIGHUP', terminated);
  return () => {
    process.off('SIGINT', interrupted).off('SIGTERM', terminated).off('SIGHUP', terminated);
  };
}
