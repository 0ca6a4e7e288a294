import type { ProviderConfig } from '@ock/schemas';
import type { ModelTarget, ModelTimeouts } from '../../kinds/model.ts';
import type { ProviderContribution } from '../../kinds/provider.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { addSecret } from '../../runtime/redact.ts';
import { providerIo } from '../../secrets/provider-io.ts';
import { baseUrlOf } from './base-url.ts';
import { withFamily } from './model-family.ts';
import { defaultProvider, findModel, parseModelRef, providerSettings, providerTable } from './providers.ts';
import { configuredEffort } from './settle-effort.ts';

/**
 * The model of a conversation as `provider/model`. Order: `wanted` (what was asked for this time, or the session's own), the agent's, `model` of
 * the configuration, the configured provider's, that of a provider with a model of its own in the configuration, the first ranked provider
 * with a key, the embedded one.
 * @throws OC_MODEL_UNKNOWN, OC_MODEL_NONE, OC_PROVIDER_UNKNOWN
 */
export function selectModel(kernel: Kernel, wanted?: string, agentModel?: string): string {
  const ref = wanted ?? agentModel ?? kernel.config.config.model;
  const provider = defaultProvider(kernel);
  if (ref !== undefined) return qualified(parseModelRef(kernel, ref));
  const table = providerTable(kernel);
  if (provider !== undefined) return modelOf(kernel, table.get(provider) as ProviderContribution);
  const settled = [...table.values()].filter((p) => providerSettings(kernel, p.id).model && usable(kernel, p));
  const ranked = [...table.values()]
    .filter((p) => p.rank !== undefined && kernel.keys.source(p.id, p.auth.env ?? []))
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const chosen = settled[0] ?? ranked[0] ?? [...table.values()].find((p) => p.embedded && p.defaultModel);
  if (!chosen) throw new KernelError('OC_UNKNOWN_PART', { part: 'provider' });
  return modelOf(kernel, chosen);
}

function usable(kernel: Kernel, provider: ProviderContribution): boolean {
  return (
    provider.auth.type === 'none' ||
    provider.auth.optional === true ||
    kernel.keys.source(provider.id, provider.auth.env ?? []) !== undefined
  );
}

function modelOf(kernel: Kernel, provider: ProviderContribution): string {
  const model = providerSettings(kernel, provider.id).model ?? provider.defaultModel ?? provider.models[0]?.id;
  if (!model) throw new KernelError('OC_MODEL_NONE', { provider: provider.id });
  return qualified(parseModelRef(kernel, `${provider.id}/${model}`));
}

function qualified({ provider, model }: { provider: ProviderContribution; model: string }): string {
  return `${provider.id}/${model}`;
}

/**
 * Everything one call needs: address, key, facts, settings.
 * @throws OC_AUTH_MISSING when the provider needs a key and there is none
 */
export async function modelTarget(kernel: Kernel, ref: string, signal: AbortSignal): Promise<ModelTarget> {
  const { provider, model } = parseModelRef(kernel, ref);
  return reachedTarget(kernel, provider, askedModel(kernel, provider, model), signal);
}

/** What is asked for, before anybody knows where and by whose leave. */
export type AskedModel = Pick<ModelTarget, 'model' | 'wire' | 'info' | 'extra' | 'temperature' | 'maxTokens' | 'effort'>;

/** A model with the facts and settings that hold for it. */
export function askedModel(kernel: Kernel, provider: ProviderContribution, model: string): AskedModel {
  const settings = providerSettings(kernel, provider.id);
  const info = findModel(kernel, provider, model) ?? withFamily(provider, { id: model });
  const effort = configuredEffort(kernel, provider.id, model);
  return {
    model,
    wire: (settings.type === undefined ? info.wire : undefined) ?? provider.wire,
    info: {
      ...info,
      ...(settings.context_window && { context: settings.context_window }),
      quirks: { ...provider.quirks, ...info.quirks },
    },
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(settings.max_tokens !== undefined && { maxTokens: settings.max_tokens }),
    ...(effort !== undefined && { effort }),
    extra: settings.extra ?? {},
  };
}

/** Adds address, headers and key, and gives the provider's code the last word. @throws OC_AUTH_MISSING, OC_PROVIDER_ADDRESS */
export async function reachedTarget(
  kernel: Kernel,
  provider: ProviderContribution,
  asked: AskedModel,
  signal: AbortSignal,
): Promise<ModelTarget> {
  const settings = providerSettings(kernel, provider.id);
  const apiKey = provider.auth.type === 'none' ? undefined : await kernel.keys.resolve(provider.id, provider.auth.env ?? []);
  if (!apiKey && provider.auth.type !== 'none' && !provider.auth.optional && !settings.base_url) {
    throw new KernelError('OC_AUTH_MISSING', {
      provider: provider.id,
      env: provider.auth.env?.join(', ') || `api_key_env in [provider.${provider.id}]`,
      url: provider.keyUrl ?? '',
    });
  }
  for (const value of Object.values(settings.headers ?? {})) if (value.length >= 16) addSecret(value);
  const target: ModelTarget = {
    ...asked,
    provider: provider.id,
    baseUrl: baseUrlOf(kernel, provider),
    headers: { ...provider.headers, ...settings.headers },
    auth: provider.auth,
    timeouts: timeoutsOf(settings, provider),
    ...(apiKey && { apiKey }),
  };
  return prepared(kernel, target, signal);
}

function timeoutsOf(settings: ProviderConfig, { timeouts }: ProviderContribution): ModelTimeouts {
  const { connect_timeout_s: connect, first_byte_timeout_s: firstByte, chunk_timeout_s: chunk } = settings;
  return {
    ...timeouts,
    ...(connect !== undefined && { connectMs: connect * 1000 }),
    ...(firstByte !== undefined && { firstByteMs: firstByte * 1000 }),
    ...(chunk !== undefined && { idleMs: chunk * 1000 }),
  };
}

async function prepared(kernel: Kernel, target: ModelTarget, signal: AbortSignal): Promise<ModelTarget> {
  if (!kernel.find('provider', target.provider)?.plugin.entry) return target;
  try {
    const code = await kernel.use('provider', target.provider);
    return (await code.prepare?.(target, providerIo(kernel, target.provider, signal))) ?? target;
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    if (error.code === 'OC_NOT_CONTRIBUTED') return target;
    if (error.code === 'OC_AUTH_REFUSED' && error.details.because === undefined)
      throw new KernelError(error.code, { ...error.details, provider: target.provider, next: 'next.key' }, { cause: error });
    throw error;
  }
}
