import type { Kernel } from '../runtime/kernel.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';

const cache = new WeakMap<Kernel, Record<string, string>>();

/** The environment for children of tools: ours without the keys of any provider, under whatever name, and without our own secrets. */
export function childEnv(kernel: Kernel): Record<string, string> {
  let env = cache.get(kernel);
  if (env) return env;
  const { names, values } = knownSecrets(kernel);
  env = {};
  for (const [name, value] of Object.entries(kernel.options.env)) {
    if (value !== undefined && !names.has(name) && !values.has(value.trim())) env[name] = value;
  }
  cache.set(kernel, env);
  return env;
}
