import type { ProviderContribution } from '../../kinds/provider.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { providerSettings } from './providers.ts';

/**
 * Where a provider is reached, without a slash at the end: configuration, its variables, its own address. `{env:NAME}` in it is the value of
 * a variable (accounts are part of some addresses).
 * @throws OC_PROVIDER_ADDRESS when that variable is not set
 */
export function baseUrlOf(kernel: Kernel, provider: ProviderContribution): string {
  const { env } = kernel.options;
  const configured = providerSettings(kernel, provider.id).base_url;
  const fromEnv = (provider.baseUrlEnv ?? []).map((name) => env[name]?.trim()).find(Boolean);
  const url = configured ?? fromEnv ?? provider.baseUrl ?? '';
  return url
    .replace(/\{env:([^}]+)\}/g, (_all, name: string) => {
      const value = env[name]?.trim();
      if (!value) throw new KernelError('OC_PROVIDER_ADDRESS', { provider: provider.id, env: name });
      return encodeURIComponent(value);
    })
    .replace(/\/+$/, '');
}
