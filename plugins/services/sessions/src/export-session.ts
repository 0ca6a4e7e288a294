import { redact, redactDeep } from '@ock/kernel';
import type { Message, Part, Session, SessionExport } from '@ock/schemas';

/** The file form of a session, without what looks like a key. What providers want back unchanged, and file contents, stay as they are. */
export function exportSession(session: Session, messages: readonly Message[]): SessionExport {
  return {
    format: 'opencode-session',
    version: 1,
    exported_at: new Date().toISOString(),
    session: { ...session, title: redact(session.title), state: redactDeep(session.state) },
    messages: messages.map((message) => ({
      ...message,
      ...(message.error && { error: redactDeep(message.error) }),
      parts: message.parts.map(redactPart),
    })),
  };
}

function redactPart(part: Part): Part {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { ...part, text: redact(part.text) };
    case 'tool_call':
      return { ...part, input: redactDeep(part.input) };
    case 'tool_result':
      return { ...part, output: redact(part.output), ...(part.metadata && { metadata: redactDeep(part.metadata) }) };
    case 'file':
      return part;
  }
}
