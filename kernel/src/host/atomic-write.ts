import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface AtomicWriteOptions {
  /** for a new file; default 0o644 less the umask */
  mode?: number;
  /** false: not flushed to the disk before the rename. A crash of this process still leaves old or new; a power failure may leave an empty file. */
  sync?: boolean;
  /** Runs when the new text is ready, just before it takes the old one's place; throwing keeps the old content. */
  before?(): void | Promise<void>;
}

const flush = promisify(fsync);

/**
 * Replaces a file's content so that a reader, or a crash, sees the old or the new text and nothing between. Keeps the mode (and, where it may,
 * the owner) of an existing file and writes through a symlink to its target. Further hard links of the file keep the old content.
 * Only the flush leaves the event loop: the other calls take microseconds, a trip to the thread pool each would take longer.
 * @param options or the mode for a new file
 * @throws the file system's error, with the old content untouched
 */
export async function atomicWrite(path: string, content: string | Uint8Array, options: number | AtomicWriteOptions = {}): Promise<void> {
  const { mode = 0o644, sync = true, before } = typeof options === 'number' ? { mode: options } : options;
  const existing = lstatSync(path, { throwIfNoEntry: false });
  const target = existing?.isSymbolicLink() ? realpathSync(path) : path;
  const old = existing?.isSymbolicLink() ? lstatSync(target) : existing;
  const temporary = temporaryBeside(target);
  let file: number | undefined = openSync(temporary, 'wx', old ? old.mode & 0o7777 : mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    if (old) keepOwner(temporary, old);
    if (sync) await flush(file);
    closeSync(file);
    file = undefined;
    await before?.();
    renameSync(temporary, target);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes what writes to this file left beside it when their process was killed. One that still runs keeps what it is writing. */
export function sweepTemporaries(path: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false });
  const target = existing?.isSymbolicLink() ? realpathSync(path) : path;
  const start = stem(target);
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(start)) continue;
    const pid = /^(\d+)-[0-9a-z]+\.tmp$/.exec(name.slice(start.length))?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dirname(target), name), { force: true, recursive: true });
  }
}

/** The same for every file of a folder, where there is one. */
export function sweepFolder(dir: string): void {
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    const pid = /^\..+\.(\d+)-[0-9a-z]+\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dir, name), { force: true, recursive: true });
  }
}

/** A name beside this path that `sweepTemporaries` knows, for what is made whole before it takes its place. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `${stem(path)}${process.pid}-${Math.random().toString(36).slice(2)}.tmp`);
}

/** How the names of a file's temporaries begin. */
function stem(target: string): string {
  return `.${basename(target).slice(0, 200)}.`;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** The owner first: changing it clears bits of the mode. Only root may give files away. */
function keepOwner(path: string, { uid, gid, mode }: Stats): void {
  if (process.getuid && uid !== process.getuid()) {
    try {
      chownSync(path, uid, gid);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    }
  }
  chmodSync(path, mode & 0o7777);
}
