import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, ToolError, withLock } from '@ock/kernel';

export interface Head {
  key: string;
  createdAt: number;
  updatedAt: number;
}

const MAX_ENTRIES = 1_000;
/** bytes that hold the longest head */
const HEAD_BYTES = 2_048;
/** ms to wait for other processes that save */
const LOCK_MS = 10_000;

/** Entries of one scope, a file each: the head as one line of JSON, then the text as it is. Names are digests, so that every key is a name. */
export class EntryFolder {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @returns false when there was one before. @throws ToolError when the folder is full */
  save(key: string, value: string): Promise<boolean> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    return withLock(join(this.#dir, '.lock'), LOCK_MS, async () => {
      const file = this.#file(key);
      const before = readHead(file);
      if (!before && this.#names().length >= MAX_ENTRIES)
        throw new ToolError(`${MAX_ENTRIES} entries are remembered here already: delete some that are of no use any more.`);
      const now = Date.now();
      const head: Head = { key, createdAt: before?.createdAt ?? now, updatedAt: now };
      await atomicWrite(file, `${JSON.stringify(head)}\n${value}`, 0o600);
      return !before;
    });
  }

  async read(key: string): Promise<(Head & { value: string }) | undefined> {
    const file = this.#file(key);
    return existsSync(file) ? readEntry(file) : undefined;
  }

  /** The last changed first; what cannot be read is left out. */
  heads(): Head[] {
    const found = this.#names().flatMap((name) => readHead(join(this.#dir, name)) ?? []);
    return found.sort((a, b) => b.updatedAt - a.updatedAt || (a.key < b.key ? -1 : 1));
  }

  /** @returns false: there was none */
  remove(key: string): boolean {
    const file = this.#file(key);
    if (!existsSync(file)) return false;
    rmSync(file, { force: true });
    return true;
  }

  #file(key: string): string {
    return join(this.#dir, `${createHash('sha256').update(key.toLowerCase()).digest('hex').slice(0, 32)}.md`);
  }

  #names(): string[] {
    return existsSync(this.#dir) ? readdirSync(this.#dir).filter((name) => /^[0-9a-f]{32}\.md$/.test(name)) : [];
  }
}

async function readEntry(file: string): Promise<(Head & { value: string }) | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const head = parseHead(text);
  return head && { ...head, value: text.slice(text.indexOf('\n') + 1) };
}

function readHead(file: string): Head | undefined {
  let opened: number;
  try {
    opened = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return parseHead(bytes.toString('utf8', 0, readSync(opened, bytes)));
  } finally {
    closeSync(opened);
  }
}

function parseHead(text: string): Head | undefined {
  try {
    const { key, createdAt, updatedAt } = JSON.parse(text.slice(0, Math.max(0, text.indexOf('\n')))) as Partial<Head>;
    return typeof key === 'string' && typeof createdAt === 'number' && typeof updatedAt === 'number'
      ? { key, createdAt, updatedAt }
      : undefined;
  } catch {
    return undefined; // not one of ours
  }
}
