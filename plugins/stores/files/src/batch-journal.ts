import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnerAlive, type Owner, thisProcess } from '@ock/kernel';
import type { Operation } from './log-file.ts';

export type Groups = readonly (readonly [name: string, operations: readonly Operation[]])[];

const SUFFIX = '.batch';

/** Makes a write to several logs all or nothing: it is written down first, and finished at the next opening if its process was killed. */
export class BatchJournal {
  readonly #dir: string;
  readonly #apply: (groups: Groups) => Promise<void>;

  constructor(dir: string, apply: (groups: Groups) => Promise<void>) {
    this.#dir = dir;
    this.#apply = apply;
  }

  async run(groups: Groups): Promise<void> {
    const path = join(this.#dir, `${randomUUID()}${SUFFIX}`);
    // a name that counts only once the content is whole
    writeFileSync(`${path}.tmp`, JSON.stringify({ owner: thisProcess(), groups }), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
    await this.#apply(groups);
    rmSync(path, { force: true });
  }

  /** Finishes the batches of processes that are gone. Applying one twice changes nothing. */
  async recover(): Promise<void> {
    for (const file of readdirSync(this.#dir)) {
      if (!file.endsWith(SUFFIX)) continue;
      const path = join(this.#dir, file);
      const batch = read(path);
      if (!batch || isOwnerAlive(batch.owner) !== false) continue;
      await this.#apply(batch.groups);
      rmSync(path, { force: true });
    }
  }
}

/** @returns undefined when its process has just finished it */
function read(path: string): { owner: Owner; groups: Groups } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { owner: Owner; groups: Groups };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
