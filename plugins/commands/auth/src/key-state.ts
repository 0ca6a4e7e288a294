import { foundCredentials, type Kernel, KernelError, type KeySource, near, type ProviderContribution, providerTable } from '@ock/kernel';

/** What is known about one provider's key, without the key. */
export interface KeyState {
  provider: string;
  name: string;
  /** where the key comes from; `credentials`: not a key, but what the provider finds by itself; absent: there is none */
  source?: KeySource['from'] | 'credentials';
  /** the variable, the configuration key or the file */
  from?: string;
  /** first and last characters, where the key is at hand and long enough to show them */
  masked?: string;
  /**
   * `yes`: there is what it needs; `no`: there is not; `unknown`: only a call tells (a command that was not run, credentials of others);
   * `not-needed`: it works without
   */
  ok: 'yes' | 'no' | 'unknown' | 'not-needed';
  needs_key: boolean;
  /** whose credentials it takes in place of a key */
  credentials?: string;
  /** how a person can sign in beside giving a key */
  login?: 'device' | 'browser';
  /** environment variables that are looked at */
  env: string[];
  url?: string;
}

export function keyStates(kernel: Kernel): KeyState[] {
  return [...providerTable(kernel).values()]
    .map((provider) => keyState(kernel, provider))
    .sort((a, b) => (a.provider < b.provider ? -1 : 1));
}

/** As far as it can be told without running a command or opening the keychain. */
export function keyState(kernel: Kernel, provider: ProviderContribution): KeyState {
  const { id, name, auth, keyUrl, login } = provider;
  const env = auth.env ?? [];
  const source = auth.type === 'none' ? undefined : kernel.keys.source(id, env);
  const key = source && kernel.keys.get(id, env);
  const credentials = source ? undefined : foundCredentials(kernel, provider);
  const free = auth.type === 'none' || (auth.optional === true && !auth.credentials);
  const ok = key ? 'yes' : source || credentials ? 'unknown' : free ? 'not-needed' : 'no';
  return {
    provider: id,
    name,
    ...(source && { source: source.from, from: source.name }),
    ...(credentials && { source: 'credentials' as const, from: credentials }),
    ...(key && { masked: masked(key) }),
    ok,
    needs_key: auth.type !== 'none' && auth.optional !== true,
    ...(auth.credentials && { credentials: auth.credentials.name }),
    ...(login && { login }),
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
