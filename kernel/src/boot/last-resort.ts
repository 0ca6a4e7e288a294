import { KernelError } from '../runtime/errors.ts';

/** A reader that has left: what was still to be written is lost, and that is all. */
export function isBrokenPipe(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EPIPE' && syscall === 'write';
}

/**
 * From here on the outcome stands and has been told: a signal that comes while the process tidies up does not change how it ends, a second one
 * ends it at once, the same way.
 * @returns puts the listeners away
 */
export function outcomeStands(code: number): () => void {
  let signals = 0;
  const leave = () => {
    if (++signals > 1) process.exit(code);
  };
  process.on('SIGINT', leave).on('SIGTERM', leave).on('SIGHUP', leave);
  return () => {
    process.off('SIGINT', leave).off('SIGTERM', leave).off('SIGHUP', leave);
  };
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
