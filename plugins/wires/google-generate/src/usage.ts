import type { ModelEvent } from '@ock/kernel';

type Usage = Extract<ModelEvent, { type: 'usage' }>['usage'];

/** `usageMetadata`: prompt tokens hold the cached ones, and thoughts are counted beside the answer. */
export function readUsage(value: unknown): Usage {
  const usage = value as Record<string, unknown>;
  const read = count(usage.cachedContentTokenCount);
  const reasoning = count(usage.thoughtsTokenCount);
  return {
    input: Math.max(0, count(usage.promptTokenCount) + count(usage.toolUsePromptTokenCount) - read),
    output: count(usage.candidatesTokenCount) + reasoning,
    reasoning,
    cache_read: read,
    cache_write: 0,
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
