import type { ModelTarget } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { EFFORT_LEVELS } from './effort.ts';
import { parseModelRef } from './providers.ts';
import { askedModel, modelTarget } from './select-model.ts';
import { effortWords } from './settle-effort.ts';

/**
 * What each level becomes for a model, in the words of its API; empty where it cannot be told any. Needs no key: without one, what is known of
 * the model decides. Undefined where that is for the provider's code to say, which needs its key or its server.
 */
export async function modelEfforts(kernel: Kernel, ref: string, signal: AbortSignal): Promise<Record<string, string> | undefined> {
  const { provider, model } = parseModelRef(kernel, ref);
  const plain = (): ModelTarget => ({
    ...askedModel(kernel, provider, model),
    provider: provider.id,
    baseUrl: '',
    headers: {},
    auth: provider.auth,
  });
  const whole = await modelTarget(kernel, ref, signal).catch(() => undefined);
  const target = whole ?? plain();
  const efforts: Record<string, string> = {};
  for (const level of EFFORT_LEVELS) {
    const words = await effortWords(kernel, target, level);
    if (words !== undefined) efforts[level] = words;
  }
  const isCertain = whole !== undefined || Object.keys(efforts).length > 0 || !kernel.find('provider', provider.id)?.plugin.entry;
  return isCertain ? efforts : undefined;
}
