import { KernelError } from './errors.ts';

/**
 * The outcome of work that belongs to others, or an error when it takes too long. The work itself cannot be stopped: what it does later is lost.
 * @param what named in the error
 * @throws OC_TIMEOUT after `ms`
 */
export function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new KernelError('OC_TIMEOUT', { what, ms })), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
