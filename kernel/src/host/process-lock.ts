import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isOwnerAlive, type Owner, thisProcess } from './process-owner.ts';

/** ms between signs of life, for contenders that cannot see the owner's process */
const HEARTBEAT_MS = 15_000;
/** ms without a sign of life after which an unseen owner counts as gone */
const SILENT_MS = 60_000;
/** ms after which a lock file without readable content counts as left behind */
const UNREADABLE_MS = 10_000;

/** A lock file that names its owner. Advisory; held until `release` or until the owner's process is gone. */
export class ProcessLock {
  readonly #path: string;
  readonly #content: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(path: string, content: string) {
    this.#path = path;
    this.#content = content;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#timer.unref();
  }

  /**
   * Takes the lock if it is free or its owner is gone. Never waits.
   * @returns the lock, or the owner that holds it (undefined owner: someone is just taking it)
   * @throws the file system's error when the lock file cannot be written
   */
  static take(path: string): ProcessLock | { heldBy: Owner | undefined } {
    const content = JSON.stringify({ ...thisProcess(), token: randomUUID() });
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        create(path, content);
        return new ProcessLock(path, content);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = inspect(path);
      if (found?.alive) return { heldBy: found.owner };
      if (found && !discard(path, found.content)) return { heldBy: undefined };
    }
    return { heldBy: undefined };
  }

  /** False when someone took the lock over, which only happens to an owner that was silent for a minute. */
  get held(): boolean {
    return read(this.#path) === this.#content;
  }

  release(): void {
    clearInterval(this.#timer);
    if (this.held) rmSync(this.#path, { force: true });
  }

  #beat(): void {
    try {
      const now = new Date();
      if (this.held) utimesSync(this.#path, now, now);
    } catch {
      // the folder is gone or read-only: contenders then judge by the process alone
    }
  }
}

/** what file systems without hard links say */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

/** Makes the file with its content or not at all: an empty one, left by a full disk or a kill, would hold off everybody for a while. */
function create(path: string, content: string): void {
  const whole = `${path}.${randomUUID()}`;
  try {
    writeFileSync(whole, content, { flag: 'wx', mode: 0o600 });
    linkSync(whole, path);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    createWithoutLinks(path, content);
  } finally {
    rmSync(whole, { force: true });
  }
}

function createWithoutLinks(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, content);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** True while a living process holds the lock file; one left behind counts as free. */
export function isLocked(path: string): boolean {
  return inspect(path)?.alive ?? false;
}

/** Removes the locks in a folder whose processes are gone, and what those were preparing. Of others nothing is touched. */
export function sweepLocks(dir: string): void {
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    const path = join(dir, name);
    if (name.endsWith('.lock')) releaseLeft(path);
    else if (/\.lock\.[0-9a-f-]{36}$/.test(name) && isLeft(path)) rmSync(path, { force: true });
    else if (name.endsWith('.takeover') && (age(path) ?? 0) > UNREADABLE_MS) rmSync(path, { force: true });
  }
}

function releaseLeft(path: string): void {
  if (!isLeft(path)) return;
  const lock = ProcessLock.take(path);
  if (lock instanceof ProcessLock) lock.release();
}

function isLeft(path: string): boolean {
  const found = inspect(path);
  return found !== undefined && !found.alive;
}

function inspect(path: string): { content: string; owner: Owner | undefined; alive: boolean } | undefined {
  const content = read(path);
  const silentMs = age(path);
  if (content === undefined || silentMs === undefined) return undefined;
  const owner = parse(content);
  const alive = owner ? (isOwnerAlive(owner) ?? silentMs < SILENT_MS) : silentMs < UNREADABLE_MS;
  return { content, owner, alive };
}

/**
 * Removes the dead lock, under a guard file: whoever holds it is the only one that removes, so a lock renewed since is never hit.
 * @returns false when another contender is at it
 */
function discard(path: string, content: string): boolean {
  const guard = `${path}.takeover`;
  try {
    writeFileSync(guard, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((age(guard) ?? 0) > UNREADABLE_MS) rmSync(guard, { force: true });
    return false;
  }
  if (read(path) === content) rmSync(path, { force: true });
  rmSync(guard, { force: true });
  return true;
}

function parse(content: string): Owner | undefined {
  try {
    const owner = JSON.parse(content) as Owner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function age(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && Date.now() - stats.mtimeMs;
}
