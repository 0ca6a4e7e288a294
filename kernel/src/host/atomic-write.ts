import { randomBytes } from 'node:crypto';
import { lstat, open, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file's content so that a reader, or a crash, sees the old or the new text and nothing between. Keeps the mode of an existing
 * file and writes through a symlink to its target.
 * @param mode for a new file; default 0o644 less the umask
 * @throws the file system's error, with the old content untouched
 */
export async function atomicWrite(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  const existing = await lstat(path).catch(() => undefined);
  const target = existing?.isSymbolicLink() ? await realpath(path) : path;
  const keep = existing ? (await lstat(target)).mode & 0o7777 : undefined;
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', keep ?? mode ?? 0o644);
  try {
    await file.writeFile(content);
    if (keep !== undefined) await file.chmod(keep);
    await file.sync();
    await file.close();
    await rename(temporary, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
