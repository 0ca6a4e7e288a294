import type { ProviderConfig } from '@ock/schemas';
import { configuredProviders, providerSettings as configuredSettings, WIRE_OF_TYPE, wireOf } from '../../config/provider-settings.ts';
import type { AuthScheme, ModelInfo } from '../../kinds/model.ts';
import type { ProviderContribution } from '../../kinds/provider.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { near } from '../../runtime/near.ts';
import { foundCredentials } from '../../secrets/found-credentials.ts';
import type { KeySource } from '../../secrets/key-store.ts';
import { withFamily } from './model-family.ts';
import { matchFragment } from './model-names.ts';
import { offeredModels } from './offered-models.ts';
import { shippedModel, shippedModels } from './shipped-models.ts';

/** `[provider.<id>]`; empty when nothing was configured for it. */
export function providerSettings(kernel: Kernel, id: string): ProviderConfig {
  return configuredSettings(kernel.config.config, id) ?? {};
}

/** Contributed providers and those that exist by configuration alone, by id; disabled ones left out. */
export function providerTable(kernel: Kernel): Map<string, ProviderContribution> {
  const table = new Map<string, ProviderContribution>();
  for (const contribution of kernel.list('provider'))
    table.set(contribution.id, isHosted(kernel, contribution) ? { ...contribution, free: false } : contribution);
  for (const id of configuredProviders(kernel.config.config)) {
    const settings = providerSettings(kernel, id);
    if (settings.enabled === false) table.delete(id);
    const known = table.get(id);
    if (known && settings.enabled !== false && (settings.type !== undefined || isOwnTemplate(known, settings)))
      table.set(id, {
        ...known,
        wire: settings.type === undefined ? known.wire : wireId(kernel, id, settings, known.wire),
        ...(isOwnTemplate(known, settings) && { free: true }),
      });
    else if (!known && settings.enabled !== false && settings.base_url) table.set(id, configured(kernel, id, settings));
  }
  return table;
}

function configured(kernel: Kernel, id: string, settings: ProviderConfig): ProviderContribution {
  const wire = wireId(kernel, id, settings);
  return {
    id,
    name: settings.name ?? id,
    wire,
    auth: { ...authOf(wire), optional: true },
    models: [],
    ...(isHere(settings.base_url) && { free: true }),
    ...(settings.model && { defaultModel: settings.model }),
  };
}

/** A local server's protocol at an address of somebody else's: whether that is billed, nobody here knows. */
function isHosted(kernel: Kernel, { id, free, baseUrlEnv = [] }: ProviderContribution): boolean {
  if (!free) return false;
  const { env } = kernel.options;
  const url = providerSettings(kernel, id).base_url ?? baseUrlEnv.map((name) => env[name]?.trim()).find(Boolean);
  return url?.startsWith('https://') === true && !isHere(url);
}

/** A template for servers of a person's own, filled in with one that runs on this machine: what it answers is not billed. */
function isOwnTemplate({ baseUrl, baseUrlEnv, auth }: ProviderContribution, { base_url: url }: ProviderConfig): boolean {
  return baseUrl === undefined && baseUrlEnv === undefined && auth.optional === true && isHere(url);
}

function isHere(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}

/** How the key travels by custom of a protocol. */
function authOf(wire: string): AuthScheme {
  const name = { 'anthropic-messages': 'x-api-key', 'google-generate': 'x-goog-api-key' }[wire];
  return name === undefined ? { type: 'bearer' } : { type: 'header', name };
}

/** @throws OC_CONFIG_TYPE when no installed wire fits `type` */
function wireId(kernel: Kernel, id: string, settings: ProviderConfig, known?: string): string {
  const wire = wireOf(settings, known) ?? 'openai-chat';
  if (kernel.find('wire', wire)) return wire;
  const types = [
    ...Object.keys(WIRE_OF_TYPE).filter((type) => kernel.find('wire', WIRE_OF_TYPE[type] as string)),
    ...kernel.list('wire').map((w) => w.id),
  ];
  const key = `provider.${id}.type`;
  const origin = kernel.config.origin(['provider', id, 'type']);
  throw new KernelError('OC_CONFIG_TYPE', {
    file: origin?.file ?? '',
    line: '',
    key,
    expected: [...new Set(types)].join(' | '),
    got: settings.type,
  });
}

export interface ListedModel {
  /** `provider/model` */
  ref: string;
  provider: string;
  info: ModelInfo;
  keySource?: KeySource;
}

