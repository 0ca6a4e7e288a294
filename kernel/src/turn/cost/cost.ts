import type { Usage } from '@ock/schemas';
import type { ModelInfo, ModelPrice } from '../../kinds/model.ts';

export const NO_USAGE: Usage = { input: 0, output: 0, reasoning: 0, cache_read: 0, cache_write: 0 };

export function addUsage(a: Usage, b: Partial<Usage>): Usage {
  const long = (a.cache_write_1h ?? 0) + (b.cache_write_1h ?? 0);
  return {
    input: a.input + (b.input ?? 0),
    output: a.output + (b.output ?? 0),
    reasoning: a.reasoning + (b.reasoning ?? 0),
    cache_read: a.cache_read + (b.cache_read ?? 0),
    cache_write: a.cache_write + (b.cache_write ?? 0),
    ...(long > 0 && { cache_write_1h: long }),
  };
}

/** Tokens sent, cached ones included. */
export function inputOf({ input, cache_read, cache_write }: Usage): number {
  return input + cache_read + cache_write;
}

/** Part of the tokens sent that came from a cache, 0 to 1, to four places. */
export function cachedShare(usage: Usage): number {
  const sent = inputOf(usage);
  return sent === 0 ? 0 : Number((usage.cache_read / sent).toFixed(4));
}

/** The prices of a call that sends so many tokens, cached ones included: those of the highest tier it is above. What is not told is filled in. */
export function priceOf(price: NonNullable<ModelInfo['cost']>, sent: number): Required<ModelPrice> {
  const { input = price.input, output = price.output, ...others } = price.tiers?.findLast(({ above }) => sent > above) ?? price;
  const { cache_read = input, cache_write = input, cache_write_1h = Math.max(cache_write, 2 * input), reasoning = output } = others;
  return { input, output, cache_read, cache_write, cache_write_1h, reasoning };
}

/** false: a person's configuration names but a part of the price */
export function isWhole(price: Partial<ModelPrice>): boolean {
  return price.input !== undefined && price.output !== undefined;
}

/**
 * USD of one call: tokens × price per million, each kind at its own price.
 * @returns undefined when nobody knows what the model costs
 */
export function costOf(usage: Usage, price: ModelInfo['cost']): number | undefined {
  if (!price || (!isWhole(price) && inputOf(usage) + usage.output > 0)) return undefined;
  const per = priceOf(price, inputOf(usage));
  const long = Math.min(usage.cache_write_1h ?? 0, usage.cache_write);
  const thought = Math.min(usage.reasoning, usage.output);
  const read = usage.input * per.input + usage.cache_read * per.cache_read;
  const written = (usage.cache_write - long) * per.cache_write + long * per.cache_write_1h;
  return (read + written + (usage.output - thought) * per.output + thought * per.reasoning) / 1e6;
}
