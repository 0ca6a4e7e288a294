import { findOnPath, type Kernel, KernelError, runProcess } from '@ock/kernel';

/** ms a step may take: an installation on a slow line */
const TIMEOUT_MS = 15 * 60_000;

/**
 * Runs one program to its end. @param onOutput absent: what it says is only returned
 * @throws OC_INPUT when it is not installed, OC_NETWORK when it could not reach its server, OC_INTERNAL when it failed otherwise
 */
export async function runStep(
  kernel: Kernel,
  cwd: string,
  [program = '', ...args]: string[],
  onOutput?: (text: string) => void,
): Promise<string> {
  const file = findOnPath(process.platform === 'win32' && program !== 'git' ? `${program}.cmd` : program, kernel.options.env.PATH);
  if (!file) throw new KernelError('OC_INPUT', { because: 'command-upgrade.not_installed', program });
  const env = Object.fromEntries(Object.entries(kernel.options.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  // git must fail rather than wait for a password
  const { exitCode, text, timedOut, aborted } = await runProcess(file, args, {
    cwd,
    env: { ...env, GIT_TERMINAL_PROMPT: '0' },
    timeoutMs: TIMEOUT_MS,
    signal: kernel.signal,
    ...(onOutput && { onOutput }),
  });
  if (exitCode === 0) return text.trim();
  const said = text.trim().split('\n').slice(-3).join(' ');
  const code = OFFLINE.test(text) ? 'OC_NETWORK' : 'OC_INTERNAL';
  const step = `${program} ${args[0]}`;
  if (timedOut) throw new KernelError(code, { because: 'command-upgrade.step_late', step });
  if (aborted) throw new KernelError(code, { because: 'command-upgrade.step_interrupted', step });
  throw new KernelError(code, { message: `${step}: ${said}` });
}

const OFFLINE =
  /could not resolve|unable to access|could not read from remote|connection (?:refused|timed out|reset)|network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|no route to host/i;
