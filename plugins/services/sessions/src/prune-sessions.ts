import type { Pruned, PruneLimits } from '@ock/kernel';
import type { Session } from '@ock/schemas';

export interface PruneParts {
  /** every one, those below others too */
  sessions: readonly Session[];
  bytes(id: string): Promise<number>;
  isBusy(id: string): boolean;
  /** @returns false when it changed meanwhile or is in use */
  remove(id: string, unchangedSince: number): Promise<boolean>;
}

/** A session at the top with everything below it. */
interface Family {
  top: Session;
  ids: string[];
  changed: number;
}

/** Judges families, not single sessions: what a sub-agent did stays as long as the session it did it for. */
export async function pruneSessions(parts: PruneParts, limits: PruneLimits): Promise<Pruned> {
  const now = Date.now();
  const { maxAgeMs, maxSessions, maxBytes, archivedOnly = false, dryRun = false, atMost = Number.POSITIVE_INFINITY, signal } = limits;
  const isLimited = maxAgeMs !== undefined || maxSessions !== undefined || maxBytes !== undefined;
  const newestFirst = families(parts.sessions).sort((a, b) => b.changed - a.changed);
  const doomed: (Family & { bytes: number; reason: Pruned['sessions'][number]['reason'] })[] = [];
  let [kept, total] = [0, 0];
  for (const family of newestFirst) {
    if (archivedOnly && family.top.archived_at === undefined) continue;
    signal?.throwIfAborted();
    // sizes are looked up where they count: there may be ten thousands
    const bytes = maxBytes === undefined ? undefined : await sum(family.ids, parts.bytes);
    const reason =
      maxAgeMs !== undefined && now - family.changed > maxAgeMs
        ? 'age'
        : maxSessions !== undefined && kept >= maxSessions
          ? 'count'
          : maxBytes !== undefined && total + (bytes ?? 0) > maxBytes
            ? 'size'
            : archivedOnly && !isLimited
              ? 'archived'
              : undefined;
    if (reason) doomed.push({ ...family, bytes: bytes ?? (await sum(family.ids, parts.bytes)), reason });
    else {
      kept++;
      total += bytes ?? 0;
    }
  }
  const pruned: Pruned = { sessions: [], bytes: 0, busy: [] };
  for (const { top, ids, changed, bytes, reason } of doomed.reverse()) {
    if (pruned.sessions.length >= atMost) break;
    signal?.throwIfAborted();
    if (ids.some((id) => parts.isBusy(id)) || !(dryRun || (await parts.remove(top.id, changed)))) {
      pruned.busy.push(top.id);
      continue;
    }
    pruned.sessions.push({ id: top.id, title: top.title, updatedAt: changed, bytes, reason });
    pruned.bytes += bytes;
  }
  return pruned;
}

/** One whose parent is gone is at the top. */
function families(sessions: readonly Session[]): Family[] {
  const known = new Map(sessions.map((session) => [session.id, session]));
  const found = new Map<string, Family>();
  for (const session of sessions) {
    const top = topOf(session, known);
    const family = found.get(top.id) ?? { top, ids: [], changed: 0 };
    family.ids.push(session.id);
    family.changed = Math.max(family.changed, session.updated_at);
    found.set(top.id, family);
  }
  return [...found.values()];
}

function topOf(session: Session, known: ReadonlyMap<string, Session>): Session {
  const seen = new Set<string>();
  let top = session;
  for (let above = known.get(top.parent_id ?? ''); above && !seen.has(above.id); above = known.get(top.parent_id ?? '')) {
    seen.add(above.id);
    top = above;
  }
  return top;
}

async function sum(ids: readonly string[], bytes: (id: string) => Promise<number>): Promise<number> {
  let total = 0;
  for (const id of ids) total += await bytes(id);
  return total;
}
