import { findNpm, KernelError, runProcess } from '@ock/kernel';

/** ms for one npm command: the network may be slow */
const NPM_TIMEOUT_MS = 10 * 60_000;
/** characters of npm's complaint that a person is shown */
const MAX_COMPLAINT = 2_000;

/**
 * Runs npm. Scripts of packages never run.
 * @param what named in the error
 * @throws OC_PLUGIN_INSTALL with the end of npm's output, the signal's reason
 */
export async function npm(
  args: readonly string[],
  { cwd, signal, what }: { cwd: string; signal: AbortSignal; what: string },
): Promise<string> {
  signal.throwIfAborted();
  const found = findNpm();
  if (!found) throw new KernelError('OC_PLUGIN_INSTALL', { plugin: 'npm', because: 'command-plugins.no_npm' });
  const [program, ...first] = found;
  const quiet = [
    '--ignore-scripts',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
    '--no-progress',
  ];
  const result = await runProcess(program, [...first, ...args, ...quiet], { cwd, env: environment(), timeoutMs: NPM_TIMEOUT_MS, signal });
  signal.throwIfAborted();
  if (result.exitCode === 0) return result.text;
  const message = result.text.trim().slice(-MAX_COMPLAINT);
  if (result.timedOut)
    throw new KernelError('OC_PLUGIN_INSTALL', { plugin: what, because: 'command-plugins.npm_late', minutes: NPM_TIMEOUT_MS / 60_000 });
  if (message) throw new KernelError('OC_PLUGIN_INSTALL', { plugin: what, message });
  throw new KernelError('OC_PLUGIN_INSTALL', { plugin: what, because: 'command-plugins.npm_failed', code: result.exitCode ?? '?' });
}

/** npm reads its own configuration; what concerns scripts is not left to it. */
function environment(): Record<string, string> {
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  delete env.NODE_OPTIONS;
  return { ...env, npm_config_ignore_scripts: 'true' };
}
