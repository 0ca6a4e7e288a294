import type { SessionService } from '@ock/kernel';
import { type Sum, Tally } from './tally.ts';

export interface ToolSum {
  tool: string;
  calls: number;
  failed: number;
  /** of the calls that were timed */
  mean_ms: number;
}

/** Everything that `stats` knows; `--json` prints it as it is. */
export interface Stats extends Sum {
  /** newest first, in the machine's time zone */
  by_day: ({ day: string } & Sum)[];
  /** the dearest first */
  by_model: ({ model: string } & Sum)[];
  /** the most called first; absent unless asked for */
  by_tool?: ToolSum[];
}

export interface GatherOptions {
  /** ms since the epoch: what is older does not count */
  since?: number;
  directory?: string;
  tools?: boolean;
}

/** Adds up what stored sessions cost, sub-agents included. Rows are read once and not kept. */
export async function gather(sessions: SessionService, { since = 0, directory, tools }: GatherOptions): Promise<Stats> {
  const made = new Map<string, number>();
  for (const { id, created_at, updated_at } of await sessions.list({
    children: true,
    archived: 'too',
    ...(directory !== undefined && { directory }),
  }))
    if (updated_at >= since) made.set(id, created_at);
  const total = new Tally();
  const days = new Map<string, Tally>();
  const models = new Map<string, Tally>();
  const ofTools = new Set<string>();
  const wanted = new Set(made.keys());
  await sessions.eachMessage((message) => {
    const { id, role, session_id, created_at } = message;
    // a fork's copies were paid for in the original
    if (created_at < since || created_at < (made.get(session_id) ?? 0)) return;
    if (role === 'tool' && tools) ofTools.add(id);
    if (role !== 'assistant' || !message.usage) return;
    total.add(message);
    of(days, dayOf(created_at)).add(message);
    of(models, message.model ?? '-').add(message);
  }, wanted);
  const by_day = [...days].map(([day, tally]) => ({ day, ...tally.sum() })).sort((a, b) => (a.day < b.day ? 1 : -1));
  const by_model = [...models].map(([model, tally]) => ({ model, ...tally.sum() }));
  by_model.sort((a, b) => b.cost_usd - a.cost_usd || b.turns - a.turns || (a.model < b.model ? -1 : 1));
  const sums = { ...total.sum(), by_day, by_model };
  return tools ? { ...sums, by_tool: await toolSums(sessions, wanted, ofTools) } : sums;
}

async function toolSums(sessions: SessionService, wanted: ReadonlySet<string>, messages: ReadonlySet<string>): Promise<ToolSum[]> {
  const tools = new Map<string, { calls: number; failed: number; timed: number; ms: number }>();
  await sessions.eachPart((part, messageId) => {
    if (part.type !== 'tool_result' || !messages.has(messageId)) return;
    const sum = tools.get(part.tool) ?? { calls: 0, failed: 0, timed: 0, ms: 0 };
    tools.set(part.tool, sum);
    sum.calls++;
    if (part.is_error) sum.failed++;
    if (part.duration_ms === undefined) return;
    sum.timed++;
    sum.ms += part.duration_ms;
  }, wanted);
  const rows = [...tools].map(([tool, { calls, failed, timed, ms }]) => ({
    tool,
    calls,
    failed,
    mean_ms: timed && Math.round(ms / timed),
  }));
  return rows.sort((a, b) => b.calls - a.calls || (a.tool < b.tool ? -1 : 1));
}

function of(tallies: Map<string, Tally>, key: string): Tally {
  const tally = tallies.get(key) ?? new Tally();
  tallies.set(key, tally);
  return tally;
}

/** `2026-02-23`, in the machine's time zone. */
export function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
