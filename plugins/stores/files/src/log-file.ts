import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { isLocked, type Translate } from '@ock/kernel';
import { compactLog, HEADER_LENGTH, newHeader } from './compact-log.ts';
import { KeyIndex, type Place } from './key-index.ts';
import { SavedKeys } from './saved-keys.ts';
import { busyError } from './store-error.ts';

/** A write of one key, or its deletion when there is no value. */
export type Operation = readonly [key: string, value: unknown] | readonly [key: string];

/** bytes read at a time while indexing */
const CHUNK = 1 << 20;
/** ms an append waits for another process to finish rewriting the log */
const LOCK_WAIT_MS = 10_000;
const LOCK_POLL_MS = 5;
/** rewrites that may come between a write and its check */
const MAX_REPEATS = 20;
const NEWLINE = 10;
/** values from which on what lies between the first and the last of them is read in one go, up to so many bytes */
const MANY = 256;
const SPAN_MAX = 32 * 1024 * 1024;
/** bytes that are indexed anew at every opening rather than saved */
const MIN_SAVED = 256 * 1024;
/** bytes after which the index is saved while the log grows, also for those who are killed; of a long log this share of it, so that growing stays cheap */
const SAVED_EVERY = 2 * 1024 * 1024;
const SAVED_SHARE = 1 / 8;
/** bytes by whose checksum a saved index knows its log */
const TAIL = 4096;
const EXTENSION = /\.jsonl$/;

/**
 * One append-only log. A line is a JSON array of operations and takes effect whole or not at all; a line that is not JSON (torn by a killed
 * process) is nothing. Every append is one write that begins with a newline, so that a torn line cannot swallow the next.
 *
 * Several processes append at once; `compactLog` replaces the file under a lock. An append counts once the file it went into is still the one
 * under that name and nobody is rewriting it: else it is repeated, which is harmless because it was not acknowledged yet.
 */
export class LogFile {
  readonly path: string;
  readonly #t: Translate;
  readonly #index = new KeyIndex();
  /** bytes indexed so far, up to a line's end */
  #indexed = 0;
  #header = '';
  /** lines so far that hold something and are not JSON */
  #unreadable = 0;
  /** until the first reading: then the log is judged and perhaps rewritten */
  #isFresh = true;
  /** something was deleted from it */
  #mayEmpty = false;
  /** bytes whose index is saved */
  #saved = 0;
  /** false: neither looked for nor believed */
  #usesSaved: boolean;

  /** @param usesSaved false: every line is looked at */
  constructor(path: string, t: Translate, usesSaved = true) {
    this.path = path;
    this.#t = t;
    this.#usesSaved = usesSaved;
  }

  /** The index of a long log, so that it need not be read from its beginning. */
  get keysPath(): string {
    return this.path.replace(EXTENSION, '.keys');
  }

  get lockPath(): string {
    return `${this.path}.lock`;
  }

