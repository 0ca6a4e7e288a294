import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { FileState } from '@ock/kernel';
import { isSame, lookAt } from './file-state.ts';
import { temporaryName } from './finish-revert.ts';
import { depthOf, onDisk, type PathKey } from './path-key.ts';
import { isBehindLink, type Plan, type Refusal, type Step } from './plan.ts';

export interface Applied {
  done: Step[];
  refusals: Refusal[];
}

export interface ApplyOptions {
  content(hash: string): Buffer | undefined;
  maxBytes: number;
}

/**
 * Takes away what must go, the deepest first, then makes what must come, folders first: a folder may take a file's place and the other way
 * round. Each path is looked at again right before; one that fails does not stop the others.
 */
export function applyPlan({ steps, refusals }: Plan, options: ApplyOptions): Applied {
  const applied: Applied = { done: [], refusals: [...refusals] };
  const blocked = new Set<Step>();
  const attempt = (step: Step, work: () => void, isLast: boolean) => {
    if (blocked.has(step)) return;
    try {
      work();
      if (isLast) applied.done.push(step);
    } catch (error) {
      blocked.add(step);
      applied.refusals.push(refusalOf(step, error as Error, options.maxBytes));
    }
  };
  const down = [...steps].sort((a, b) => depthOf(b.key) - depthOf(a.key));
  const goes = ({ from, to }: Step) => from.type !== 'absent' && from.type !== to.type;
  for (const step of down) {
    if (goes(step) && step.from.type !== 'folder') attempt(step, () => remove(step, options), step.to.type === 'absent');
  }
  for (const step of down) {
    if (goes(step) && step.from.type === 'folder') attempt(step, () => rmdirSync(onDisk(step.key)), step.to.type === 'absent');
  }
  const up = down.toReversed();
  for (const step of up) if (step.to.type === 'folder') attempt(step, () => makeFolder(step), true);
  for (const step of up) if (step.to.type === 'file' || step.to.type === 'link') attempt(step, () => put(step, options), true);
  // a folder that must not be written to is closed only now
  for (const { key, to } of applied.done.toReversed()) if (to.type === 'folder') chmodSync(onDisk(key), to.mode);
  return applied;
}

class Changed extends Error {}

function remove({ key, from }: Step, options: ApplyOptions): void {
  check(key, from, options);
  unlinkSync(onDisk(key));
}

function makeFolder({ key, from, to }: Step): void {
  if (to.type !== 'folder') return;
  if (isBehindLink(key)) throw new Changed('behind_link');
  if (from.type === 'folder') chmodSync(onDisk(key), to.mode | 0o700);
  else mkdirSync(onDisk(key), { mode: to.mode | 0o700 });
}

/** Beside its place first, then in one step into it: a link that stands there is replaced, not followed. */
function put({ key, from, to }: Step, options: ApplyOptions): void {
  const temporary = onDisk(besides(key));
  const standing: FileState = from.type === to.type || from.type === 'absent' ? from : { type: 'absent' };
  if (isBehindLink(key)) throw new Changed('behind_link');
  try {
    if (to.type === 'link') symlinkSync(onDisk(to.target), temporary);
    else if (to.type === 'file') {
      const bytes = options.content(to.hash);
      if (!bytes) throw new Changed('not_kept');
      writeNew(temporary, bytes, to.mode);
    }
    check(key, standing, options);
    renameSync(temporary, onDisk(key));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeNew(path: string | Buffer, bytes: Buffer, mode: number): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(path, mode);
}

/** @throws Changed when it is not what it was when the plan was made */
function check(key: PathKey, expected: FileState, { maxBytes }: ApplyOptions): void {
  if (isBehindLink(key)) throw new Changed('behind_link');
  if (!isSame(lookAt(key, maxBytes).state, expected)) throw new Changed('changed_since');
}

function besides(key: PathKey): PathKey {
  return `${key.slice(0, key.lastIndexOf('/') + 1)}${temporaryName()}`;
}

function refusalOf({ key, from }: Step, error: Error, maxBytes: number): Refusal {
  const base = { key, left: from, now: lookAt(key, maxBytes).state };
  if (error instanceof Changed) return { ...base, reason: error.message as Refusal['reason'] };
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTEMPTY' || code === 'EEXIST') return { ...base, reason: 'not_empty' };
  return { ...base, reason: 'failed', message: error.message };
}
