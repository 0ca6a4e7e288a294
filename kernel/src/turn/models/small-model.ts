import type { ModelInfo } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { exactModelRef, findModel, listModels, providerSettings } from './providers.ts';
import { selectModel } from './select-model.ts';

/** tokens that a model must read to be of use for summaries */
const MIN_CONTEXT = 32_000;

/**
 * The model for titles and summaries, as `provider/model`: `small_model` of the configuration, else the cheapest adequate one that the provider
 * of the chosen model lists itself, else the chosen one. Never one of a provider that nobody chose; where a provider has another address than its
 * own, nobody knows what else is served there.
 * @throws OC_MODEL_UNKNOWN, OC_MODEL_AMBIGUOUS when `small_model` names none
 */
export function smallModel(kernel: Kernel, chosen: string): string {
  const { small_model } = kernel.config.config;
  if (small_model !== undefined) return selectModel(kernel, small_model);
  const most = priceOf(kernel, chosen);
  const provider = chosen.slice(0, chosen.indexOf('/'));
  if (!most || providerSettings(kernel, provider).base_url !== undefined) return chosen;
  const cheaper = listModels(kernel)
    .filter((model) => model.provider === provider && isAdequate(model.info))
    .map(({ ref, info }) => ({ ref, price: sum(info), release: info.release ?? '' }))
    .filter((model): model is typeof model & { price: number } => model.price !== undefined && model.price < most)
    .sort((a, b) => a.price - b.price || (a.release > b.release ? -1 : 1));
  return cheaper[0]?.ref ?? chosen;
}

/** Does a call of the small model cost nothing, or less than one of the chosen model? Not where nobody knows, or no model answers at all. */
export function isSmallCheap(kernel: Kernel, small: string, chosen: string): boolean {
  const price = priceOf(kernel, small);
  return price !== undefined && (price === 0 || price < (priceOf(kernel, chosen) ?? 0));
}

function isAdequate({ context = 0, capabilities }: ModelInfo): boolean {
  return context >= MIN_CONTEXT && capabilities?.tools !== false;
}

function priceOf(kernel: Kernel, ref: string): number | undefined {
  const found = exactModelRef(kernel, ref);
  const info = found && findModel(kernel, found.provider, found.model);
  // a free provider's models cost nothing although nobody lists them
  if (found?.provider.free && !info?.cost) return 0;
  return info && sum(info);
}

function sum({ cost }: ModelInfo): number | undefined {
  return cost && cost.input + cost.output;
}
