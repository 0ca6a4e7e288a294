import type { Usage } from '@ock/schemas';
import type { ModelInfo } from '../kinds/model.ts';

export const NO_USAGE: Usage = { input: 0, output: 0, reasoning: 0, cache_read: 0, cache_write: 0 };

export function addUsage(a: Usage, b: Partial<Usage>): Usage {
  return {
    input: a.input + (b.input ?? 0),
    output: a.output + (b.output ?? 0),
    reasoning: a.reasoning + (b.reasoning ?? 0),
    cache_read: a.cache_read + (b.cache_read ?? 0),
    cache_write: a.cache_write + (b.cache_write ?? 0),
  };
}

/**
 * USD of one call: tokens × price per million, at the prices of the highest tier that the call's input, cached tokens included, is above.
 * Cache prices default to the input price.
 * @returns undefined when nobody knows what the model costs
 */
export function costOf(usage: Usage, price: ModelInfo['cost']): number | undefined {
  if (!price) return undefined;
  const size = usage.input + usage.cache_read + usage.cache_write;
  const { input, output, cache_read = input, cache_write = input } = price.tiers?.findLast(({ above }) => size > above) ?? price;
  return (usage.input * input + usage.output * output + usage.cache_read * cache_read + usage.cache_write * cache_write) / 1e6;
}
