import type { ModelEvent } from '@ock/kernel';

type Usage = Extract<ModelEvent, { type: 'usage' }>['usage'];

/** `usage` of any dialect: prompt tokens hold the cached ones here, and are split for us. */
export function readUsage(value: unknown): Usage {
  const usage = value as Record<string, unknown>;
  const prompt = record(usage.prompt_tokens_details);
  const completion = record(usage.completion_tokens_details);
  const read = count(prompt.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens);
  const write = count(prompt.cache_write_tokens ?? prompt.cache_creation_tokens);
  return {
    input: Math.max(0, count(usage.prompt_tokens) - read - write),
    output: count(usage.completion_tokens),
    reasoning: count(completion.reasoning_tokens),
    cache_read: read,
    cache_write: write,
  };
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
