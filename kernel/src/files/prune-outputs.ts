import { opendir, readdir, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** bytes that all outputs together may take */
const KEEP_BYTES = 1024 ** 3;
/** ms an output is kept after it was written last */
const KEEP_MS = 7 * 86_400_000;
/** ms a removed file can be put back */
const KEEP_TRASH_MS = 30 * 86_400_000;
/** ms between two looks */
const PAUSE_MS = 86_400_000;
/** files and folders one look goes over */
const MAX_ENTRIES = 5_000;

/** What went, or would. */
export interface PrunedOutputs {
  files: number;
  bytes: number;
}

export interface PruneOutputsOptions {
  signal: AbortSignal;
  /** the session whose folder stays, empty or not */
  current?: string;
  /** files and folders that are looked at; default: all */
  atMost?: number;
  dryRun?: boolean;
  now?: number;
}

/**
 * `removeOutputs` once a day, whoever asks, over so many files that it takes no time to speak of.
 * @param root holds a folder of outputs for each session
 */
export async function pruneOutputs(root: string, current: string, signal: AbortSignal, now = Date.now()): Promise<number> {
  if (!(await isDue(join(root, '.pruned'), now))) return 0;
  return (await removeOutputs(root, { current, signal, now, atMost: MAX_ENTRIES })).files;
}

/**
 * Removes whole outputs of tools that nobody wrote to for a week, then the oldest until the rest takes no more than 1 GiB; what lies in the trash for a
 * month; and the folders they leave empty.
 */
export async function removeOutputs(root: string, options: PruneOutputsOptions): Promise<PrunedOutputs> {
  const { signal, current, atMost = Number.POSITIVE_INFINITY, dryRun = false, now = Date.now() } = options;
  const gone: PrunedOutputs = { files: 0, bytes: 0 };
  const kept: Output[] = [];
  const idle: string[] = [];
  const remove = async ({ file, bytes }: Output): Promise<void> => {
    if (!dryRun) await unlink(file).catch(unlessGone);
    gone.files++;
    gone.bytes += bytes;
  };
  let seen = 0;
  look: for await (const session of await opendir(root)) {
    if (!session.isDirectory()) continue;
    const folder = join(root, session.name);
    if (session.name !== current && now - (await stat(folder)).mtimeMs >= PAUSE_MS) idle.push(folder);
    for await (const entry of await opendir(folder)) {
      signal.throwIfAborted();
      if (++seen > atMost) break look;
      const file = join(folder, entry.name);
      if (entry.isDirectory() && entry.name === 'trash' && !dryRun) gone.files += await pruneTrash(file, signal, now);
      if (!entry.isFile()) continue;
      const { mtimeMs: changed, size: bytes } = await stat(file);
      if (now - changed < KEEP_MS) kept.push({ file, bytes, changed });
      else await remove({ file, bytes, changed });
    }
  }
  let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const output of kept.sort((a, b) => a.changed - b.changed)) {
    if (total <= KEEP_BYTES) break;
    total -= output.bytes;
    await remove(output);
  }
  if (!dryRun) for (const folder of idle) await rmdir(folder).catch(unlessFull);
  return gone;
}

interface Output {
  file: string;
  bytes: number;
  changed: number;
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

/** Another process was quicker. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function unlessFull(error: NodeJS.ErrnoException): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code ?? '')) throw error;
}
