import type { EventEmitter } from 'node:events';
import { KernelError } from '../runtime/errors.ts';

/** A prompt of enquirer. `stop` gives the terminal back; it stands from `start` on. */
export interface Prompt<T> extends EventEmitter {
  run(): Promise<T>;
  stop?(): void;
}

/**
 * Shows a prompt and waits for its answer.
 * @throws OC_INTERRUPTED when it is left with Ctrl-C or Escape
 */
export async function answered<T>(prompt: Prompt<T>): Promise<T> {
  prompt.once('start', () => {
    const { stop } = prompt;
    if (!stop) return;
    prompt.removeListener('close', stop);
    prompt.once('close', () => giveBack(stop));
  });
  try {
    return await prompt.run();
  } catch (cause) {
    throw new KernelError('OC_INTERRUPTED', {}, { cause });
  }
}

/** Ctrl-C closes the line reader before enquirer pauses it, which Node 24 takes for an error. */
function giveBack(stop: () => void): void {
  try {
    stop();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_USE_AFTER_CLOSE') throw error;
  }
}
