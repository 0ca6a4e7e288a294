import type { ModelEvent } from '@ock/kernel';

type Reason = Extract<ModelEvent, { type: 'finish' }>['reason'];

const REASONS: Record<string, Reason> = {
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
};

/** One vocabulary for `finishReason`; calls come with `STOP` here. */
export function finishReason(reason: string, calls: boolean): Reason {
  const known = REASONS[reason] ?? 'stop';
  return known === 'stop' && calls ? 'tool_calls' : known;
}

/** Reasons that mean: the model tried to call a function and failed to write it down. Asking again helps. */
export function isMiscall(reason: string | undefined): boolean {
  return reason === 'MALFORMED_FUNCTION_CALL' || reason === 'UNEXPECTED_TOOL_CALL' || reason === 'MISSING_THOUGHT_SIGNATURE';
}
