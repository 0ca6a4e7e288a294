import type { SessionService } from '@ock/kernel';
import type { Event, Session } from '@ock/schemas';
import { eventsOf } from './events-of.ts';

export type ChildSessions = Pick<SessionService, 'get' | 'messages'>;
type Result = Extract<Event, { type: 'tool_result' }>;

/** the newest messages of a sub-agent's session that are read */
const MAX_MESSAGES = 100;
/** sub-agents of sub-agents that are looked for */
const MAX_DEPTH = 3;

/** Puts before each result of a sub-agent what was done for it, as it came when it worked. What is not stored any more is left out. */
export async function withSubAgents(events: readonly Event[], sessions: ChildSessions): Promise<Event[]> {
  const each = await Promise.all(events.map((event) => (event.type === 'tool_result' ? agentOf(event, event, sessions, 1) : [])));
  return events.flatMap((event, at) => [...(each[at] ?? []), event]);
}

/** @param top the result in the session that is shown @param result that of the session that called the sub-agent */
async function agentOf(top: Result, result: Result, sessions: ChildSessions, depth: number): Promise<Event[]> {
  const id = result.metadata?.child_session_id;
  if (typeof id !== 'string' || depth > MAX_DEPTH) return [];
  const session = await sessions.get(id).catch(() => undefined);
  // any tool may claim to have had one
  if (!session || session.parent_id === undefined) return [];
  const { metadata, call_id } = result;
  const agent = session.agent ?? String(metadata?.agent ?? '');
  const about = { type: 'subagent', session_id: result.session_id, time: result.time, child_session_id: id, agent, call_id } as const;
  const cost = typeof metadata?.cost_usd === 'number' ? { cost_usd: metadata.cost_usd } : {};
  const inside = await insideOf(top, session, sessions, depth);
  return [{ ...about, status: 'started' }, ...inside, { ...about, status: result.is_error ? 'failed' : 'finished', ...cost }];
}

async function insideOf(top: Result, session: Session, sessions: ChildSessions, depth: number): Promise<Event[]> {
  const { id: child_session_id, agent = '', usage, cost_usd, cost_known } = session;
  const base = { session_id: top.session_id, time: top.time };
  const wrapped = (event: Event): Event => ({ ...base, type: 'subagent_event', child_session_id, agent, call_id: top.call_id, event });
  const messages = await sessions.messages(child_session_id, { last: MAX_MESSAGES }).catch(() => []);
  const calls = messages.flatMap(eventsOf).filter(({ type }) => type === 'tool_call' || type === 'tool_result');
  const below = await Promise.all(
    calls.map((event) => (event.type === 'tool_result' ? agentOf(top, event, sessions, depth + 1) : Promise.resolve([]))),
  );
  const spent: Event = {
    ...base,
    type: 'usage',
    model: '',
    usage,
    cost_usd,
    total_usage: usage,
    total_cost_usd: cost_usd,
    ...(cost_known === false && { cost_known }),
  };
  return [
    ...calls.flatMap((event, at) => [...(below[at] ?? []).map((one) => (one.type === 'subagent' ? wrapped(one) : one)), wrapped(event)]),
    wrapped(spent),
  ];
}
