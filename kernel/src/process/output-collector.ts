import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface CollectorOptions {
  /** existing folder for the file that takes the whole output once it is longer than head and tail; absent: the middle is lost */
  dir?: string;
  /** start of the file's name */
  name?: string;
  headBytes?: number;
  tailBytes?: number;
  /** what the file may grow to, in bytes */
  fileBytes?: number;
}

export interface CollectedOutput {
  /** everything, or head and tail with a line between them that says what is missing and where it is */
  text: string;
  bytes: number;
  lines: number;
  truncated: boolean;
  /** holds the whole output */
  file?: string;
}

const HEAD_BYTES = 10 * 1024;
const TAIL_BYTES = 20 * 1024;
const FILE_BYTES = 64 * 1024 * 1024;
/** how far a cut may move to fall on the end of a line, in bytes */
const LINE_SLACK = 1024;

/** Takes output of any length in bounded memory: the beginning, the end, and from a limit on everything in a file. Writes are synchronous, so nothing queues up. */
export class OutputCollector {
  readonly #options: CollectorOptions;
  readonly #head: Buffer;
  readonly #tail: Buffer;
  #headLength = 0;
  /** bytes that went past the head; the ring holds the last of them */
  #tailTotal = 0;
  #newlines = 0;
  #endsOpen = false;
  #fd: number | undefined;
  #file: string | undefined;
  #fileLength = 0;
  #lost = false;

  constructor(options: CollectorOptions = {}) {
    this.#options = options;
    this.#head = Buffer.allocUnsafe(options.headBytes ?? HEAD_BYTES);
    this.#tail = Buffer.allocUnsafe(options.tailBytes ?? TAIL_BYTES);
  }

  write(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#fd === undefined && this.#tailTotal + this.#headLength + chunk.length > this.#head.length + this.#tail.length)
      this.openFile();
    if (this.#fd !== undefined) this.#toFile(chunk);
    this.#count(chunk);
    const intoHead = Math.min(chunk.length, this.#head.length - this.#headLength);
    if (intoHead > 0) chunk.copy(this.#head, this.#headLength, 0, intoHead);
    this.#headLength += intoHead;
    this.#intoRing(chunk.subarray(intoHead));
  }

  /** Starts the file now, with what came so far: for output that goes on after the result was read. @returns its path, when it could be made */
  openFile(): string | undefined {
    if (this.#file !== undefined || this.#lost || !this.#options.dir) return this.#file;
    const path = join(
      this.#options.dir,
      `${this.#options.name ?? 'output'}-${Date.now().toString(36)}${randomBytes(3).toString('hex')}.txt`,
    );
    try {
      this.#fd = openSync(path, 'ax', 0o600);
    } catch {
      this.#lost = true;
      return undefined;
    }
    this.#file = path;
    this.#toFile(this.#head.subarray(0, this.#headLength));
    this.#toFile(this.#ring());
    return this.#file;
  }

  read(): CollectedOutput {
    const bytes = this.#headLength + this.#tailTotal;
    const lines = this.#newlines + (this.#endsOpen ? 1 : 0);
    const truncated = this.#tailTotal > this.#tail.length;
    const file = this.#lost ? undefined : this.#file;
    const facts = { bytes, lines, truncated, ...(file ? { file } : {}) };
    if (!truncated) return { text: Buffer.concat([this.#head.subarray(0, this.#headLength), this.#ring()]).toString('utf8'), ...facts };
    const head = cutEnd(this.#head.subarray(0, this.#headLength));
    const tail = cutStart(this.#ring());
    const where = file ? `Whole output: ${file} (read it with offset and limit, or grep it).` : 'It could not be saved.';
    const note = `[${bytes - head.length - tail.length} of ${bytes} bytes (${lines} lines in all) left out here. ${where}]`;
    return { text: `${head.toString('utf8')}\n${note}\n${tail.toString('utf8')}`, ...facts };
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#lost ||= this.#file === undefined;
  }

  #count(chunk: Buffer): void {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) this.#newlines++;
    this.#endsOpen = chunk[chunk.length - 1] !== 10;
  }

  #intoRing(chunk: Buffer): void {
    const size = this.#tail.length;
    const kept = chunk.length > size ? chunk.subarray(chunk.length - size) : chunk;
    const start = (this.#tailTotal + chunk.length - kept.length) % size;
    const first = Math.min(kept.length, size - start);
    kept.copy(this.#tail, start, 0, first);
    kept.copy(this.#tail, 0, first);
    this.#tailTotal += chunk.length;
  }

  #ring(): Buffer {
    const size = this.#tail.length;
    if (this.#tailTotal <= size) return this.#tail.subarray(0, this.#tailTotal);
    const start = this.#tailTotal % size;
    return Buffer.concat([this.#tail.subarray(start), this.#tail.subarray(0, start)]);
  }

  #toFile(chunk: Buffer): void {
    const room = (this.#options.fileBytes ?? FILE_BYTES) - this.#fileLength;
    if (this.#fd === undefined || room <= 0) return;
    const part = chunk.length > room ? Buffer.concat([chunk.subarray(0, room), Buffer.from('\n[... the rest is not kept ...]\n')]) : chunk;
    try {
      for (let at = 0; at < part.length; ) at += writeSync(this.#fd, part, at);
      this.#fileLength += part.length;
    } catch {
      this.#lost = true;
      this.close();
    }
  }
}

function cutEnd(head: Buffer): Buffer {
  const newline = head.lastIndexOf(10);
  if (newline >= head.length - LINE_SLACK && newline > 0) return head.subarray(0, newline);
  let end = head.length;
  for (let back = 1; back <= 4 && back <= head.length; back++) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (back < length) end = head.length - back;
      break;
    }
  }
  return head.subarray(0, end);
}

function cutStart(tail: Buffer): Buffer {
  const newline = tail.indexOf(10);
  if (newline !== -1 && newline < LINE_SLACK) return tail.subarray(newline + 1);
  let start = 0;
  while (start < 4 && ((tail[start] ?? 0) & 0xc0) === 0x80) start++;
  return tail.subarray(start);
}
