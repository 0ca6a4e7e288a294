import { accessSync, chmodSync, constants, cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, OpenMarks, type Store, type Table, type Translate } from '@ock/kernel';
import { FilesTable } from './files-table.ts';
import { storeError } from './store-error.ts';

const FOLDER = 'files';
/** below the data folder: a file for each process that has a store open */
const MARKS = 'open';

/** Plain files: a folder of append-only logs per table. Needs nothing but a file system. */
export class FilesStore implements Store {
  readonly #dir: string;
  readonly #t: Translate;
  readonly #marks: OpenMarks;
  readonly #tables = new Map<string, FilesTable>();

  private constructor(dir: string, t: Translate, marks: OpenMarks) {
    this.#dir = dir;
    this.#t = t;
    this.#marks = marks;
  }

  /** After a process was killed what it left half-written is cleared away. @throws OC_STORE naming the folder and what to do */
  static async open(dataDir: string, t: Translate): Promise<FilesStore> {
    const dir = join(dataDir, FOLDER);
    try {
      makeFolder(dir);
      accessSync(dir, constants.R_OK | constants.W_OK);
      if ((statSync(dir).mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(dir, 0o700);
      const marks = OpenMarks.enter(join(dataDir, MARKS), FOLDER);
      const store = new FilesStore(dir, t, marks);
      if (marks.unclean) await store.tidy();
      marks.forget();
      return store;
    } catch (error) {
      throw storeError(error, dir, t);
    }
  }

  get unclean(): boolean {
    return this.#marks.unclean;
  }

  async table(name: string): Promise<Table> {
    let table = this.#tables.get(name);
    if (!table) {
      table = await FilesTable.open(join(this.#dir, name), this.#t);
      this.#tables.set(name, table);
    }
    return table;
  }

  async tidy(): Promise<void> {
    for (const table of await this.#all()) table.tidy();
  }

  async check(): Promise<string[]> {
    const found: string[] = [];
    for (const table of await this.#all()) {
      for (const { file, count } of await table.check()) found.push(this.#t('store-files.problem', { file, count }));
    }
    return found;
  }

  async backup(path: string): Promise<void> {
    try {
      cpSync(this.#dir, path, {
        recursive: true,
        errorOnExist: true,
        force: false,
        filter: (file) => !/\.(lock|tmp|takeover|keys)$/.test(file),
      });
    } catch (error) {
      throw storeError(error, path, this.#t);
    }
  }

  /** Every table that stands in the folder. */
  async #all(): Promise<FilesTable[]> {
    const names = readdirSync(this.#dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return Promise.all(names.map(async ({ name }) => (await this.table(name)) as FilesTable));
  }

  async describe(): Promise<string> {
    return this.#t('store-files.describe', { dir: this.#dir });
  }

  async close(): Promise<void> {
    for (const table of this.#tables.values()) table.settle();
    this.#tables.clear();
    this.#marks.leave();
  }
}
