import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsync, mkdirSync, openSync, readFileSync, renameSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** bytes from which on content is compressed, and tried on this many first */
const WORTH_PACKING = 4_096;
const SAMPLE = 16_384;

const flush = promisify(fsync);

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Contents of files under their SHA-256, each once, readable by the owner only. What `put` returned for is on the disk. */
export class BlobStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  get dir(): string {
    return this.#dir;
  }

  /** Content that is there already counts as new: `prune` leaves it alone for a while. @returns its hash */
  async put(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    const known = this.#find(hash);
    if (known) {
      const now = new Date();
      utimesSync(known, now, now);
      return hash;
    }
    const packed = pack(bytes);
    const path = this.#path(hash, packed !== undefined);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
    let file: number | undefined = openSync(temporary, 'wx', 0o600);
    try {
      const content = packed ?? bytes;
      for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
      await flush(file);
      closeSync(file);
      file = undefined;
      renameSync(temporary, path);
    } catch (error) {
      if (file !== undefined) closeSync(file);
      rmSync(temporary, { force: true });
      throw error;
    }
    return hash;
  }

  has(hash: string): boolean {
    return this.#find(hash) !== undefined;
  }

  /** @returns undefined when it is not there, or damaged */
  get(hash: string): Buffer | undefined {
    const path = this.#find(hash);
    if (!path) return undefined;
    try {
      const raw = readFileSync(path);
      const bytes = path.endsWith('.z') ? inflateRawSync(raw) : raw;
      return hashOf(bytes) === hash ? bytes : undefined;
    } catch {
      return undefined; // damaged: as good as gone
    }
  }

  #find(hash: string): string | undefined {
    return [this.#path(hash, false), this.#path(hash, true)].find((path) => existsSync(path));
  }

  #path(hash: string, packed: boolean): string {
    return join(this.#dir, hash.slice(0, 2), packed ? `${hash}.z` : hash);
  }
}

/** @returns undefined where it would not get smaller by a tenth */
function pack(bytes: Uint8Array): Buffer | undefined {
  if (bytes.length < WORTH_PACKING) return undefined;
  const sample = bytes.subarray(0, SAMPLE);
  if (deflateRawSync(sample, { level: 1 }).length > sample.length * 0.9) return undefined;
  return deflateRawSync(bytes, { level: 1 });
}
