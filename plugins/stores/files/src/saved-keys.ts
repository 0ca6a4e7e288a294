import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Place } from './key-index.ts';

/** What of the log a saved index tells, and by what it is known that the log is still that one. */
export interface SavedState {
  /** the log's first bytes */
  header: string;
  /** bytes of the log it covers */
  indexed: number;
  /** checksum of the last of those bytes */
  tail: number;
  liveBytes: number;
}

const MAGIC = 'ockeys1\n';
/** bytes of the state, as JSON, filled up with spaces */
const STATE = 248;
/** magic, checksum of what follows it, state, number of keys */
const HEAD = MAGIC.length + 4 + STATE + 4;
/** a key's end in the block of keys, its line's start (48 bits) and length, which operation of how many */
const RECORD = 4 + 6 + 4 + 4 + 4;

/**
 * Keys of a log in order with their places, as one block of bytes: what a file beside the log holds, and what is looked up in without taking it
 * apart. It is a cache: whatever is wrong with it, the log tells the same.
 */
export class SavedKeys {
  readonly state: SavedState;
  readonly count: number;
  readonly #data: Buffer;
  readonly #keys: number;
  /** after the key that was last asked for: mostly they are asked for in order */
  #next = 0;

  private constructor(data: Buffer, state: SavedState) {
    this.#data = data;
    this.state = state;
    this.count = data.readUInt32LE(HEAD - 4);
    this.#keys = HEAD + this.count * RECORD;
  }

  /** @returns undefined when there is none, or none that is whole */
  static load(path: string): SavedKeys | undefined {
    try {
      const data = readFileSync(path);
      const isWhole =
        data.length >= HEAD &&
        data.toString('latin1', 0, MAGIC.length) === MAGIC &&
        data.readUInt32LE(MAGIC.length) === crc32(data.subarray(MAGIC.length + 4));
      if (!isWhole) return undefined;
      return new SavedKeys(data, JSON.parse(data.toString('latin1', MAGIC.length + 4, HEAD - 4)) as SavedState);
    } catch {
      // a cache that cannot be read is none
      return undefined;
    }
  }

  /** @param keys in order */
  static make(state: SavedState, keys: readonly string[], place: (key: string) => Place): SavedKeys {
    const names = Buffer.from(keys.join(''), 'utf8');
    const data = Buffer.alloc(HEAD + keys.length * RECORD + names.length, ' ');
    data.write(MAGIC, 'latin1');
    data.write(JSON.stringify(state), MAGIC.length + 4, STATE, 'latin1');
    data.writeUInt32LE(keys.length, HEAD - 4);
    let end = 0;
    keys.forEach((key, index) => {
      const { at, length, position, of } = place(key);
      const to = HEAD + index * RECORD;
      end += Buffer.byteLength(key);
      data.writeUInt32LE(end, to);
      data.writeUIntLE(at, to + 4, 6);
      data.writeUInt32LE(length, to + 10);
      data.writeUInt32LE(position, to + 14);
      data.writeUInt32LE(of, to + 18);
    });
    names.copy(data, HEAD + keys.length * RECORD);
    data.writeUInt32LE(crc32(data.subarray(MAGIC.length + 4)), MAGIC.length);
    return new SavedKeys(data, state);
  }

  /** Under a name of this process first, so that nobody reads half of it. Where nothing can be written nothing is. */
  save(path: string): void {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, this.#data, { mode: 0o600 });
      renameSync(temporary, path);
    } catch {
      // the log is read from its beginning then
      rmSync(temporary, { force: true });
    }
  }

  keyAt(index: number): string {
    return this.#data.toString('utf8', this.#start(index), this.#end(index));
  }

  placeAt(index: number): Place {
    const from = HEAD + index * RECORD;
    return {
      at: this.#data.readUIntLE(from + 4, 6),
      length: this.#data.readUInt32LE(from + 10),
      position: this.#data.readUInt32LE(from + 14),
      of: this.#data.readUInt32LE(from + 18),
    };
  }

  get(key: string): Place | undefined {
    const index = this.#next < this.count && this.keyAt(this.#next) === key ? this.#next : this.lowerBound(key);
    if (index >= this.count || this.keyAt(index) !== key) return undefined;
    this.#next = index + 1;
    return this.placeAt(index);
  }

  /** Position of the first key that is not below. */
  lowerBound(key: string): number {
    const wanted = Buffer.from(key, 'utf8');
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#data.compare(wanted, 0, wanted.length, this.#start(middle), this.#end(middle)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #start(index: number): number {
    return index === 0 ? this.#keys : this.#end(index - 1);
  }

  #end(index: number): number {
    return this.#keys + this.#data.readUInt32LE(HEAD + index * RECORD);
  }
}
