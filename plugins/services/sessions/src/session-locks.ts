import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked, KernelError, makeFolder, ProcessLock, sweepLocks } from '@ock/kernel';

/** One lock file per session that someone talks to. */
export class SessionLocks {
  readonly #dir: string;
  readonly #held = new Map<string, ProcessLock>();
  /** sessions that no other process can know */
  readonly #here = new Set<string>();
  readonly #waiting = new Set<string>();

  constructor(dataDir: string) {
    this.#dir = join(dataDir, 'locks');
  }

  /** @throws OC_SESSION_BUSY while someone, this process included, holds it; OC_STORE when no lock can be written */
  take(id: string): () => void {
    const lock = this.#lock(id);
    if (!(lock instanceof ProcessLock)) throw new KernelError('OC_SESSION_BUSY', { session: id, pid: lock.heldBy?.pid });
    this.#held.set(id, lock);
    // a process that was killed while it waited left it
    rmSync(this.#waitPath(id), { force: true });
    return () => {
      if (this.#held.get(id) === lock) this.#held.delete(id);
      lock.release();
    };
  }

  /** For a store of this process alone: no file is written. @throws OC_SESSION_BUSY */
  takeHere(id: string): () => void {
    if (this.#here.has(id)) throw new KernelError('OC_SESSION_BUSY', { session: id, pid: process.pid });
    this.#here.add(id);
    let held = true;
    return () => {
      if (held) this.#here.delete(id);
      held = false;
    };
  }

  #lock(id: string): ReturnType<typeof ProcessLock.take> {
    try {
      makeFolder(this.#dir);
      return ProcessLock.take(join(this.#dir, `${id}.lock`));
    } catch (cause) {
      throw new KernelError('OC_STORE', { message: (cause as Error).message, dir: this.#dir }, { cause });
    }
  }

  /** Runs while no other process holds the session; one that this process holds stays held. @throws OC_SESSION_BUSY */
  async during<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (this.#held.get(id)?.held) return work();
    const release = this.take(id);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Whether a process talks to the session, this one or another, and whether that waits for a person. */
  state(id: string): 'free' | 'busy' | 'waiting' {
    if (this.#here.has(id)) return this.#waiting.has(id) ? 'waiting' : 'busy';
    if (!isLocked(join(this.#dir, `${id}.lock`))) return 'free';
    return existsSync(this.#waitPath(id)) ? 'waiting' : 'busy';
  }

  /** For all to see: a session of this process waits for a person, or no longer does. */
  setWaiting(id: string, waits: boolean): void {
    if (waits) this.#waiting.add(id);
    else this.#waiting.delete(id);
    if (!this.#held.has(id)) return;
    if (waits) writeFileSync(this.#waitPath(id), '', { mode: 0o600 });
    else rmSync(this.#waitPath(id), { force: true });
  }

  /** Removes what processes left that are gone. */
  sweep(): void {
    sweepLocks(this.#dir);
    const waiting = existsSync(this.#dir) ? readdirSync(this.#dir).filter((name) => name.endsWith('.waiting')) : [];
    for (const name of waiting) {
      const isHeld = isLocked(join(this.#dir, name.replace(/waiting$/, 'lock')));
      if (!isHeld) rmSync(join(this.#dir, name), { force: true });
    }
  }

  #waitPath(id: string): string {
    return join(this.#dir, `${id}.waiting`);
  }

  releaseAll(): void {
    for (const id of [...this.#waiting]) this.setWaiting(id, false);
    for (const lock of this.#held.values()) lock.release();
    this.#held.clear();
    this.#here.clear();
  }
}