/** Models that a provider contributes and that configuration names; `shipped`: the catalogue's and those its server offered as well. */
function modelsOf(kernel: Kernel, provider: ProviderContribution, shipped: boolean): ModelInfo[] {
  const settings = providerSettings(kernel, provider.id);
  const overrides = (kernel.config.config.models ?? {}) as Record<string, Partial<ModelInfo>>;
  const prefix = `${provider.id}/`;
  const infos = new Map(provider.models.map((info) => [info.id, info]));
  const named = [...(settings.models ?? []), ...(settings.model ? [settings.model] : [])];
  const { model, small_model } = kernel.config.config;
  // of the others, a name that is nowhere else is a mistake
  const chosen = takesAny(kernel, provider) ? [model, small_model] : [];
  for (const ref of [...chosen, ...Object.keys(overrides)]) if (ref?.startsWith(prefix)) named.push(ref.slice(prefix.length));
  for (const id of named) if (!infos.has(id)) infos.set(id, extraModel(kernel, provider, id) ?? { id });
  if (shipped)
    for (const info of [...shippedModels(kernel, provider.id), ...offeredModels(kernel, provider.id)])
      if (!infos.has(info.id)) infos.set(info.id, info);
  return [...infos.values()].map((info) => overridden(kernel, provider, info));
}

function overridden(kernel: Kernel, provider: ProviderContribution, known: ModelInfo): ModelInfo {
  const info = withFamily(provider, known);
  const override = (kernel.config.config.models as Record<string, Partial<ModelInfo>> | undefined)?.[`${provider.id}/${info.id}`];
  const cost = override?.cost && { cost: { ...info.cost, ...override.cost } };
  return { ...info, ...override, ...cost, quirks: { ...info.quirks, ...override?.quirks } };
}

/** A model that the provider does not list itself. */
function extraModel(kernel: Kernel, provider: ProviderContribution, model: string): ModelInfo | undefined {
  return shippedModel(kernel, provider.id, model) ?? offeredModels(kernel, provider.id).find(({ id }) => id === model);
}

/**
 * Models known without asking anybody: those providers contribute and those configuration names.
 * @param shipped providers of which the catalogue's models are wanted as well; costs a file and some milliseconds
 */
export function listModels(kernel: Kernel, shipped: (provider: ProviderContribution) => boolean = () => false): ListedModel[] {
  return [...providerTable(kernel).values()].flatMap((provider) => {
    const keySource = kernel.keys.source(provider.id, provider.auth.env ?? []);
    return modelsOf(kernel, provider, shipped(provider)).map((info) => ({
      ref: `${provider.id}/${info.id}`,
      provider: provider.id,
      info,
      ...(keySource && { keySource }),
    }));
  });
}

/** What is known of one model; the catalogue is opened only when neither the provider nor configuration names it. */
export function findModel(kernel: Kernel, provider: ProviderContribution, model: string): ModelInfo | undefined {
  const listed = modelsOf(kernel, provider, false).find(({ id }) => id === model);
  const extra = listed ? undefined : extraModel(kernel, provider, model);
  return listed ?? (extra && overridden(kernel, provider, extra));
}

/**
 * Splits `provider/model` (model ids may hold further slashes). A name without its provider is, in this order: a configured short name, a model
 * of the configured provider, the exact id of any model, the unique fragment of a name.
 * Providers that list no models of their own (custom endpoints, local servers), say so, or were given another address, take any id.
 * @throws OC_MODEL_UNKNOWN or OC_PROVIDER_UNKNOWN with near matches, OC_MODEL_AMBIGUOUS, OC_MODEL_EMBEDS
 */
export function parseModelRef(kernel: Kernel, ref: string): ModelRef {
  const found = exactModelRef(kernel, ref);
  if (found) return found;
  const table = providerTable(kernel);
  const provider = ownerOf(table, ref);
  const fragment = provider ? ref.slice(provider.id.length + 1) : ref;
  if (provider && isEmbedding(provider, fragment)) throw new KernelError('OC_MODEL_EMBEDS', { model: ref });
  for (const refs of fragmentTiers(kernel, table, provider)) {
    const match = matchFragment(fragment, refs(), ref);
    if (match === undefined) continue;
    const slash = match.indexOf('/');
    return { provider: table.get(match.slice(0, slash)) as ProviderContribution, model: match.slice(slash + 1) };
  }
  const chosen = provider ?? table.get(defaultProvider(kernel) ?? '');
  const known = chosen
    ? modelsOf(kernel, chosen, true).map(({ id }) => `${chosen.id}/${id}`)
    : listModels(kernel).map((model) => model.ref);
  const model = !provider && chosen ? `${chosen.id}/${ref}` : ref;
  throw new KernelError('OC_MODEL_UNKNOWN', { model, near: near(model, known) });
}

