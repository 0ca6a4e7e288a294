import type { ModelTarget } from '../kinds/model.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { EFFORT_LEVELS } from './effort.ts';
import { parseModelRef } from './providers.ts';
import { askedModel, modelTarget } from './select-model.ts';
import { effortWords } from './settle-effort.ts';

/**
 * What each level becomes for a model, in the words of its API; empty where it cannot be told any. Needs no key: without one, what is known of
 * the model decides.
 */
export async function modelEfforts(kernel: Kernel, ref: string, signal: AbortSignal): Promise<Record<string, string>> {
  const { provider, model } = parseModelRef(kernel, ref);
  const plain = (): ModelTarget => ({
    ...askedModel(kernel, provider, model),
    provider: provider.id,
    baseUrl: '',
    headers: {},
    auth: provider.auth,
  });
  const target = await modelTarget(kernel, ref, signal).catch(plain);
  const efforts: Record<string, string> = {};
  for (const level of EFFORT_LEVELS) {
    const words = await effortWords(kernel, target, level);
    if (words !== undefined) efforts[level] = words;
  }
  return efforts;
}
