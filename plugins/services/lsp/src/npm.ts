import { findNpm, KernelError, runProcess } from '@ock/kernel';
import type { Npm } from './install.ts';

const NPM_TIMEOUT_MS = 10 * 60_000;
/** characters of npm's complaint that a person is shown */
const MAX_COMPLAINT = 2_000;
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--no-progress'];

export const npm: Npm = async (args, { cwd, signal, what }) => {
  const found = findNpm();
  if (!found) throw new KernelError('OC_PLUGIN_INSTALL', { plugin: what, because: 'service-lsp.no_npm' });
  const [program, ...first] = found;
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  delete env.NODE_OPTIONS;
  env.npm_config_ignore_scripts = 'true';
  const result = await runProcess(program, [...first, ...args, ...QUIET], { cwd, env, timeoutMs: NPM_TIMEOUT_MS, signal });
  signal.throwIfAborted();
  if (result.exitCode === 0) return;
  const message = result.text.trim().slice(-MAX_COMPLAINT);
  if (message && !result.timedOut) throw new KernelError('OC_PLUGIN_INSTALL', { plugin: what, message });
  throw new KernelError('OC_PLUGIN_INSTALL', { plugin: what, because: 'service-lsp.npm_failed', code: result.exitCode ?? '?' });
};