export interface ModelRef {
  provider: ProviderContribution;
  model: string;
}

/** The same for names that nobody abbreviated: of a stored session, of a call. Undefined where there is no such model (any more). */
export function exactModelRef(kernel: Kernel, ref: string): ModelRef | undefined {
  const table = providerTable(kernel);
  const named = ownerOf(table, ref);
  if (named) {
    const model = ref.slice(named.id.length + 1);
    return takes(kernel, named, model) ? { provider: named, model } : undefined;
  }
  const alias = aliased(kernel, ref);
  if (alias !== undefined) return exactModelRef(kernel, alias);
  const fallback = defaultProvider(kernel);
  const chosen = fallback === undefined ? undefined : table.get(fallback);
  if (chosen && takes(kernel, chosen, ref)) return { provider: chosen, model: ref };
  const hit = listModels(kernel).find(({ info }) => info.id === ref);
  const owner = hit && table.get(hit.provider);
  return owner && { provider: owner, model: ref };
}

function ownerOf(table: ReadonlyMap<string, ProviderContribution>, ref: string): ProviderContribution | undefined {
  const slash = ref.indexOf('/');
  return slash > 0 ? table.get(ref.slice(0, slash)) : undefined;
}

/** `[models."provider/model"] alias`, of a model whose provider is named there. */
function aliased(kernel: Kernel, name: string): string | undefined {
  const models = (kernel.config.config.models ?? {}) as Record<string, { alias?: readonly string[] }>;
  return Object.keys(models).find((ref) => ref !== name && ref.includes('/') && models[ref]?.alias?.includes(name));
}

/** Where a fragment is looked for, first what is nearest: models of the configured provider, of those with a key, of all. */
function fragmentTiers(
  kernel: Kernel,
  table: ReadonlyMap<string, ProviderContribution>,
  provider: ProviderContribution | undefined,
): (() => string[])[] {
  const refsOf = (wanted: readonly ProviderContribution[], shipped: boolean) => () =>
    wanted.flatMap((one) => modelsOf(kernel, one, shipped).map(({ id }) => `${one.id}/${id}`));
  if (provider) return [refsOf([provider], true)];
  const all = [...table.values()];
  const configured = configuredProviders(kernel.config.config);
  const chosen = defaultProvider(kernel);
  const isReady = (one: ProviderContribution) => {
    const { id, auth } = one;
    if (auth.type === 'none' || configured.includes(id) || kernel.keys.source(id, auth.env ?? []) !== undefined) return true;
    // clouds need no key of ours, but something of theirs
    return auth.optional === true && (!auth.credentials || foundCredentials(kernel, one) !== undefined);
  };
  return [
    refsOf(
      all.filter(({ id }) => id === chosen),
      true,
    ),
    refsOf(all.filter(isReady), true),
    refsOf(all, false),
    refsOf(all, true),
  ];
}

function takes(kernel: Kernel, provider: ProviderContribution, model: string): boolean {
  if (isEmbedding(provider, model)) return false;
  return takesAny(kernel, provider) || findModel(kernel, provider, model) !== undefined;
}

function takesAny(kernel: Kernel, { id, anyModel, models }: ProviderContribution): boolean {
  return (anyModel ?? models.length === 0) || providerSettings(kernel, id).base_url !== undefined;
}

function isEmbedding({ models, embeddings }: ProviderContribution, model: string): boolean {
  return embeddings?.models.some(({ id }) => id === model) === true && !models.some(({ id }) => id === model);
}

/** `[provider] default`, or the profile's `provider`. @throws OC_PROVIDER_UNKNOWN with near matches */
export function defaultProvider(kernel: Kernel): string | undefined {
  const id = (kernel.config.config.provider as { default?: string } | undefined)?.default;
  if (id === undefined) return undefined;
  const table = providerTable(kernel);
  if (!table.has(id)) throw new KernelError('OC_PROVIDER_UNKNOWN', { provider: id, near: near(id, [...table.keys()]) });
  return id;
}
