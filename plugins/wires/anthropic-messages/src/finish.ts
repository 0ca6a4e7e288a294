import type { ModelEvent } from '@ock/kernel';

type Reason = Extract<ModelEvent, { type: 'finish' }>['reason'];

const REASONS: Record<string, Reason> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
};

/** One vocabulary for `stop_reason`. */
export function finishReason(reason: string, calls: boolean): Reason {
  const known = REASONS[reason] ?? 'stop';
  return known === 'stop' && calls ? 'tool_calls' : known;
}
