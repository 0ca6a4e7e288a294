import { childEnv, runProcess } from '@ock/kernel';
import type { CheckContext } from './check.ts';

/** ms a program may take to say its version */
const TIMEOUT_MS = 5_000;

/** Exit code and output of a short program; undefined when it cannot be started. */
export async function runQuietly(
  { kernel, signal }: CheckContext,
  file: string,
  args: string[],
): Promise<{ code: number | null; text: string } | undefined> {
  try {
    const { exitCode, text } = await runProcess(file, args, { cwd: kernel.cwd, env: childEnv(kernel), timeoutMs: TIMEOUT_MS, signal });
    return { code: exitCode, text: text.trim() };
  } catch {
    return undefined; // not there or not executable: the caller says so
  }
}
