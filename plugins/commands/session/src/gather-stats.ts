import type { Kernel, SessionService } from '@ock/kernel';
import type { Session, Usage } from '@ock/schemas';

export interface SessionStats {
  /** sub-agents below it, at any depth */
  children: number;
  messages: { prompts: number; answers: number };
  tools: { tool: string; calls: number; failed: number }[];
  usage: Usage;
  cost_usd: number;
  /** false: a call had no known price */
  cost_known: boolean;
  /** what it and those below did to files, as it stands */
  changes: { files: number; additions: number; deletions: number };
}

/** Of a session and all below it. Read in batches: memory stays the same however long they are. */
export async function gatherStats(kernel: Kernel, sessions: SessionService, session: Session): Promise<SessionStats> {
  const family = below(session, await sessions.list({ children: true, archived: 'too' }));
  const ids = new Set(family.map(({ id }) => id));
  const tools = new Map<string, { tool: string; calls: number; failed: number }>();
  const messages = { prompts: 0, answers: 0 };
  await sessions.eachMessage(({ role, compaction, session_id }) => {
    if (compaction || session_id !== session.id) return;
    if (role === 'user') messages.prompts++;
    if (role === 'assistant') messages.answers++;
  }, ids);
  await sessions.eachPart((part) => {
    if (part.type !== 'tool_call' && part.type !== 'tool_result') return;
    const row = tools.get(part.tool) ?? { tool: part.tool, calls: 0, failed: 0 };
    if (part.type === 'tool_call') row.calls++;
    else if (part.is_error) row.failed++;
    tools.set(part.tool, row);
  }, ids);
  return {
    children: family.length - 1,
    messages,
    tools: [...tools.values()].sort((a, b) => b.calls - a.calls || (a.tool < b.tool ? -1 : 1)),
    // what those below used is part of it
    usage: session.usage,
    cost_usd: session.cost_usd,
    cost_known: session.cost_known !== false,
    changes: await changesOf(kernel, session),
  };
}

function below(session: Session, known: readonly Session[]): Session[] {
  const family = new Map([[session.id, session]]);
  // a Map grows while it is walked: grandchildren are found too, and a cycle ends
  for (const [id] of family) for (const one of known) if (one.parent_id === id && !family.has(one.id)) family.set(one.id, one);
  return [...family.values()];
}

async function changesOf(kernel: Kernel, session: Session): Promise<SessionStats['changes']> {
  const snapshots = await kernel.use('service', 'snapshots');
  const sum = { files: 0, additions: 0, deletions: 0 };
  for (const change of await snapshots.changes(session.id)) {
    const diff = await snapshots.diff(change);
    sum.files++;
    sum.additions += diff?.added ?? 0;
    sum.deletions += diff?.removed ?? 0;
  }
  return sum;
}
