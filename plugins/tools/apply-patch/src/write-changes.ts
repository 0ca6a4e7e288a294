import { chmod, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileVersion, moveToTrash, restoreFromTrash, saveFile, type ToolContext, ToolError, toolError } from '@ock/kernel';
import type { PlannedChange } from './plan-changes.ts';

/**
 * Writes every planned change. When one fails, those before it are taken back, so that all or none are made; removed files go to the trash.
 * @throws ToolError with nothing changed, or naming what could not be taken back
 */
export async function writeChanges(planned: readonly PlannedChange[], ctx: ToolContext): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const change of planned) await write(change, ctx, undo);
  } catch (error) {
    const left: string[] = [];
    for (const takeBack of undo.reverse()) await takeBack().catch((failure: unknown) => left.push(String(failure)));
    if (left.length === 0) throw error;
    throw new ToolError(`${error instanceof Error ? error.message : String(error)} Not all could be taken back: ${left.join('; ')}`, {
      cause: error,
    });
  }
}

async function write(change: PlannedChange, ctx: ToolContext, undo: (() => Promise<unknown>)[]): Promise<void> {
  const { path, shown, version, bytes, old, moveTo } = change;
  const never = new AbortController().signal;
  if (change.kind === 'delete' || moveTo) {
    ctx.signal.throwIfAborted();
    if ((await fileVersion(path)) !== version)
      throw new ToolError(`${shown} was changed by something else just now. Read it again. Nothing was changed.`);
  }
  if (moveTo) {
    const mode = (await stat(path)).mode & 0o7777;
    const saved = await saveFile(moveTo.path, moveTo.shown, bytes, undefined, ctx.signal);
    undo.push(() => unlink(moveTo.path));
    await chmod(moveTo.path, mode);
    await remove(path, shown, ctx, undo);
    ctx.session.files.seen(moveTo.path, saved);
  } else if (change.kind === 'delete') await remove(path, shown, ctx, undo);
  else {
    const known = ctx.session.files.stamp(path) !== undefined;
    const saved = await saveFile(path, shown, bytes, version, ctx.signal);
    undo.push(() => (old ? saveFile(path, shown, old, saved, never) : unlink(path)));
    if (known || version === undefined) ctx.session.files.seen(path, saved);
  }
}

async function remove(path: string, shown: string, ctx: ToolContext, undo: (() => Promise<unknown>)[]): Promise<void> {
  try {
    const entry = await moveToTrash(path, join(ctx.outputDir, 'trash'));
    undo.push(() => restoreFromTrash(entry));
  } catch (error) {
    throw toolError(error, `remove ${shown}`);
  }
}
