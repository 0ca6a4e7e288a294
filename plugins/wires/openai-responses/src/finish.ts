import type { ModelEvent } from '@ock/kernel';
import type { Response } from './protocol.ts';

type Reason = Extract<ModelEvent, { type: 'finish' }>['reason'];

/** One vocabulary for a response's status and why it is incomplete. */
export function finishReason({ status, incomplete_details }: Response, calls: boolean, refused: boolean): Reason {
  if (status === 'incomplete') return incomplete_details?.reason === 'content_filter' ? 'content_filter' : 'length';
  if (status === 'cancelled') return 'interrupted';
  if (calls) return 'tool_calls';
  return refused ? 'refusal' : 'stop';
}
