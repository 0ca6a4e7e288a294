import { KernelError } from '../runtime/errors.ts';

/** A reader that has left: what was still to be written is lost, and that is all. */
export function isBrokenPipe(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EPIPE' && syscall === 'write';
}

/**
 * Ends the process in order where nobody else does: on an error thrown outside every promise chain, and on a signal that comes before a front end
 * listens to it. Whoever adds a listener of its own takes over.
 * @param tell says what happened and returns the exit code
 * @returns puts the listeners away
 */
export function lastResort(tell: (error: unknown) => number): () => void {
  const last = (event: string, error: unknown) => {
    if (process.listenerCount(event) === 1 && !isBrokenPipe(error)) process.exit(tell(error));
  };
  const listeners: [string, (error: unknown) => void][] = [
    ['uncaughtException', (error) => last('uncaughtException', error)],
    ['SIGINT', () => last('SIGINT', new KernelError('OC_INTERRUPTED'))],
    ['SIGTERM', () => last('SIGTERM', new KernelError('OC_TERMINATED'))],
    ['SIGHUP', () => last('SIGHUP', new KernelError('OC_TERMINATED'))],
  ];
  for (const [event, listener] of listeners) process.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) process.off(event, listener);
  };
}
