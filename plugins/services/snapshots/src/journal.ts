import { closeSync, existsSync, fdatasync, fstatSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { FileState } from '@ock/kernel';
import type { PathKey } from './path-key.ts';

/** what stood there, and what stands there now */
export type Touched = [key: PathKey, before: FileState, after: FileState];

/** One line of a session's journal. Ids are ULIDs: they sort among those of messages. */
export type JournalRecord =
  /** a call is about to run; `files`: what it said it would touch, as it stood */
  | { t: 'begin'; id: string; session: string; call: string; tool: string; files: [PathKey, FileState][] }
  /** it has ended. `uncovered`: why not everything it did was seen */
  | { t: 'end'; id: string; files: Touched[]; uncovered?: string }
  /** files are about to be put back. `outcome`: what is written once they are, so that another process can finish it */
  | { t: 'reverting'; id: string; files: Touched[]; outcome?: Outcome }
  /** they were, but for those `left`; `entries`: the calls that no longer count */
  | { t: 'reverted'; id: string; entries: string[]; files: Touched[]; left: PathKey[]; from?: string }
  | { t: 'unreverted'; id: string; revert: string }
  | { t: 'checkpoint'; id: string; name: string; time: number };

/** How an undo or a redo ends. `left`: paths that are left as they are from the start; `from`: the first message that goes or comes */
export type Outcome =
  | { t: 'reverted'; entries: string[]; left: PathKey[]; from?: string }
  | { t: 'unreverted'; revert: string; from?: string };

/** bytes of the end of a journal that are read first */
const FIRST_READ = 64 * 1024;
const flush = promisify(fdatasync);

/** What was done to files in one session and its sub-agents. Lines are only ever added. */
export class Journal {
  readonly #path: string;
  /** one line after the other */
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  get exists(): boolean {
    return existsSync(this.#path);
  }

  /** Lines that a crash cut are passed over. */
  read(): JournalRecord[] {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return text.split('\n').flatMap((line) => parse(line));
  }

  /** The last line but for checkpoints; however long the journal is, only its end is read. */
  last(): JournalRecord | undefined {
    const file = this.exists ? openSync(this.#path, 'r') : undefined;
    if (file === undefined) return undefined;
    try {
      const { size } = fstatSync(file);
      for (let length = Math.min(size, FIRST_READ); ; length = Math.min(size, length * 4)) {
        const lines = readEnd(file, size, length).split('\n');
        // the first one may have begun before
        const found = (length < size ? lines.slice(1) : lines).flatMap((line) => parse(line)).findLast(({ t }) => t !== 'checkpoint');
        if (found || length === size) return found;
      }
    } finally {
      closeSync(file);
    }
  }

  /** On the disk when it resolves. */
  append(record: JournalRecord): Promise<void> {
    return this.#inTurn(() => this.#write(record, true));
  }

  /** Every reader has it when it resolves, and nothing but a power failure takes it away; on the disk with the next record at the latest. */
  note(record: JournalRecord): Promise<void> {
    return this.#inTurn(() => this.#write(record, false));
  }

  #inTurn(write: () => Promise<void>): Promise<void> {
    const work = this.#last.then(write);
    this.#last = work.catch(() => undefined);
    return work;
  }

  async #write(record: JournalRecord, durably: boolean): Promise<void> {
    const line = `${JSON.stringify(record)}\n`;
    const file = this.#open();
    try {
      const bytes = Buffer.from(endsInLine(file) ? line : `\n${line}`);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      if (durably) await flush(file);
    } finally {
      closeSync(file);
    }
  }

  #open(): number {
    try {
      return openSync(this.#path, 'a+', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      return openSync(this.#path, 'a+', 0o600);
    }
  }
}

function endsInLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
}

function readEnd(file: number, size: number, length: number): string {
  const bytes = Buffer.alloc(length);
  let done = 0;
  for (let read = -1; done < length && read !== 0; done += read) read = readSync(file, bytes, done, length - done, size - length + done);
  return bytes.toString('utf8', 0, done);
}

function parse(line: string): JournalRecord[] {
  if (line === '') return [];
  try {
    const record = JSON.parse(line) as JournalRecord;
    return typeof record?.t === 'string' && typeof record.id === 'string' ? [record] : [];
  } catch {
    return []; // cut short
  }
}
