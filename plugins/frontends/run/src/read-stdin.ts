import { fstatSync } from 'node:fs';

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
 * have come it is read to its end, or until `signal`.
 */
export async function readStdin(options: { wait: boolean; signal: AbortSignal }): Promise<PipedInput> {
  if (process.stdin.isTTY || !readable()) return { text: '', silent: false };
  const { stdin } = process;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (silent: boolean) => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', aborted);
      stdin.off('data', data).off('end', ended).off('error', ended);
      stdin.pause();
      stdin.unref?.();
      resolve({ text: Buffer.concat(chunks).toString('utf8'), silent });
    };
    const ended = () => finish(false);
    const aborted = () => {
      finish(false);
      reject(options.signal.reason);
    };
    const data = (chunk: Buffer) => {
      clearTimeout(timer);
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
      else finish(false);
    };
    const timer = options.wait ? undefined : setTimeout(() => finish(true), SILENCE_MS);
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
