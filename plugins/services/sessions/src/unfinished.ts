import { isOwnerAlive, type Owner, thisProcess } from '@ock/kernel';
import type { SessionRows } from './session-rows.ts';

interface Mark {
  what: 'made' | 'removed';
  owner: Owner;
}

export interface SweepParts {
  /** what a session has outside of the store */
  forget(id: string): void;
  /** @throws OC_SESSION_BUSY */
  exclusively(id: string, work: () => Promise<void>): Promise<void>;
}

/**
 * Sessions that are being copied, read in or deleted, by id: what takes several writes and was cut short by a kill would stay half done, and nobody
 * would know of it.
 */
export class Unfinished {
  readonly #rows: SessionRows;

  constructor(rows: SessionRows) {
    this.#rows = rows;
  }

  /** Runs what makes or removes these sessions. A failure is told, so that no mark stays of it. */
  async during<T>(what: Mark['what'], ids: readonly string[], work: () => Promise<T>): Promise<T> {
    const table = await this.#rows.store.table('unfinished');
    const mark: Mark = { what, owner: thisProcess() };
    await table.setMany(ids.map((id) => [id, mark]));
    try {
      return await work();
    } finally {
      await table.deleteMany(ids);
    }
  }

  /** What processes left that are gone: sessions that were being made go, unless they are whole, and those that were being removed. */
  async sweep({ forget, exclusively }: SweepParts): Promise<void> {
    const table = await this.#rows.store.table('unfinished');
    for (const [id] of await table.range<Mark>({})) {
      if (!isLeft(await table.get<Mark>(id))) continue;
      try {
        await exclusively(id, async () => {
          const mark = await table.get<Mark>(id);
          if (!mark || !isLeft(mark)) return;
          const isWhole = mark.what === 'made' && (await this.#rows.session(id)) !== undefined;
          if (!isWhole) {
            await this.#rows.remove(id);
            forget(id);
          }
          await table.deleteMany([id]);
        });
      } catch (error) {
        if ((error as { code?: string }).code !== 'OC_SESSION_BUSY') throw error;
      }
    }
  }
}

function isLeft(mark: Mark | undefined): boolean {
  return mark !== undefined && isOwnerAlive(mark.owner) === false;
}
