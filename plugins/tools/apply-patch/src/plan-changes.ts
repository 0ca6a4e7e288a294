import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { encodeText, missingFile, readTextFile, refuseStale, resolvePath, shownPath, type ToolContext, ToolError } from '@ock/kernel';
import { applyHunks } from './apply-hunks.ts';
import type { FileChange } from './parse-patch.ts';

/** What one file of the patch comes to, verified against what is on the disk; nothing is written yet. */
export interface PlannedChange {
  kind: FileChange['kind'];
  path: string;
  shown: string;
  /** the file's version now; undefined: there is none */
  version: string | undefined;
  before: string;
  after: string;
  bytes: Buffer;
  /** bytes as they are now, to put back when a later file fails */
  old?: Buffer;
  moveTo?: { path: string; shown: string };
}

/** @throws ToolError for the first change that cannot be made */
export async function planChanges(changes: readonly FileChange[], ctx: ToolContext): Promise<PlannedChange[]> {
  const planned: PlannedChange[] = [];
  for (const change of changes) planned.push(await plan(change, ctx));
  return planned;
}

async function plan(change: FileChange, ctx: ToolContext): Promise<PlannedChange> {
  const path = resolvePath(change.path, ctx.cwd);
  const shown = shownPath(path, ctx.cwd);
  const file = await readTextFile(path, shown);
  if (change.kind === 'add') {
    if (file) throw new ToolError(`${shown} exists already: use "*** Update File". Nothing was changed.`);
    const after = change.lines.length === 0 ? '' : `${change.lines.join('\n')}\n`;
    return { kind: 'add', path, shown, version: undefined, before: '', after, bytes: Buffer.from(after) };
  }
  if (!file) throw await missingFile(path, ctx.cwd);
  if (change.kind === 'delete' || change.moveTo !== undefined) refuseLink(change.path, ctx.cwd);
  refuseStale(path, shown, file.version, ctx);
  const facts = { path, shown, version: file.version, before: file.text, old: encodeText(file.text, file.form) };
  if (change.kind === 'delete') return { ...facts, kind: 'delete', after: '', bytes: Buffer.alloc(0) };
  const after = applyHunks(file.text, change.hunks, shown);
  const moveTo = change.moveTo === undefined ? undefined : await destination(change.moveTo, path, ctx);
  return { ...facts, kind: 'update', after, bytes: encodeText(after, file.form), ...(moveTo && { moveTo }) };
}

/** What a link leads to would go, and the link stay. */
function refuseLink(given: string, cwd: string): void {
  if (lstatSync(resolve(cwd, given), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new ToolError(`${given} is a symlink: a patch neither deletes nor moves it. rm removes the link itself. Nothing was changed.`);
}

async function destination(to: string, from: string, ctx: ToolContext): Promise<{ path: string; shown: string } | undefined> {
  const path = resolvePath(to, ctx.cwd);
  if (path === from) return undefined;
  const shown = shownPath(path, ctx.cwd);
  if (await readTextFile(path, shown)) throw new ToolError(`${shown} exists already: nothing is moved over it. Nothing was changed.`);
  return { path, shown };
}
