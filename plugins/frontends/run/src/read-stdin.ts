import { fstatSync } from 'node:fs';
import { KernelError } from '@ock/kernel';

/** bytes of standard input that become part of a prompt */
const MAX_BYTES = 10 * 1024 * 1024;
/** ms an open pipe may stay silent before it is ignored */
export const SILENCE_MS = 1000;

export interface PipedInput {
  text: string;
  /** true: the pipe is open and nothing came, so it was left alone */
  silent: boolean;
}

/**
 * Reads what is piped in. A terminal and /dev/null give nothing. A pipe that stays silent for a second is ignored, unless `wait`; once bytes
 * have come it is read to its end.
 * @throws OC_INPUT for more than can be taken, the signal's reason on abort
 */
export async function readStdin(options: { wait: boolean; signal: AbortSignal }): Promise<PipedInput> {
  if (process.stdin.isTTY || !readable()) return { text: '', silent: false };
  const { stdin } = process;
  options.signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = () => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', aborted);
      stdin.off('data', data).off('end', ended).off('error', ended);
      stdin.pause();
      stdin.unref?.();
    };
    const ended = () => {
      leave();
      resolve({ text: Buffer.concat(chunks).toString('utf8'), silent: false });
    };
    const silent = () => {
      leave();
      resolve({ text: '', silent: true });
    };
    const aborted = () => {
      leave();
      reject(options.signal.reason);
    };
    const data = (chunk: Buffer) => {
      clearTimeout(timer);
      size += chunk.length;
      chunks.push(chunk);
      if (size <= MAX_BYTES) return;
      leave();
      reject(
        new KernelError('OC_INPUT', {
          because: 'frontend-run.stdin_too_long',
          mib: MAX_BYTES / 1024 / 1024,
        }),
      );
    };
    const timer = options.wait ? undefined : setTimeout(silent, SILENCE_MS);
    options.signal.addEventListener('abort', aborted, { once: true });
    stdin.on('data', data).on('end', ended).on('error', ended);
  });
}

/** False for closed descriptors and character devices such as /dev/null. */
function readable(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isFile() || stat.isSocket();
  } catch {
    return false;
  }
}
