import { ulid } from '@ock/kernel';
import type { Message } from '@ock/schemas';

/** The messages as another session's, with ids that sort as before. `call_id`s stay: they join calls and results within a session. */
export function withNewIds(messages: readonly Message[], sessionId: string): Message[] {
  return messages.map((message) => ({
    ...message,
    id: ulid(),
    session_id: sessionId,
    parts: message.parts.map((part) => ({ ...part, id: ulid() })),
  }));
}
