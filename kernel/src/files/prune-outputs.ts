import { opendir, readdir, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** ms an output is kept after it was written last */
const KEEP_MS = 7 * 86_400_000;
/** ms a removed file can be put back */
const KEEP_TRASH_MS = 30 * 86_400_000;
/** ms between two looks */
const PAUSE_MS = 86_400_000;
/** files and folders one look goes over */
const MAX_ENTRIES = 5_000;

/**
 * Removes whole outputs of tools that nobody wrote to for a week, what lies in the trash for a month, and the folders they leave empty. Looks
 * once a day, whoever asks.
 * @param root holds a folder of outputs for each session
 * @param current the session whose folder stays, empty or not
 * @returns how many files went
 */
export async function pruneOutputs(root: string, current: string, signal: AbortSignal, now = Date.now()): Promise<number> {
  if (!(await isDue(join(root, '.pruned'), now))) return 0;
  let removed = 0;
  let seen = 0;
  for await (const session of await opendir(root)) {
    if (!session.isDirectory()) continue;
    const folder = join(root, session.name);
    const idle = now - (await stat(folder)).mtimeMs >= PAUSE_MS;
    for await (const entry of await opendir(folder)) {
      signal.throwIfAborted();
      if (++seen > MAX_ENTRIES) return removed;
      const file = join(folder, entry.name);
      if (entry.isDirectory() && entry.name === 'trash') removed += await pruneTrash(file, signal, now);
      if (!entry.isFile() || now - (await stat(file)).mtimeMs < KEEP_MS) continue;
      await unlink(file);
      removed++;
    }
    if (idle && session.name !== current) await rmdir(folder).catch(unlessFull);
  }
  return removed;
}

async function pruneTrash(trash: string, signal: AbortSignal, now: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(trash)) {
    signal.throwIfAborted();
    const entry = join(trash, name);
    if (now - (await stat(entry)).mtimeMs < KEEP_TRASH_MS) continue;
    await rm(entry, { recursive: true, force: true });
    removed++;
  }
  await rmdir(trash).catch(unlessFull);
  return removed;
}

async function isDue(mark: string, now: number): Promise<boolean> {
  const last = await stat(mark).catch(() => undefined);
  if (last && now - last.mtimeMs < PAUSE_MS) return false;
  await writeFile(mark, '', { mode: 0o600 });
  await utimes(mark, now / 1000, now / 1000);
  return true;
}

function unlessFull(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}
