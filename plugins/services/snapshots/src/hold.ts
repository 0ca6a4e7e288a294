import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Content that may be needed in a moment: one file on the disk, gone with the process. */
export class Hold {
  readonly #dir: string;
  readonly #maxBytes: number;
  #file: number | undefined;
  #path = '';
  #size = 0;

  constructor(dir: string, maxBytes: number) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
  }

  /** @returns where it stands; undefined when there is no room */
  put(bytes: Uint8Array): Held | undefined {
    if (this.#size + bytes.length > this.#maxBytes) return undefined;
    const at = this.#size;
    const file = this.#open();
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
    this.#size += bytes.length;
    return { at, size: bytes.length };
  }

  get({ at, size }: Held): Buffer {
    const bytes = Buffer.allocUnsafe(size);
    let done = 0;
    while (done < size) {
      const read = readSync(this.#open(), bytes, done, size - done, at + done);
      if (read === 0) throw new Error('held content was cut');
      done += read;
    }
    return bytes;
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#path, { force: true });
  }

  /** Its name is taken away at once where the system allows: nothing of it outlasts a kill. */
  #open(): number {
    if (this.#file !== undefined) return this.#file;
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    this.#path = join(this.#dir, `hold-${process.pid}-${Math.random().toString(36).slice(2)}`);
    this.#file = openSync(this.#path, 'wx+', 0o600);
    if (process.platform !== 'win32') rmSync(this.#path, { force: true });
    return this.#file;
  }
}

export interface Held {
  at: number;
  size: number;
}
