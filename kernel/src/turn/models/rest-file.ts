import { readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFileLock } from '../../files/file-lock.ts';
import { atomicWrite } from '../../host/atomic-write.ts';
import { ProcessLock } from '../../host/process-lock.ts';

/** A model that failed and is left alone for a while. All times in ms since the epoch. */
export interface Rest {
  /** when it may be tried again */
  until: number;
  /** how often in a row it failed */
  failures: number;
  /** somebody tries whether it is back; others wait for the outcome until then */
  trial?: number;
}
export type Rests = Record<string, Rest>;

/** models remembered at once */
const MAX_RESTS = 64;
/** bytes: a file of ours never gets there */
const MAX_BYTES = 64 * 1024;
/** ms: longer rests are damage, or a clock that was set */
export const LONGEST_REST_MS = 24 * 60 * 60_000;
/** ms after its rest that a failure is forgotten */
const FORGET_MS = 60 * 60_000;
/** tries for the lock, and ms between them */
const LOCK_TRIES = 25;
const LOCK_PAUSE_MS = 20;

/** What the processes of one person know of models that rest: `model-rests.json` in the data folder. There is no file while none does. */
export class RestFile {
  readonly #dir: string;

  constructor(dataDir: string) {
    this.#dir = dataDir;
  }

  get #path(): string {
    return join(this.#dir, 'model-rests.json');
  }

  /** What cannot be read counts as nothing: the file is a memory aid. */
  read(now = Date.now()): Rests {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
      return text.length > MAX_BYTES ? {} : sound(JSON.parse(text), now);
    } catch {
      // absent, cut or foreign: the next change writes it anew
      return {};
    }
  }

  /**
   * Reads, changes and writes while no other process does.
   * @returns false when it could not be written, or others held it too long
   */
  async change(edit: (rests: Rests) => void): Promise<boolean> {
    return withFileLock(this.#path, async () => {
      try {
        await mkdir(this.#dir, { recursive: true, mode: 0o700 });
        const lock = await this.#lock();
        if (!lock) return false;
        try {
          const rests = this.read();
          edit(rests);
          await this.#write(rests);
        } finally {
          lock.release();
        }
        return true;
      } catch {
        // a full or read-only disk must not fail the answer: this process remembers by itself
        return false;
      }
    });
  }

  async #write(rests: Rests): Promise<void> {
    const kept = Object.entries(rests)
      .sort(([, a], [, b]) => b.until - a.until)
      .slice(0, MAX_RESTS);
    if (kept.length === 0) rmSync(this.#path, { force: true });
    else await atomicWrite(this.#path, `${JSON.stringify(Object.fromEntries(kept), null, 1)}\n`, { mode: 0o600, sync: false });
  }

  async #lock(): Promise<ProcessLock | undefined> {
    for (let attempt = 0; attempt < LOCK_TRIES; attempt++) {
      const lock = ProcessLock.take(`${this.#path}.lock`);
      if (lock instanceof ProcessLock) return lock;
      await sleep(LOCK_PAUSE_MS * (1 + Math.random()));
    }
    return undefined;
  }
}

function sound(value: unknown, now: number): Rests {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const rests: Rests = Object.create(null);
  for (const [ref, rest] of Object.entries(value).slice(0, MAX_RESTS)) {
    const { until, failures, trial } = (rest ?? {}) as Partial<Record<keyof Rest, unknown>>;
    if (typeof until !== 'number' || typeof failures !== 'number' || !Number.isInteger(failures) || failures < 1) continue;
    if (!(until < now + LONGEST_REST_MS && until > now - FORGET_MS)) continue;
    rests[ref] = { until, failures, ...(typeof trial === 'number' && trial < now + LONGEST_REST_MS && { trial }) };
  }
  return rests;
}
