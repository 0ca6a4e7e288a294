import type { SessionService } from '@ock/kernel';

/** Files of rules that results of the session tell, as far as its model still sees them. */
export async function toldIn(sessions: SessionService, id: string): Promise<readonly string[]> {
  const session = await sessions.get(id);
  const { message_id: from } = (session?.state.compaction ?? {}) as { message_id?: string };
  const told = new Set<string>();
  for (const { compaction, parts } of await sessions.messages(id, from === undefined ? {} : { from })) {
    // what was told before it has left the view
    if (compaction && !compaction.undone) told.clear();
    for (const part of parts) {
      const files = part.type === 'tool_result' ? part.metadata?.rules : undefined;
      if (Array.isArray(files)) for (const file of files) told.add(String(file));
    }
  }
  return [...told];
}
