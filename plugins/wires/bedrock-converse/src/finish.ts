import type { ModelEvent } from '@ock/kernel';

type Reason = Extract<ModelEvent, { type: 'finish' }>['reason'];

const REASONS: Record<string, Reason> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content_filter',
  content_filtered: 'content_filter',
  refusal: 'refusal',
};

/** One vocabulary for `stopReason`. */
export function finishReason(reason: string, calls: boolean): Reason {
  const known = REASONS[reason] ?? 'stop';
  if (known === 'tool_calls' && !calls) return 'stop';
  return known === 'stop' && calls ? 'tool_calls' : known;
}
