import type { ModelEvent } from '@ock/kernel';

type Usage = Extract<ModelEvent, { type: 'usage' }>['usage'];

/** `usage` of a response: its input tokens hold the cached ones, which are split off for us. */
export function readUsage(value: unknown): Usage {
  const usage = record(value);
  const input = record(usage.input_tokens_details);
  const read = count(input.cached_tokens);
  const write = count(input.cache_write_tokens ?? input.cache_creation_tokens);
  return {
    input: Math.max(0, count(usage.input_tokens) - read - write),
    output: count(usage.output_tokens),
    reasoning: count(record(usage.output_tokens_details).reasoning_tokens),
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
