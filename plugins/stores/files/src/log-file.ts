import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isLocked, type Translate } from '@ock/kernel';
import { compactLog, HEADER_LENGTH, newHeader } from './compact-log.ts';
import { KeyIndex, type Place } from './key-index.ts';
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
/** values from which on a log of at most so many bytes is read whole */
const MANY = 256;
const WHOLE_MAX = 32 * 1024 * 1024;

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

  constructor(path: string, t: Translate) {
    this.path = path;
    this.#t = t;
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
        if (statSync(this.path, { throwIfNoEntry: false })?.ino === stats.ino) return;
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
    this.#reading(() => undefined);
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
      const result = work(fd);
      if (this.#isFresh && this.#index.isWasteful(size)) this.#rewrite(fd);
      this.#isFresh = false;
      return result;
    } finally {
      closeSync(fd);
    }
  }

  #rewrite(fd: number): void {
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
    if (header !== this.#header || size < this.#indexed) this.#forget(header);
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
    const share = line.length / operations.length;
    operations.forEach((operation, position) => {
      if (operation.length > 1) this.#index.set(operation[0], { ...place, position, share });
      else this.#index.delete(operation[0]);
    });
  }

  #values(fd: number, keys: readonly string[]): [string, unknown][] {
    const found: [string, unknown][] = [];
    // many values are read in one go: a system call for each takes longer than what lies between them
    const whole = keys.length > MANY && this.#indexed <= WHOLE_MAX ? readAt(fd, 0, this.#indexed) : undefined;
    let line: { at: number; operations: readonly Operation[] } | undefined;
    for (const key of keys) {
      const place = this.#index.get(key);
      if (!place) continue;
      // keys that were written together stand together: their line is read once
      if (line?.at !== place.at) line = { at: place.at, operations: readLine(fd, place, whole) };
      found.push([key, line.operations[place.position]?.[1]]);
    }
    return found;
  }

  #forget(header: string): void {
    this.#index.clear();
    this.#indexed = 0;
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

function readLine(fd: number, { at, length }: Place, whole: Buffer | undefined): readonly Operation[] {
  return JSON.parse((whole?.subarray(at, at + length) ?? readAt(fd, at, length)).toString('utf8')) as Operation[];
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
