import { type Kernel, KernelError, modelHeaders, modelTarget, type Provider, type ProviderContribution, providerIo } from '@ock/kernel';

const LIST_BYTES = 4 << 20;

/**
 * The first model that a provider's server says it has, for providers that name none.
 * @returns undefined when it has none, or the provider cannot be asked
 */
export async function servedModel(kernel: Kernel, provider: ProviderContribution, signal: AbortSignal): Promise<string | undefined> {
  const code = await codeOf(kernel, provider.id);
  if (!code?.models && provider.modelsPath === undefined) return undefined;
  const target = await modelTarget(kernel, `${provider.id}/any`, signal);
  const io = providerIo(kernel, provider.id, signal);
  if (code?.models) return (await code.models(target, io))[0]?.id;
  const response = await io.http.request({
    url: target.baseUrl + provider.modelsPath,
    method: 'GET',
    headers: modelHeaders(target),
    signal,
  });
  const text = await response.text(LIST_BYTES);
  const { data } = parsed(text) as { data?: { id?: unknown }[] };
  const first = Array.isArray(data) ? data[0]?.id : undefined;
  return typeof first === 'string' ? first : undefined;
}

function parsed(text: string): object {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    // no list: then there is no model to take from it
    return {};
  }
}

/** Undefined where a provider is data only. */
async function codeOf(kernel: Kernel, id: string): Promise<Provider | undefined> {
  if (!kernel.find('provider', id)?.plugin.entry) return undefined;
  return kernel.use('provider', id).catch((error: unknown) => {
    if (error instanceof KernelError && error.code === 'OC_NOT_CONTRIBUTED') return undefined;
    throw error;
  });
}
