import { createInterface } from 'node:readline/promises';
import { KernelError, sanitize, type Translate } from '@ock/kernel';

/**
 * Shows what it is about and asks, on standard error.
 * @returns false for everything but a yes
 * @throws OC_USAGE when nobody can be asked
 */
export async function agreed(lines: readonly string[], question: string, t: Translate): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new KernelError('OC_USAGE', { message: t('command-session.no_terminal') });
  for (const line of lines) process.stderr.write(`${sanitize(line)}\n`);
  const rl = createInterface({ input: process.stdin, output: process.stderr });
  const interrupted = new Promise<string>((resolve) => rl.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([rl.question(question), interrupted])).trim());
  } finally {
    rl.close();
  }
}