  /** Durable against a killed process when it resolves. @throws the file system's error, OC_STORE when the log stays locked */
  async append(operations: readonly Operation[]): Promise<void> {
    const line = `\n${JSON.stringify(operations)}\n`;
    for (let repeat = 0; repeat < MAX_REPEATS; repeat++) {
      const fd = this.#openToAppend();
      try {
        const stats = fstatSync(fd);
        const data = Buffer.from(stats.size === 0 ? `${newHeader()}${line}` : line);
        const written = writeSync(fd, data);
        if (written < data.length) throw Object.assign(new Error('ENOSPC: short write'), { code: 'ENOSPC', path: this.path });
        await this.#unlocked();
        // fd stays open until here: while it is, no other file can get its inode
        if (statSync(this.path, { throwIfNoEntry: false })?.ino === stats.ino) {
          const size = stats.size + data.length;
          this.#settleQuietly(Math.max(SAVED_EVERY, size * SAVED_SHARE), size);
          return;
        }
      } finally {
        closeSync(fd);
      }
    }
    throw busyError(this.path, LOCK_WAIT_MS, this.#t);
  }

  /** Keys of the half-open range, ascending, as of now. */
  keys(gte: string | undefined, lt: string | undefined): string[] {
    return this.#reading(() => this.#index.between(gte, lt)) ?? [];
  }

  has(key: string): boolean {
    return this.#reading(() => this.#index.get(key) !== undefined) ?? false;
  }

  /** Values of those keys that exist, in the order given. */
  read(keys: readonly string[]): [key: string, value: unknown][] {
    return this.#reading((fd) => this.#values(fd, keys)) ?? [];
  }

  /** Lines that were cut short by a killed process or a full disk, or damaged since. */
  unreadable(): number {
    return this.#reading(() => this.#unreadable) ?? 0;
  }

  /** Gives the disk back once nothing in the log lives; called after deletions. */
  compact(): void {
    this.#isFresh = true;
    this.#mayEmpty = true;
    this.#reading(() => undefined);
  }

  /** Saves the index of what was added since it was last saved, where that is so many bytes: what the next process would have to find out again. */
  settle(least = MIN_SAVED, size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0): void {
    if (size - this.#saved < least) return;
    this.#reading((fd) => {
      if (this.#indexed - this.#saved >= least) this.#save(fd);
    });
  }

  /** What was appended is there, whatever becomes of the index. */
  #settleQuietly(least: number, size: number): void {
    try {
      this.settle(least, size);
    } catch {
      // the next process finds it out again
    }
  }

  /** Runs with the log open and indexed to its end. The open file stays whole even if another takes its name. */
  #reading<T>(work: (fd: number) => T): T | undefined {
    let fd: number;
    try {
      fd = openSync(this.path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.#forget('');
      return undefined;
    }
    try {
      const size = this.#catchUp(fd);
      const result = this.#believing(fd, work);
      if (this.#isFresh && this.#index.isWasteful(size) && !this.#isAllDamaged) this.#rewrite(fd);
      else if (this.#isFresh && this.#indexed - this.#saved >= MIN_SAVED) this.#save(fd);
      this.#isFresh = false;
      return result;
    } finally {
      closeSync(fd);
    }
  }

  /** Once more from the log itself where the saved index turns out to be wrong. */
  #believing<T>(fd: number, work: (fd: number) => T): T {
    try {
      return work(fd);
    } catch (error) {
      if (this.#saved === 0) throw error;
      this.#usesSaved = false;
      this.#forget('');
      this.#catchUp(fd);
      return work(fd);
    }
  }

  /** What cannot be read, and was not deleted, is left as it is: a person may get more out of it. */
  get #isAllDamaged(): boolean {
    return this.#unreadable > 0 && this.#index.isEmpty && !this.#mayEmpty;
  }

  #save(fd: number): void {
    if (!this.#usesSaved) return;
    const tail = crc32(tailOf(fd, this.#indexed));
    this.#index.condense({ header: this.#header, indexed: this.#indexed, tail }).save(this.keysPath);
    this.#saved = this.#indexed;
  }

  /** Takes the saved index over if it is one of this log. */
  #restore(fd: number, header: string, size: number): void {
    const saved = this.#usesSaved && size >= MIN_SAVED ? SavedKeys.load(this.keysPath) : undefined;
    if (!saved || saved.state.header !== header || saved.state.indexed > size) return;
    if (crc32(tailOf(fd, saved.state.indexed)) !== saved.state.tail) return;
    this.#index.restore(saved);
    this.#indexed = saved.state.indexed;
    this.#saved = this.#indexed;
  }

  #rewrite(fd: number): void {
    rmSync(this.keysPath, { force: true });
    compactLog({
      fd,
      path: this.path,
      lockPath: this.lockPath,
      keys: () => {
        this.#catchUp(fd);
        return this.#index.between(undefined, undefined);
      },
      values: (keys) => this.#values(fd, keys),
    });
  }

  /** Indexes what was added since. @returns the file's size */
  #catchUp(fd: number): number {
    const { size } = fstatSync(fd);
    const header = readAt(fd, 0, Math.min(size, HEADER_LENGTH)).toString('latin1');
    if (header !== this.#header || size < this.#indexed) {
      this.#forget(header);
      this.#restore(fd, header, size);
    }
    let pending: Buffer = Buffer.alloc(0);
    let at = this.#indexed;
    while (at < size) {
      const chunk = readAt(fd, at, Math.min(CHUNK, size - at));
      if (chunk.length === 0) break;
      at += chunk.length;
      pending = this.#takeLines(pending.length ? Buffer.concat([pending, chunk]) : chunk);
    }
    return size;
  }

