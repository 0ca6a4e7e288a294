import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Store, Table, Translate } from '@ock/kernel';
import { FilesTable } from './files-table.ts';
import { storeError } from './store-error.ts';

const FOLDER = 'files';

/** Plain files: a folder of append-only logs per table. Needs nothing but a file system. */
export class FilesStore implements Store {
  readonly #dir: string;
  readonly #t: Translate;
  readonly #tables = new Map<string, FilesTable>();

  private constructor(dir: string, t: Translate) {
    this.#dir = dir;
    this.#t = t;
  }

  /** @throws OC_STORE naming the folder and what to do */
  static async open(dataDir: string, t: Translate): Promise<FilesStore> {
    const dir = join(dataDir, FOLDER);
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      accessSync(dir, constants.R_OK | constants.W_OK);
      if ((statSync(dir).mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(dir, 0o700);
    } catch (error) {
      throw storeError(error, dir, t);
    }
    return new FilesStore(dir, t);
  }

  async table(name: string): Promise<Table> {
    let table = this.#tables.get(name);
    if (!table) {
      table = await FilesTable.open(join(this.#dir, name), this.#t);
      this.#tables.set(name, table);
    }
    return table;
  }

  async describe(): Promise<string> {
    return this.#t('store-files.describe', { dir: this.#dir });
  }

  async close(): Promise<void> {
    this.#tables.clear();
  }
}
