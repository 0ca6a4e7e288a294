import type { Event, Message } from '@ock/schemas';

/** lines of one text that count, when it is estimated what fits a screen */
const WIDTH = 80;

/**
 * The end of what was said, as the events it came from.
 * @param rows about how many lines are wanted
 * @returns `shown`: how many messages they are of
 */
export function replayed(messages: readonly Message[], rows: number): { events: Event[]; shown: number } {
  const events: Event[][] = [];
  let used = 0;
  let at = messages.length;
  for (; at > 0 && used < rows; at--) {
    const message = messages[at - 1] as Message;
    if (message.voided !== undefined) continue;
    const made = eventsOf(message);
    used += made.reduce((sum, event) => sum + height(event), 0);
    events.unshift(made);
  }
  return { events: events.flat(), shown: messages.length - at };
}

function eventsOf({ id, session_id, role, parts, created_at }: Message): Event[] {
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
        ...(part.metadata && { metadata: part.metadata }),
      },
    ];
  });
}

function height(event: Event): number {
  if (event.type === 'user' || event.type === 'message')
    return event.text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / WIDTH), 1);
  return event.type === 'tool_result' ? 3 : 0;
}
