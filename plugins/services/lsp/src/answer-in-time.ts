import { ToolError } from '@ock/kernel';
import type { ServerProcess } from './server-process.ts';

/** The answer, unless the server dies, the time is up or the question is called off before. */
export async function answerInTime<T>(
  answer: Promise<T>,
  child: ServerProcess,
  ms: number,
  name: string,
  signal?: AbortSignal,
): Promise<T> {
  let end: () => void = () => undefined;
  const otherwise = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new ToolError(`The language server ${name} did not answer within ${ms / 1000} s.`)), ms);
    const onAbort = (): void => reject(signal?.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    void child.gone.then((reason) => reject(new ToolError(`The language server ${name} is gone: ${reason}.`)));
    end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  otherwise.catch(() => undefined);
  // a connection that breaks because the process died is told as the death
  const outcome = answer.catch(async (error: unknown) => {
    if (child.isGone) throw new ToolError(`The language server ${name} is gone: ${await child.gone}.`, { cause: error });
    throw error;
  });
  try {
    return await Promise.race([outcome, otherwise]);
  } finally {
    end();
  }
}