  /** Indexes whole lines. @returns what follows the last newline */
  #takeLines(data: Buffer): Buffer {
    let start = 0;
    for (let end = data.indexOf(NEWLINE); end !== -1; end = data.indexOf(NEWLINE, start)) {
      this.#takeLine(data.subarray(start, end));
      start = end + 1;
    }
    return data.subarray(start);
  }

  #takeLine(line: Buffer): void {
    const operations = line.length > 0 ? parseLine(line.toString('utf8')) : undefined;
    const place = { at: this.#indexed, length: line.length };
    this.#indexed += line.length + 1;
    if (!operations) {
      if (!isNothing(line)) this.#unreadable++;
      return;
    }
    operations.forEach((operation, position) => {
      if (operation.length > 1) this.#index.set(operation[0], { ...place, position, of: operations.length });
      else this.#index.delete(operation[0]);
    });
  }

  #values(fd: number, keys: readonly string[]): [string, unknown][] {
    const found: [string, unknown][] = [];
    const places = keys.map((key) => this.#index.get(key));
    const span = spanOf(fd, places);
    let line: { at: number; operations: readonly Operation[] } | undefined;
    for (const [order, key] of keys.entries()) {
      const place = places[order];
      if (!place) continue;
      // keys that were written together stand together: their line is read once
      if (line?.at !== place.at) line = { at: place.at, operations: readLine(fd, place, span) };
      const operation = line.operations[place.position];
      if (operation?.[0] !== key) throw new Error(`${this.path} has no ${key} at ${place.at}`);
      found.push(operation as [string, unknown]);
    }
    return found;
  }

  #forget(header: string): void {
    this.#index.clear();
    this.#indexed = 0;
    this.#saved = 0;
    this.#unreadable = 0;
    this.#header = header;
  }

  #openToAppend(): number {
    try {
      return openSync(this.path, 'a', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      return openSync(this.path, 'a', 0o600);
    }
  }

  async #unlocked(): Promise<void> {
    const deadline = Date.now() + LOCK_WAIT_MS;
    while (existsSync(this.lockPath) && isLocked(this.lockPath)) {
      if (Date.now() > deadline) throw busyError(this.path, LOCK_WAIT_MS, this.#t);
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
  }
}

/** An empty line, or the log's header. */
function isNothing(line: Buffer): boolean {
  return line.length === 0 || (line.length < HEADER_LENGTH && line.toString('latin1').startsWith('{"log":"'));
}

function parseLine(text: string): readonly Operation[] | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? (value as Operation[]) : undefined;
  } catch {
    return undefined;
  }
}

interface Span {
  from: number;
  data: Buffer;
}

/** What holds all of many values: a system call for each takes longer than what lies between them. */
function spanOf(fd: number, places: readonly (Place | undefined)[]): Span | undefined {
  if (places.length <= MANY) return undefined;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const place of places) {
    if (!place) continue;
    from = Math.min(from, place.at);
    to = Math.max(to, place.at + place.length);
  }
  return to > from && to - from <= SPAN_MAX ? { from, data: readAt(fd, from, to - from) } : undefined;
}

function readLine(fd: number, { at, length }: Place, span: Span | undefined): readonly Operation[] {
  const from = span ? at - span.from : 0;
  const text = span ? span.data.toString('utf8', from, from + length) : readAt(fd, at, length).toString('utf8');
  return JSON.parse(text) as Operation[];
}

/** The last bytes of the log's beginning of that length. */
function tailOf(fd: number, length: number): Buffer {
  const from = Math.max(0, length - TAIL);
  return readAt(fd, from, length - from);
}

function readAt(fd: number, at: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const count = readSync(fd, buffer, got, length - got, at + got);
    if (count === 0) break;
    got += count;
  }
  return buffer.subarray(0, got);
}
