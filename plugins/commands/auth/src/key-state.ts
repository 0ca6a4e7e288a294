import { type Kernel, KernelError, type KeySource, near, type ProviderContribution, providerTable } from '@ock/kernel';

/** What is known about one provider's key. The key itself never leaves this file but through `reveal`. */
export interface KeyState {
  provider: string;
  name: string;
  /** where the key comes from; absent: there is none */
  source?: KeySource['from'];
  /** the variable, the configuration key or the file */
  from?: string;
  /** first and last characters, where the key is long enough to show them */
  masked?: string;
  needs_key: boolean;
  /** environment variables that are looked at */
  env: string[];
  url?: string;
}

export function keyStates(kernel: Kernel): KeyState[] {
  return [...providerTable(kernel).values()]
    .map((provider) => keyState(kernel, provider))
    .sort((a, b) => (a.provider < b.provider ? -1 : 1));
}

export function keyState(kernel: Kernel, { id, name, auth, keyUrl }: ProviderContribution): KeyState {
  const env = auth.env ?? [];
  const source = auth.type === 'none' ? undefined : kernel.keys.source(id, env);
  const key = source && kernel.keys.get(id, env);
  return {
    provider: id,
    name,
    ...(source && { source: source.from, from: source.name }),
    ...(key && { masked: masked(key) }),
    needs_key: auth.type !== 'none' && auth.optional !== true,
    env,
    ...(keyUrl && { url: keyUrl }),
  };
}

/** At most a quarter of the key is shown, and of short ones nothing. */
export function masked(key: string): string {
  return key.length >= 32 ? `${key.slice(0, 4)}…${key.slice(-4)}` : '…';
}

/** @throws OC_PROVIDER_UNKNOWN with near matches */
export function knownProvider(kernel: Kernel, id: string): ProviderContribution {
  const known = providerTable(kernel);
  const provider = known.get(id);
  if (!provider) throw new KernelError('OC_PROVIDER_UNKNOWN', { provider: id, near: near(id, [...known.keys()]) });
  return provider;
}
