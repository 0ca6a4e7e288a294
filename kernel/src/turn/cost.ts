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

/** USD of one call: tokens × price per million. Cache prices default to the input price; models without prices cost nothing. */
export function costOf(usage: Usage, price: ModelInfo['cost']): number {
  if (!price) return 0;
  const cached = usage.cache_read * (price.cache_read ?? price.input) + usage.cache_write * (price.cache_write ?? price.input);
  return (usage.input * price.input + usage.output * price.output + cached) / 1e6;
}
