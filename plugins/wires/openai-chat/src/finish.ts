import type { ModelEvent } from '@ock/kernel';

type Reason = Extract<ModelEvent, { type: 'finish' }>['reason'];

const REASONS: Record<string, Reason> = {
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  content_filter: 'content_filter',
  safety: 'content_filter',
  refusal: 'refusal',
};

/** One vocabulary for `finish_reason`. Servers that stop "normally" with calls open, or name no reason, mean `tool_calls`. */
export function finishReason(reason: string | undefined, calls: boolean, refused: boolean): Reason {
  const known = REASONS[reason?.toLowerCase() ?? ''] ?? 'stop';
  if (known === 'stop' && calls) return 'tool_calls';
  if (known === 'stop' && refused) return 'refusal';
  return known === 'tool_calls' && !calls ? 'stop' : known;
}
