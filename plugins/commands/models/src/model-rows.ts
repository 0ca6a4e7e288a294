import {
  formatOf,
  foundCredentials,
  type Kernel,
  KernelError,
  type ListedModel,
  type ModelInfo,
  near,
  type ProviderContribution,
  providerTable,
  type Translate,
} from '@ock/kernel';

/** of a price for a million tokens, at most */
export const PRICE_DIGITS = 6;

export interface ModelRow extends ModelInfo {
  /** `provider/model` */
  ref: string;
  provider: string;
  /** the server itself listed it just now */
  live: boolean;
  /** `none`: the provider wants none; `credentials`: it finds others by itself; absent: it wants one and there is none */
  key?: NonNullable<ListedModel['keySource']>['from'] | 'none' | 'credentials';
  /** level → what is sent for it; empty: the model cannot be told an effort; absent: not asked, or nobody can say yet */
  efforts?: Record<string, string>;
}

/** The providers to tell of. @throws OC_PROVIDER_UNKNOWN with near ids */
export function wantedProviders(kernel: Kernel, wanted: string | undefined): ProviderContribution[] {
  const known = providerTable(kernel);
  if (wanted !== undefined && !known.has(wanted)) {
    throw new KernelError('OC_PROVIDER_UNKNOWN', { provider: wanted, near: near(wanted, [...known.keys()]) });
  }
  return [...known.values()].filter(({ id }) => wanted === undefined || id === wanted);
}

/** Whether a provider can be called as things stand. */
export function isUsable(kernel: Kernel, provider: ProviderContribution): boolean {
  const { id, auth } = provider;
  if (auth.type === 'none' || kernel.keys.source(id, auth.env ?? []) !== undefined) return true;
  if (auth.credentials) return foundCredentials(kernel, provider) !== undefined;
  return auth.optional === true;
}

/** Whether somebody chose this provider: by a key, by configuration, or by running its server here. */
export function isChosen(kernel: Kernel, provider: ProviderContribution): boolean {
  const configured = kernel.config.config.provider as Record<string, unknown> | undefined;
  return (
    isLocal(provider) || configured?.[provider.id] !== undefined || kernel.keys.source(provider.id, provider.auth.env ?? []) !== undefined
  );
}

/** Whether a provider's server runs on this machine, so that asking it costs next to nothing. */
export function isLocal({ baseUrl = '' }: ProviderContribution): boolean {
  return /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(baseUrl);
}

export function rowOf(kernel: Kernel, model: ListedModel & { live: boolean }, provider: ProviderContribution | undefined): ModelRow {
  const { ref, info, keySource, live } = model;
  const key = keySource?.from ?? (provider && withoutKey(kernel, provider));
  return { ...info, ref, provider: model.provider, live, ...(key && { key }) };
}

/** What a provider does that has no key. */
function withoutKey(kernel: Kernel, provider: ProviderContribution): 'none' | 'credentials' | undefined {
  const { auth } = provider;
  if (auth.credentials) return foundCredentials(kernel, provider) === undefined ? undefined : 'credentials';
  return auth.type === 'none' || auth.optional === true ? 'none' : undefined;
}

/** Listed and live models by name; what the index knows of a model stays. */
export function merged(listed: ListedModel[], live: ListedModel[]): (ListedModel & { live: boolean })[] {
  const all = new Map(listed.map((model) => [model.ref, { ...model, live: false }]));
  for (const model of live) all.set(model.ref, { ...model, info: { ...model.info, ...all.get(model.ref)?.info }, live: true });
  return [...all.values()].sort((a, b) => (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0));
}

/** 8192 → 8K, 200000 → 200K, 1000000 → 1M, as the language writes it */
export function size(tokens: number | undefined, t: Translate): string {
  if (!tokens) return '-';
  const { compact } = formatOf(t);
  if (tokens >= 1_000_000) return compact(tokens);
  return compact(Math.round(tokens / (tokens % 1000 === 0 || tokens > 100_000 ? 1000 : 1024)) * 1000);
}

/** The abilities that are known to be there, as words. */
export function abilities({ capabilities = {} }: ModelInfo): string {
  return (
    Object.entries(capabilities)
      .filter(([word, has]) => has && word !== 'temperature')
      .map(([word]) => word)
      .join(' ') || '-'
  );
}
