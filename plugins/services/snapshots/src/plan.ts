import { realpathSync } from 'node:fs';
import type { ConflictReason, FileState } from '@ock/kernel';
import type { Link } from './chain.ts';
import { ABSENT, isSame, lookAt } from './file-state.ts';
import { onDisk, type PathKey, parentKey } from './path-key.ts';

/** One path that is to become what it was. */
export interface Step {
  key: PathKey;
  /** what stands there, and must still when it is replaced */
  from: FileState;
  to: FileState;
}

export interface Refusal {
  key: PathKey;
  reason: ConflictReason;
  /** what the agent left there, as far as it is known */
  left: FileState;
  now: FileState;
  message?: string;
}

export interface Plan {
  steps: Step[];
  refusals: Refusal[];
}

/**
 * What has to be done to bring paths from where the agent left them to another state. Nothing is planned for a path that somebody else changed.
 * @param wanted `before`: where each goes
 * @param isKept is that content there?
 */
export function makePlan(wanted: ReadonlyMap<PathKey, Link>, isKept: (hash: string) => boolean, maxBytes: number): Plan {
  const plan: Plan = { steps: [], refusals: [] };
  for (const [key, { before, after, broken, open }] of wanted) {
    const now = isBehindLink(key) ? ABSENT : lookAt(key, maxBytes).state;
    const refuse = (reason: ConflictReason) => void plan.refusals.push({ key, reason, left: after, now });
    if (isSame(now, before)) continue;
    if (broken) refuse('changed_since');
    else if (open) refuse('interrupted');
    else if (before.type === 'other' || (before.type === 'file' && !(before.kept && isKept(before.hash)))) refuse('not_kept');
    else if (!isSame(now, after)) {
      // what is gone with a folder that is gone needs nothing more
      if (before.type === 'absent' && now.type === 'absent') continue;
      refuse('changed_since');
    } else plan.steps.push({ key, from: now, to: before });
  }
  return plan;
}

/** Is a folder above it a link now? Then it is another file that is found there: paths are recorded with their links resolved. */
export function isBehindLink(key: PathKey): boolean {
  for (let dir = parentKey(key); ; dir = parentKey(dir)) {
    try {
      return !realpathSync(onDisk(dir), { encoding: 'buffer' }).equals(Buffer.from(onDisk(dir)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') return code !== 'ENOTDIR';
      if (lookAt(dir, 0).state.type === 'link' || dir === parentKey(dir)) return true;
    }
  }
}
