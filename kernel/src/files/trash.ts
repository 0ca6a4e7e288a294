import { cp, lstat, mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { atomicWrite } from '../host/atomic-write.ts';
import { ToolError } from '../runtime/errors.ts';
import { ulid } from '../runtime/ulid.ts';

/** One thing that was removed, as `entry.json` in its folder of the trash tells it. */
export interface TrashEntry {
  /** where it stood; absolute */
  path: string;
  /** its name inside the entry's folder */
  name: string;
  /** ISO 8601 */
  removed_at: string;
}

/**
 * Moves a file, link or folder into the trash. Its entry is written first, so that nothing lies there that nobody can place.
 * @param trash folder of the trash, made when missing
 * @returns the entry's folder: what `restoreFromTrash` takes
 */
export async function moveToTrash(path: string, trash: string): Promise<string> {
  const folder = join(trash, ulid());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const entry: TrashEntry = { path, name: basename(path), removed_at: new Date().toISOString() };
  await atomicWrite(join(folder, 'entry.json'), `${JSON.stringify(entry)}\n`, 0o600);
  try {
    await move(path, join(folder, 'content', entry.name));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/**
 * Puts back what `moveToTrash` took.
 * @returns where it stands again
 * @throws ToolError when something else stands there meanwhile
 */
export async function restoreFromTrash(folder: string): Promise<string> {
  const entry = JSON.parse(await readFile(join(folder, 'entry.json'), 'utf8')) as TrashEntry;
  if (await exists(entry.path))
    throw new ToolError(`${entry.path} exists again: it is not overwritten. The removed one lies in ${folder}.`, {
      because: { key: 'reason.exists_again', args: { path: entry.path, folder } },
    });
  await move(join(folder, 'content', entry.name), entry.path);
  await rm(folder, { recursive: true });
  return entry.path;
}

/** One thing that lies in the trash. */
export interface Trashed extends TrashEntry {
  /** ULID */
  id: string;
  /** what `restoreFromTrash` takes */
  folder: string;
}

/** Everything that can be put back, what was removed last first. @param outputs holds the folder of each session, and in it its trash */
export async function listTrash(outputs: string): Promise<Trashed[]> {
  const found: Trashed[] = [];
  for (const session of await entries(outputs)) {
    const trash = join(outputs, session, 'trash');
    for (const id of await entries(trash)) {
      const folder = join(trash, id);
      const entry = await readEntry(folder);
      if (entry && (await exists(join(folder, 'content', entry.name)))) found.push({ ...entry, id, folder });
    }
  }
  return found.sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** Deletes these for good. */
export async function emptyTrash(trashed: readonly Trashed[]): Promise<void> {
  for (const { folder } of trashed) {
    await rm(folder, { recursive: true, force: true });
    await rmdir(dirname(folder)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
}

/** Nothing, where there is no such folder. */
async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** @returns undefined for what is being written, or damaged */
async function readEntry(folder: string): Promise<TrashEntry | undefined> {
  try {
    const entry = JSON.parse(await readFile(join(folder, 'entry.json'), 'utf8')) as TrashEntry;
    return typeof entry.path === 'string' && typeof entry.name === 'string' && typeof entry.removed_at === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}

/** Over the borders of file systems by a copy that is complete before the original goes. */
async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    try {
      await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, errorOnExist: true, force: false });
    } catch (failure) {
      await rm(to, { recursive: true, force: true });
      throw failure;
    }
    await rm(from, { recursive: true });
  }
}
