import type { Event, Message } from '@ock/schemas';

/** A message as the events it came from. */
export function eventsOf({ id, session_id, role, parts, created_at }: Message): Event[] {
  const base = { session_id, time: created_at, message_id: id };
  if (role === 'user') {
    const text = parts.flatMap((part) => (part.type === 'text' && !part.synthetic ? [part.text] : [])).join('\n');
    return text === '' ? [] : [{ ...base, type: 'user', text }];
  }
  return parts.flatMap((part): Event[] => {
    if (part.type === 'text') return [{ ...base, type: 'message', message_id: part.id, text: part.text, model: '', finish: 'stop' }];
    if (part.type === 'tool_call') return [{ ...base, type: 'tool_call', call_id: part.call_id, tool: part.tool, input: part.input }];
    if (part.type !== 'tool_result') return [];
    return [
      {
        ...base,
        type: 'tool_result',
        call_id: part.call_id,
        tool: part.tool,
        output: part.output,
        is_error: part.is_error,
        duration_ms: part.duration_ms ?? 0,
        ...(part.title !== undefined && { title: part.title }),
        ...(part.metadata && { metadata: part.metadata }),
      },
    ];
  });
}
