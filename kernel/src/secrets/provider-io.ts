import type { ProviderIo } from '../kinds/provider.ts';
import type { Kernel } from '../runtime/kernel.ts';

/**
 * What a provider's code is given: network, the caller's signal, and the person's sign-in where no key from elsewhere goes before it. A sign-in kept
 * in the keychain is there once `kernel.keys.resolve` has been awaited, which `modelTarget` does.
 */
export function providerIo(kernel: Kernel, provider: string, signal: AbortSignal): ProviderIo {
  const { http, keys } = kernel;
  const env = kernel.find('provider', provider)?.contribution.auth.env ?? [];
  if (keys.source(provider, env)?.from !== 'sign-in') return { http, signal };
  return {
    http,
    signal,
    credential: {
      get: () => keys.credential(provider, env),
      set: async (credential) => void (await keys.replace(provider, credential)),
      renew: (old, renew) => keys.renew(provider, old, renew, signal),
    },
  };
}
