import { KernelError } from '@ock/kernel';

/** Lets Ctrl-C and SIGTERM end the work instead of the process, so that nothing is left half done. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new KernelError('OC_INTERRUPTED'));
  const terminate = () => stop.abort(new KernelError('OC_TERMINATED'));
  process.on('SIGINT', interrupt).on('SIGTERM', terminate);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', terminate);
  }
}
