import { randomBytes } from 'node:crypto';
import { lstat, open, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface AtomicWriteOptions {
  /** for a new file; default 0o644 less the umask */
  mode?: number;
  /** false: not flushed to the disk before the rename. A crash of this process still leaves old or new; a power failure may leave an empty file. */
  sync?: boolean;
  /** Runs when the new text is ready, just before it takes the old one's place; throwing keeps the old content. */
  before?(): void | Promise<void>;
}

/**
 * Replaces a file's content so that a reader, or a crash, sees the old or the new text and nothing between. Keeps the mode (and, where it may,
 * the owner) of an existing file and writes through a symlink to its target. Further hard links of the file keep the old content.
 * @param options or the mode for a new file
 * @throws the file system's error, with the old content untouched
 */
export async function atomicWrite(path: string, content: string | Uint8Array, options: number | AtomicWriteOptions = {}): Promise<void> {
  const { mode = 0o644, sync = true, before } = typeof options === 'number' ? { mode: options } : options;
  const existing = await lstat(path).catch(() => undefined);
  const target = existing?.isSymbolicLink() ? await realpath(path) : path;
  const old = existing?.isSymbolicLink() ? await lstat(target) : existing;
  const keep = old ? old.mode & 0o7777 : undefined;
  const temporary = join(dirname(target), `.${basename(target).slice(0, 200)}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', keep ?? mode);
  try {
    await file.writeFile(content);
    if (old && process.getuid && old.uid !== process.getuid()) await file.chown(old.uid, old.gid).catch(() => undefined);
    if (keep !== undefined) await file.chmod(keep);
    if (sync) await file.sync();
    await file.close();
    await before?.();
    await rename(temporary, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
