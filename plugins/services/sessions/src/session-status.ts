import type { SessionStatus } from '@ock/kernel';
import type { Message } from '@ock/schemas';

/** How a session that nobody talks to was left. @param last its last message that counts */
export function statusAfter(last: Omit<Message, 'parts'> | undefined): SessionStatus {
  if (!last || last.compaction) return 'idle';
  if (last.error || last.finish === 'error') return 'error';
  // an answer that calls tools is followed by their results, and these by an answer
  const isOver = last.role === 'assistant' && last.finish !== undefined && last.finish !== 'tool_calls' && last.finish !== 'interrupted';
  return isOver ? 'idle' : 'interrupted';
}

/** How a session stands that a living process talks to: where its last prompt has an answer it only waits for the next one. */
export function statusNow(state: 'busy' | 'waiting', last: Omit<Message, 'parts'> | undefined): SessionStatus {
  if (state === 'waiting') return 'waiting';
  if (last?.finish === 'interrupted') return 'interrupted';
  const after = statusAfter(last);
  return after === 'interrupted' ? 'busy' : after;
}
