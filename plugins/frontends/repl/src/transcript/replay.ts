import type { Event, Message } from '@ock/schemas';
import { eventsOf } from './events-of.ts';
import { type ChildSessions, withSubAgents } from './replayed-agents.ts';

/** lines of one text that count, when it is estimated what fits a screen */
const WIDTH = 80;

/**
 * The end of what was said, as the events it came from, those of sub-agents among them.
 * @param rows about how many lines are wanted
 * @returns `shown`: how many messages they are of
 */
export async function replayed(
  messages: readonly Message[],
  rows: number,
  sessions: ChildSessions,
): Promise<{ events: Event[]; shown: number }> {
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
  return { events: await withSubAgents(events.flat(), sessions), shown: messages.length - at };
}

function height(event: Event): number {
  if (event.type === 'user' || event.type === 'message')
    return event.text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / WIDTH), 1);
  return event.type === 'tool_result' ? 3 : 0;
}
