import { configuredProviders } from '../config/provider-settings.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { providerSettings } from './providers.ts';

const cache = new WeakMap<Kernel, Record<string, string>>();

/** The environment for children of tools: ours without the keys of any provider and without our own secrets. */
export function childEnv(kernel: Kernel): Record<string, string> {
  let env = cache.get(kernel);
  if (env) return env;
  const secret = new Set(['OPENCODE_SERVER_PASSWORD', 'OPENCODE_AUTH']);
  for (const provider of kernel.list('provider')) for (const name of provider.auth.env ?? []) secret.add(name);
  for (const id of configuredProviders(kernel.config.config)) {
    const name = providerSettings(kernel, id).api_key_env;
    if (name) secret.add(name);
  }
  env = {};
  for (const [name, value] of Object.entries(kernel.options.env)) if (value !== undefined && !secret.has(name)) env[name] = value;
  cache.set(kernel, env);
  return env;
}
