import { IN_TOOL } from '../../config/trust.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { knownSecrets } from '../../secrets/known-secrets.ts';
import { isSecretName, OWN_SECRETS } from '../../secrets/secret-names.ts';

const cache = new WeakMap<Kernel, Map<string, Record<string, string>>>();

/**
 * The environment for children of tools: ours without the keys of any provider, under whatever name, and without what is named like a secret of
 * somebody else's. `[tool.ID] env_pass` names, with `*`, what a tool gets all the same.
 * @param tool whose children they are; absent: nothing is let through
 */
export function childEnv(kernel: Kernel, tool = ''): Record<string, string> {
  const envs = cache.get(kernel) ?? new Map<string, Record<string, string>>();
  cache.set(kernel, envs);
  const made = envs.get(tool);
  if (made) return made;
  const { names, values } = knownSecrets(kernel);
  const passed = passedNames(kernel, tool);
  const env: Record<string, string> = { [IN_TOOL]: '1' };
  for (const [name, value] of Object.entries(kernel.options.env)) {
    if (value === undefined) continue;
    const secret = names.has(name) || isSecretName(name) || values.has(value.trim());
    if (!secret || (passed.some((pattern) => pattern.test(name)) && !OWN_SECRETS.has(name))) env[name] = value;
  }
  envs.set(tool, env);
  return env;
}

function passedNames(kernel: Kernel, tool: string): RegExp[] {
  const settings = (kernel.config.config.tool as Record<string, { env_pass?: unknown } | undefined> | undefined)?.[tool];
  const patterns = Array.isArray(settings?.env_pass) ? settings.env_pass : [];
  return patterns
    .filter((pattern): pattern is string => typeof pattern === 'string' && pattern !== '')
    .map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, process.platform === 'win32' ? 'i' : ''));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
