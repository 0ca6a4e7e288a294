import { costText, formatOf, sanitizeLine, type Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { callText, cut } from '../call-text.ts';
import type { Theme } from '../theme/theme.ts';
import { resultFacts, shownOutput } from './call-view.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

interface SubCall {
  head: string;
  what: string;
  /** absent: it runs */
  end?: { failed: boolean; facts: string };
  agents: SubAgent[];
}

interface SubAgent {
  name: string;
  /** what it is there for */
  what: string;
  calls: SubCall[];
  tokens: number;
  usd: number;
  isKnown: boolean;
}

export interface SubAgentOptions {
  theme: Theme;
  t: Translate;
  cwd: string;
  width(): number;
}

/** calls of one sub-agent that are remembered */
const MAX_CALLS = 500;

/** What sub-agents do, by the call that each works for: their own calls, and below those what their sub-agents do. */
export class SubAgents {
  readonly #o: SubAgentOptions;
  /** by session */
  readonly #agents = new Map<string, SubAgent>();
  /** by the call at the top */
  readonly #tops = new Map<string, SubAgent[]>();
  /** by session and call */
  readonly #calls = new Map<string, SubCall>();

  constructor(options: SubAgentOptions) {
    this.#o = options;
  }

  /** One of the session's own began or ended. @param what it is there for */
  event({ call_id, child_session_id, agent, status, cost_usd }: Of<'subagent'>, what: string): void {
    if (call_id === undefined) return;
    if (status === 'started') {
      this.#tops.set(call_id, [...(this.#tops.get(call_id) ?? []), this.#begin(child_session_id, agent, what)]);
      return;
    }
    const known = this.#agents.get(child_session_id);
    if (known && cost_usd !== undefined) known.usd = cost_usd;
  }

  /** Something happened in the session of one. */
  inner({ child_session_id, event }: Of<'subagent_event'>): void {
    const agent = this.#agents.get(child_session_id);
    if (!agent) return;
    const inner = event as Event;
    if (inner.type === 'tool_call') this.#call(child_session_id, agent, inner);
    else if (inner.type === 'tool_result') this.#ended(child_session_id, inner);
    else if (inner.type === 'permission_denied') {
      const call = this.#calls.get(`${child_session_id} ${inner.call_id}`);
      if (call) call.end = { failed: true, facts: sanitizeLine(inner.told ?? inner.reason) };
    } else if (inner.type === 'usage') {
      const { input, output, cache_read, cache_write } = inner.usage;
      agent.tokens += input + output + cache_read + cache_write;
      agent.usd += inner.cost_usd;
      agent.isKnown &&= inner.cost_known !== false;
    } else if (inner.type === 'subagent' && inner.status === 'started') {
      const call = this.#calls.get(`${child_session_id} ${inner.call_id}`);
      call?.agents.push(this.#begin(inner.child_session_id, inner.agent, call.what));
    }
  }

  /** Who works for this call, and what that took so far: "explore, 2.4k tokens, $0.0021". Empty: nobody. */
  facts(callId: string): string[] {
    return (this.#tops.get(callId) ?? []).flatMap((agent) => this.#facts(agent));
  }

  /** Who works in a session, and what for: "explore (find the basket)". */
  label(sessionId: string): string | undefined {
    const agent = this.#agents.get(sessionId);
    return agent && sanitizeLine(agent.what === '' ? agent.name : `${agent.name} (${agent.what})`);
  }

  /** What was done for this call, a line each, nested. @param spinner stands behind what still runs */
  lines(callId: string, spinner: string): string[] {
    return (this.#tops.get(callId) ?? []).flatMap(({ calls }) => this.#lines(calls, 1, spinner));
  }

  forget(callId: string): void {
    this.#tops.delete(callId);
    if (this.#tops.size > 0) return;
    this.#agents.clear();
    this.#calls.clear();
  }

  clear(): void {
    this.#tops.clear();
    this.#agents.clear();
    this.#calls.clear();
  }

  #begin(sessionId: string, name: string, what: string): SubAgent {
    const agent: SubAgent = { name, what, calls: [], tokens: 0, usd: 0, isKnown: true };
    this.#agents.set(sessionId, agent);
    return agent;
  }

  #call(sessionId: string, agent: SubAgent, { call_id, tool, input }: Of<'tool_call'>): void {
    const name = sanitizeLine(tool);
    const what = callText(input, this.#o.cwd, Math.max(20, this.#o.width() - name.length - 24));
    const call: SubCall = { head: `${name} ${what}`.trim(), what, agents: [] };
    if (agent.calls.length >= MAX_CALLS) agent.calls.shift();
    agent.calls.push(call);
    this.#calls.set(`${sessionId} ${call_id}`, call);
  }

  #ended(sessionId: string, event: Of<'tool_result'>): void {
    const call = this.#calls.get(`${sessionId} ${event.call_id}`);
    if (!call || call.end) return;
    const { t, cwd, width } = this.#o;
    const [agent] = call.agents;
    const why = event.is_error ? (shownOutput(event).find((line) => line.trim() !== '') ?? '') : '';
    const facts = agent ? this.#facts(agent).join(', ') : why || resultFacts(event, call.what, { t, cwd, width: width() });
    call.end = { failed: event.is_error, facts };
  }

  #facts({ name, tokens: count, usd, isKnown }: SubAgent): string[] {
    const { t } = this.#o;
    return [
      sanitizeLine(name),
      ...(count > 0 ? [t('frontend-repl.status_tokens', { tokens: formatOf(t).compact(count) })] : []),
      ...(usd > 0 ? [costText(usd, isKnown, t)] : []),
    ];
  }

  #lines(calls: readonly SubCall[], depth: number, spinner: string): string[] {
    const { theme, width } = this.#o;
    return calls.flatMap(({ head, end, agents }) => {
      const indent = `${'  '.repeat(depth)}↳ `;
      const rest = end ? `${end.failed ? '✗' : '✓'} ${end.facts}` : spinner;
      const line = theme.paint(end?.failed ? 'error' : 'dim', cut(`${indent}${head} ${rest}`.trimEnd(), width() - 1));
      return [line, ...agents.flatMap((agent) => this.#lines(agent.calls, depth + 1, spinner))];
    });
  }
}
