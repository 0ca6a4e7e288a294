import {
  errorText,
  type Kernel,
  KernelError,
  type ListedModel,
  modelTarget,
  type Provider,
  type ProviderContribution,
  providerIo,
  type Translate,
} from '@ock/kernel';
import { listServed } from './list-models.ts';

export interface LiveModels {
  models: ListedModel[];
  /** why a server's own list is missing */
  notices: string[];
}

/**
 * Asks the servers what they offer now. A server that does not answer is a notice, never a failure.
 * @param timeoutMs for each
 * @param tell how many have answered
 */
export async function liveModels(
  kernel: Kernel,
  providers: ProviderContribution[],
  timeoutMs: number,
  t: Translate,
  tell: (progress: string) => void = () => undefined,
): Promise<LiveModels> {
  const found: LiveModels = { models: [], notices: [] };
  const open = new Set(providers.map(({ id }) => id));
  await Promise.all(
    providers.map(async (provider) => {
      try {
        found.models.push(...(await ask(kernel, provider, timeoutMs)));
      } catch (error) {
        const message = error instanceof KernelError ? errorText(error, t, false) : error instanceof Error ? error.message : String(error);
        found.notices.push(t('command-models.not_live', { provider: provider.id, message }));
      }
      open.delete(provider.id);
      tell(`${providers.length - open.size}/${providers.length} ${[...open].join(', ')}`);
    }),
  );
  return found;
}

async function ask(kernel: Kernel, provider: ProviderContribution, timeoutMs: number): Promise<ListedModel[]> {
  const code = await codeOf(kernel, provider.id);
  if (!code?.models && provider.modelsPath === undefined) return [];
  const signal = AbortSignal.any([kernel.signal, AbortSignal.timeout(timeoutMs)]);
  const target = await modelTarget(kernel, `${provider.id}/${provider.defaultModel ?? provider.models[0]?.id ?? 'any'}`, signal);
  // a template that nobody gave an address has no server
  if (target.baseUrl === '') return [];
  const keySource = kernel.keys.source(provider.id, provider.auth.env ?? []);
  const io = { ...providerIo(kernel, provider.id, signal), timeoutMs };
  const infos = code?.models ? await code.models(target, io) : await listServed(target, provider.modelsPath ?? '', io);
  return infos.map((info) => ({ ref: `${provider.id}/${info.id}`, provider: provider.id, info, ...(keySource && { keySource }) }));
}

/** Undefined where a provider is data only. */
async function codeOf(kernel: Kernel, id: string): Promise<Provider | undefined> {
  if (!kernel.find('provider', id)?.plugin.entry) return undefined;
  return kernel.use('provider', id).catch((error: unknown) => {
    if (error instanceof KernelError && error.code === 'OC_NOT_CONTRIBUTED') return undefined;
    throw error;
  });
}
