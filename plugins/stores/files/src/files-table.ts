import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isLocked, makeFolder, sweepLocks, type Table, type Translate } from '@ock/kernel';
import { BatchJournal } from './batch-journal.ts';
import { fileMayHold } from './file-may-hold.ts';
import { LogFile, type Operation } from './log-file.ts';
import { logName, logsOfRange } from './log-names.ts';
import { storeError } from './store-error.ts';

const EXTENSION = '.jsonl';
/** logs whose index is kept in memory; the least recently made one goes first */
const MAX_LOGS = 64;
/** ms after which what a write prepares counts as left behind */
const LEFT_AFTER_MS = 60_000;

/** A folder of logs, one per first segment of the keys. */
export class FilesTable implements Table {
  readonly #dir: string;
  readonly #t: Translate;
  readonly #logs = new Map<string, LogFile>();
  readonly #journal: BatchJournal;

  private constructor(dir: string, t: Translate) {
    this.#dir = dir;
    this.#t = t;
    this.#journal = new BatchJournal(dir, (groups) => this.#apply(groups));
  }

  /** @throws OC_STORE */
  static async open(dir: string, t: Translate): Promise<FilesTable> {
    const table = new FilesTable(dir, t);
    await table.#guard(async () => {
      makeFolder(dir);
      await table.#journal.recover();
    });
    return table;
  }

  get<T>(key: string): Promise<T | undefined> {
    return this.#guard(async () => this.#log(logName(key)).read([key])[0]?.[1] as T | undefined);
  }

  setMany(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    return this.#guard(() => this.#write(entries.map(([key, value]) => [key, value])));
  }

  deleteMany(keys: readonly string[]): Promise<number> {
    return this.#guard(async () => {
      const existing = [...new Set(keys)].filter((key) => this.#log(logName(key)).has(key));
      await this.#write(existing.map((key) => [key]));
      for (const name of new Set(existing.map(logName))) this.#log(name).compact();
      return existing.length;
    });
  }

  range<T>({ gte, lt, limit, reverse = false }: Parameters<Table['range']>[0]): Promise<[string, T][]> {
    return this.#guard(async () => {
      const names = logsOfRange(gte, lt, () => this.#existing());
      const [only, second] = names;
      if (only !== undefined && second === undefined) {
        const log = this.#log(only);
        const keys = log.keys(gte, lt);
        if (reverse) keys.reverse();
        return log.read(limit === undefined ? keys : keys.slice(0, limit)) as [string, T][];
      }
      const found = names.flatMap((name) =>
        this.#log(name)
          .keys(gte, lt)
          .map((key) => ({ key, name })),
      );
      found.sort((a, b) => (a.key < b.key ? -1 : 1));
      if (reverse) found.reverse();
      return this.#values<T>(limit === undefined ? found : found.slice(0, limit));
    });
  }

  count({ gte, lt }: { gte: string; lt: string }): Promise<number> {
    return this.#guard(async () => {
      const names = logsOfRange(gte, lt, () => this.#existing());
      return names.reduce((sum, name) => sum + this.#log(name).keys(gte, lt).length, 0);
    });
  }

  /** Whole logs, values that were replaced since included. */
  mayHold(prefixes: readonly string[], pieces: readonly string[]): Promise<string[]> {
    return this.#guard(async () => {
      const found: string[] = [];
      for (const prefix of prefixes) {
        if (fileMayHold(this.#path(logName(`${prefix}/`)), pieces)) found.push(prefix);
        // files are read in one go: others get a turn in between
        await new Promise((resolve) => setImmediate(resolve));
      }
      return found;
    });
  }

  /** Whole logs: what was deleted and is not yet given back counts. */
  bytes({ gte, lt }: { gte: string; lt: string }): Promise<number> {
    return this.#guard(async () => {
      const names = logsOfRange(gte, lt, () => this.#existing());
      const sizes = names.map((name) => statSync(this.#path(name), { throwIfNoEntry: false })?.size ?? 0);
      return sizes.reduce((sum, size) => sum + size, 0);
    });
  }

  /** Logs with lines that cannot be read, and how many. */
  check(): Promise<{ file: string; count: number }[]> {
    return this.#guard(async () => {
      const found = this.#existing().map((name) => {
        const log = new LogFile(this.#path(name), this.#t, false);
        return { file: log.path, count: log.unreadable() };
      });
      return found.filter(({ count }) => count > 0);
    });
  }

  /** Removes what killed processes were preparing to put in a log's place, and their locks. */
  tidy(): void {
    for (const name of readdirSync(this.#dir).filter((file) => file.endsWith('.tmp'))) {
      const path = join(this.#dir, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      // a log is rewritten under its lock only; of the others it is not known whose they are
      const isLeft = name.endsWith(`${EXTENSION}.tmp`) || (stats !== undefined && Date.now() - stats.mtimeMs > LEFT_AFTER_MS);
      if (isLeft && !isLocked(path.replace(/\.tmp$/, '.lock'))) rmSync(path, { force: true });
    }
    sweepLocks(this.#dir);
  }

  /** For the end of a process: what the next one would have to find out again. */
  settle(): void {
    for (const log of this.#logs.values()) log.settle();
  }

  /** Neighbours of one log are read in one go. */
  #values<T>(found: readonly { key: string; name: string }[]): [string, T][] {
    const values: [string, T][] = [];
    for (let start = 0, end = 0; start < found.length; start = end) {
      const { name } = found[start] as { name: string };
      while (found[end]?.name === name) end++;
      values.push(...(this.#log(name).read(found.slice(start, end).map(({ key }) => key)) as [string, T][]));
    }
    return values;
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    if (operations.length === 0) return;
    const groups = new Map<string, Operation[]>();
    for (const operation of operations) {
      const name = logName(operation[0]);
      const group = groups.get(name);
      if (group) group.push(operation);
      else groups.set(name, [operation]);
    }
    if (groups.size === 1) await this.#apply([...groups]);
    else await this.#journal.run([...groups]);
  }

  async #apply(groups: readonly (readonly [name: string, operations: readonly Operation[]])[]): Promise<void> {
    for (const [name, operations] of groups) await this.#log(name).append(operations);
  }

  #log(name: string): LogFile {
    const known = this.#logs.get(name);
    if (known) return known;
    const log = new LogFile(this.#path(name), this.#t);
    this.#logs.set(name, log);
    const [oldest] = this.#logs.keys();
    if (this.#logs.size > MAX_LOGS && oldest !== undefined) this.#logs.delete(oldest);
    return log;
  }

  #path(name: string): string {
    return join(this.#dir, `${name}${EXTENSION}`);
  }

  #existing(): string[] {
    return readdirSync(this.#dir)
      .filter((file) => file.endsWith(EXTENSION))
      .map((file) => file.slice(0, -EXTENSION.length));
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storeError(error, this.#dir, this.#t);
    }
  }
}
