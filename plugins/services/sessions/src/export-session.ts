import { redact } from '@ock/kernel';
import type { Message, Part, Session, SessionExport } from '@ock/schemas';

/**
 * The file form of a session, without what looks like a key, wherever it stands: names of fields and files included. Ids, what providers want back unchanged,
 * and file contents stay as they are.
 */
export function exportSession(session: Session, messages: readonly Message[]): SessionExport {
  return {
    format: 'opencode-session',
    version: 1,
    exported_at: new Date().toISOString(),
    session: { ...everywhere(session), id: session.id },
    messages: messages.map(({ parts, ...message }) => ({
      ...everywhere(message),
      id: message.id,
      session_id: message.session_id,
      parts: parts.map(redactPart),
    })),
  };
}

function redactPart(part: Part): Part {
  switch (part.type) {
    case 'text':
      return everywhere(part);
    case 'tool_call':
      return { ...everywhere(part), call_id: part.call_id };
    case 'reasoning': {
      const { signature, opaque, ...rest } = part;
      return { ...everywhere(rest), ...(signature !== undefined && { signature }), ...(opaque !== undefined && { opaque }) };
    }
    case 'tool_result': {
      const { attachments, ...rest } = part;
      return { ...everywhere(rest), call_id: part.call_id, ...(attachments && { attachments: attachments.map(named) }) };
    }
    case 'file':
      return named(part);
  }
}

function named<T extends { data: string }>(file: T): T {
  return { ...everywhere({ ...file, data: '' }), data: file.data };
}

function everywhere<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => everywhere(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), everywhere(inner)])) as T;
}
