import type { EmbeddingModelInfo } from '../../kinds/embedding.ts';
import type { ProviderContribution } from '../../kinds/provider.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { near } from '../../runtime/near.ts';
import type { KeySource } from '../../secrets/key-store.ts';
import { providerSettings, providerTable } from './providers.ts';
import { selectModel } from './select-model.ts';

export interface EmbeddingRef {
  provider: ProviderContribution;
  info: EmbeddingModelInfo;
}

export interface ListedEmbeddingModel {
  /** `provider/model` */
  ref: string;
  provider: string;
  info: EmbeddingModelInfo;
  /** it is what the provider's name alone means */
  isDefault: boolean;
  keySource?: KeySource;
}

/** Every embedding model that a provider names. */
export function listEmbeddingModels(kernel: Kernel): ListedEmbeddingModel[] {
  return [...providerTable(kernel).values()].flatMap((provider) => {
    const keySource = kernel.keys.source(provider.id, provider.auth.env ?? []);
    const { models = [], defaultModel } = provider.embeddings ?? {};
    return models.map(({ id }) => ({
      ref: `${provider.id}/${id}`,
      provider: provider.id,
      info: embeddingInfo(kernel, provider, id),
      isDefault: id === defaultModel,
      ...(keySource && { keySource }),
    }));
  });
}

/**
 * The embedding model that is meant: `provider/model`, a provider's id for its default, a model's bare id; absent: `[rag] embedding_model`, else
 * the default of the provider that conversations use.
 * @throws OC_EMBEDDINGS_NONE where nothing says which, or the provider offers none; OC_MODEL_UNKNOWN with near matches
 */
export function embeddingModel(kernel: Kernel, wanted?: string): EmbeddingRef {
  const settled = (kernel.config.config.rag as { embedding_model?: unknown } | undefined)?.embedding_model;
  const ref = wanted ?? (typeof settled === 'string' && settled !== '' ? settled : undefined);
  const table = providerTable(kernel);
  if (ref === undefined) {
    const chat = selectModel(kernel);
    const provider = table.get(chat.slice(0, chat.indexOf('/')));
    if (!provider?.embeddings) throw new KernelError('OC_EMBEDDINGS_NONE', { because: 'embeddings.not_chosen', offering: offering(table) });
    return defaultOf(kernel, provider, table);
  }
  const whole = table.get(ref);
  if (whole) return defaultOf(kernel, whole, table);
  const slash = ref.indexOf('/');
  const named = slash > 0 ? table.get(ref.slice(0, slash)) : undefined;
  if (named) return namedOf(kernel, named, ref.slice(slash + 1), table);
  const listed = listEmbeddingModels(kernel);
  const hits = listed.filter(({ info }) => info.id === ref);
  const hit = hits.find(({ keySource }) => keySource) ?? hits[0];
  const owner = hit && table.get(hit.provider);
  if (owner) return { provider: owner, info: hit.info };
  throw unknown(ref, listed);
}

function defaultOf(kernel: Kernel, provider: ProviderContribution, table: ReadonlyMap<string, ProviderContribution>): EmbeddingRef {
  if (!provider.embeddings) throw notOffered(provider, table);
  const { defaultModel } = provider.embeddings;
  if (defaultModel === undefined) throw new KernelError('OC_EMBEDDINGS_NONE', { because: 'embeddings.no_default', provider: provider.id });
  return { provider, info: embeddingInfo(kernel, provider, defaultModel) };
}

/** A server of a person's own may have any model; what it cannot do, it says. */
function namedOf(
  kernel: Kernel,
  provider: ProviderContribution,
  model: string,
  table: ReadonlyMap<string, ProviderContribution>,
): EmbeddingRef {
  const { embeddings } = provider;
  const elsewhere = providerSettings(kernel, provider.id).base_url !== undefined;
  if (!embeddings && !elsewhere) throw notOffered(provider, table);
  const isTaken =
    elsewhere || embeddings?.anyModel || provider.anyModel || embeddings?.models.length === 0 || known(provider, model) !== undefined;
  if (!isTaken) throw unknown(`${provider.id}/${model}`, listEmbeddingModels(kernel));
  return { provider, info: embeddingInfo(kernel, provider, model) };
}

/** What is known of a model: the provider's data, `[models."provider/model"]` over it. */
function embeddingInfo(kernel: Kernel, provider: ProviderContribution, model: string): EmbeddingModelInfo {
  const overrides = kernel.config.config.models as Record<string, Partial<EmbeddingModelInfo>> | undefined;
  const override = overrides?.[`${provider.id}/${model}`];
  const info = known(provider, model);
  return {
    ...(provider.free && { cost: { input: 0 } }),
    ...info,
    ...override,
    id: model,
    quirks: { ...provider.quirks, ...provider.embeddings?.quirks, ...info?.quirks, ...override?.quirks },
  };
}

/** A listed model, also under a longer name: with a tag behind it (`bge-m3:567m`), with a region or a maker before it. */
function known({ embeddings }: ProviderContribution, model: string): EmbeddingModelInfo | undefined {
  const models = embeddings?.models ?? [];
  return (
    models.find(({ id }) => id === model) ??
    models.find(({ id }) => model.startsWith(`${id}:`) || model.endsWith(`.${id}`) || model.endsWith(`/${id}`))
  );
}

function offering(table: ReadonlyMap<string, ProviderContribution>): string {
  return [...table.values()].flatMap(({ id, embeddings }) => (embeddings ? [id] : [])).join(', ');
}

function notOffered({ id }: ProviderContribution, table: ReadonlyMap<string, ProviderContribution>): KernelError {
  return new KernelError('OC_EMBEDDINGS_NONE', { because: 'embeddings.not_offered', provider: id, offering: offering(table) });
}

function unknown(ref: string, listed: readonly ListedEmbeddingModel[]): KernelError {
  const refs = listed.map((model) => model.ref);
  return new KernelError('OC_MODEL_UNKNOWN', { model: ref, near: near(ref, refs) });
}
