import { readdirSync, rmSync } from 'node:fs';
import type { FileState } from '@ock/kernel';
import { ABSENT, isSame, lookAt } from './file-state.ts';
import type { JournalRecord, Outcome } from './journal.ts';
import { onDisk, type PathKey, parentKey, shownKey } from './path-key.ts';
import { isBehindLink, type Plan } from './plan.ts';

type Reverting = Extract<JournalRecord, { t: 'reverting' }>;
export type Unfinished = Reverting & { outcome: Outcome };

/** What lies beside a file while it is put back: the process that writes it is in its name. */
const TEMPORARY = /^\.ock-undo-(\d+)-[a-z0-9]+\.tmp$/;

export function temporaryName(): string {
  return `.ock-undo-${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
}

/** The undo or redo that a process did not survive, as long as nothing else was done since. @param last line of the journal but for checkpoints */
export function unfinishedOf(last: JournalRecord | undefined): Unfinished | undefined {
  return last?.t === 'reverting' && last.outcome ? { ...last, outcome: last.outcome } : undefined;
}

/**
 * What is left to do of it. Where a file gives way to a folder, or the other way round, there is a moment in which nothing stands there.
 * @returns `already`: paths that are as they will be
 */
export function planToFinish({ files }: Unfinished, maxBytes: number): { plan: Plan; already: PathKey[] } {
  const plan: Plan = { steps: [], refusals: [] };
  const already: PathKey[] = [];
  for (const [key, from, to] of files) {
    const behindLink = isBehindLink(key);
    const now = behindLink ? ABSENT : lookAt(key, maxBytes).state;
    if (isSame(now, to)) already.push(key);
    else if (!behindLink && (isSame(now, from) || isBetween(now, from, to))) plan.steps.push({ key, from: now, to });
    else plan.refusals.push({ key, reason: 'changed_since', left: from, now });
  }
  return { plan, already };
}

function isBetween(now: FileState, from: FileState, to: FileState): boolean {
  if (now.type === 'absent') return from.type !== to.type && to.type !== 'absent';
  return now.type === 'folder' && to.type === 'folder' && from.type !== 'folder';
}

/** Removes what a killed process was putting beside files. */
export function sweepTemporaries(keys: readonly PathKey[]): void {
  for (const folder of new Set(keys.map(parentKey))) {
    if (isBehindLink(folder) || lookAt(folder, 0).state.type !== 'folder') continue;
    const names = readdirSync(onDisk(folder)).map(String);
    for (const name of names) {
      const pid = Number(TEMPORARY.exec(name)?.[1] ?? 0);
      if (pid > 0 && !isAlive(pid)) rmSync(`${shownKey(folder)}/${name}`, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
