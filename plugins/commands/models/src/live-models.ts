import { errorText, type Kernel, KernelError, type ListedModel, modelTarget, type ProviderContribution, type Translate } from '@ock/kernel';

export interface LiveModels {
  models: ListedModel[];
  /** why a server's own list is missing */
  notices: string[];
}

/** Asks the servers what they offer now. A server that does not answer is a notice, never a failure. @param timeoutMs for each */
export async function liveModels(kernel: Kernel, providers: ProviderContribution[], timeoutMs: number, t: Translate): Promise<LiveModels> {
  const found: LiveModels = { models: [], notices: [] };
  await Promise.all(
    providers.map(async (provider) => {
      try {
        found.models.push(...(await ask(kernel, provider, timeoutMs)));
      } catch (error) {
        const message = error instanceof KernelError ? errorText(error, t) : error instanceof Error ? error.message : String(error);
        found.notices.push(t('command-models.not_live', { provider: provider.id, message }));
      }
    }),
  );
  return found;
}

async function ask(kernel: Kernel, provider: ProviderContribution, timeoutMs: number): Promise<ListedModel[]> {
  if (!kernel.find('provider', provider.id)?.plugin.entry) return [];
  const code = await kernel.use('provider', provider.id).catch((error: unknown) => {
    if (error instanceof KernelError && error.code === 'OC_NOT_CONTRIBUTED') return undefined;
    throw error;
  });
  if (!code?.models) return [];
  const signal = AbortSignal.any([kernel.signal, AbortSignal.timeout(timeoutMs)]);
  const target = await modelTarget(kernel, `${provider.id}/${provider.defaultModel ?? provider.models[0]?.id ?? 'any'}`, signal);
  const keySource = kernel.keys.source(provider.id, provider.auth.env ?? []);
  const infos = await code.models(target, { http: kernel.http, signal });
  return infos.map((info) => ({ ref: `${provider.id}/${info.id}`, provider: provider.id, info, ...(keySource && { keySource }) }));
}
