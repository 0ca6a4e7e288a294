import type { FileState } from '@ock/kernel';
import { isSame } from './file-state.ts';
import { gap } from './gaps.ts';
import type { JournalRecord, Touched } from './journal.ts';
import type { PathKey } from './path-key.ts';

type Begin = Extract<JournalRecord, { t: 'begin' }>;
export type Reverted = Extract<JournalRecord, { t: 'reverted' }>;

/** What calls made of one path, from the first of them on. */
export interface Link {
  before: FileState;
  after: FileState;
  /** somebody else changed it between two of the calls */
  broken?: true;
  /** a call was cut off while it may have changed it: what it left is not known */
  open?: true;
}

export interface Chain {
  /** ids of the calls, those included that changed nothing */
  entries: string[];
  paths: Map<PathKey, Link>;
  uncovered: { tool: string; why: string }[];
}

/**
 * The changes that stand, those of calls after `since` only. Calls count in the order in which they ended, as each is told what those that ran
 * beside it had done by then.
 * @param since a ULID; absent: all
 */
export function chainOf(records: readonly JournalRecord[], since = ''): Chain {
  const begun = new Map<string, Begin>();
  const ended = new Map<string, Extract<JournalRecord, { t: 'end' }>>();
  for (const record of records) {
    if (record.t === 'begin') begun.set(record.id, record);
    if (record.t === 'end') ended.set(record.id, record);
  }
  const gone = undoneBy(records);
  const chain: Chain = { entries: [], paths: new Map(), uncovered: [] };
  const add = (id: string, key: PathKey, before: FileState, after: FileState, open?: true) => {
    if (gone.get(id)?.has(key) === false) return;
    const link = chain.paths.get(key);
    if (!link) {
      chain.paths.set(key, { before, after, ...(open && { open }) });
      return;
    }
    if (!isSame(link.after, before)) link.broken = true;
    link.after = after;
    if (open) link.open = true;
  };
  const counts = (id: string) => id > since && !isGone(gone.get(id));
  for (const { id, files, uncovered } of ended.values()) {
    if (!counts(id)) continue;
    chain.entries.push(id);
    for (const [key, before, after] of files) add(id, key, before, after);
    if (uncovered !== undefined) chain.uncovered.push({ tool: begun.get(id)?.tool ?? '', why: uncovered });
  }
  for (const { id, files, tool } of begun.values()) {
    if (ended.has(id) || !counts(id)) continue;
    chain.entries.push(id);
    for (const [key, before] of files) add(id, key, before, before, true);
    if (files.length === 0) chain.uncovered.push({ tool, why: gap('interrupted') });
  }
  for (const [key, { before, after, broken, open }] of chain.paths) if (!broken && !open && isSame(before, after)) chain.paths.delete(key);
  return chain;
}

/** Of calls that were undone: the paths that were left as they are, and still count. */
function undoneBy(records: readonly JournalRecord[]): Map<string, Set<PathKey>> {
  const gone = new Map<string, Set<PathKey>>();
  for (const { entries, left } of standingReverts(records)) {
    for (const id of entries) gone.set(id, new Set(left));
  }
  return gone;
}

function isGone(left: Set<PathKey> | undefined): boolean {
  return left !== undefined && left.size === 0;
}

/** Reverts that were not taken back, oldest first. */
export function standingReverts(records: readonly JournalRecord[]): Reverted[] {
  const back = new Set(records.flatMap((record) => (record.t === 'unreverted' ? [record.revert] : [])));
  return records.filter((record): record is Reverted => record.t === 'reverted' && !back.has(record.id));
}

/** Later changes of the same path behind earlier ones, for what a window of a call saw. */
export function latestOf(files: readonly Touched[]): Map<PathKey, FileState> {
  return new Map(files.map(([key, , after]) => [key, after]));
}
