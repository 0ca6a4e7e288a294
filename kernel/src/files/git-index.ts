/** What git's index says of one tracked path. */
export interface GitIndexEntry {
  /** relative to the working tree, decoded as UTF-8 */
  readonly path: string;
  /** type and permissions as git keeps them: `0o100644` is an ordinary file */
  readonly mode: number;
  /** 0: no conflict */
  readonly stage: number;
  /** ms */
  readonly mtime: number;
  /** the lower 32 bits */
  readonly ino: number;
  readonly size: number;
  /** id of the blob, SHA-1; a view of the index's bytes */
  readonly hash: Buffer;
}

const SIGNATURE = 0x44495243; // DIRC
const HEADER = 12;
const HASH_BYTES = 20;
/** of an entry, before its name */
const FIXED = 62;
const EXTENDED = 0x4000;
const NAME_LENGTH = 0xfff;
/** the first letter of extensions that one must understand: they are named in lower case */
const REQUIRED = 0x61;

/**
 * The entries of a git index, versions 2 to 4 with SHA-1.
 * @returns undefined for what it does not understand: split and sparse ones, other hashes, other versions
 * @throws RangeError for one that is cut off
 */
export function gitIndexEntries(bytes: Buffer): GitIndexEntry[] | undefined {
  const version = bytes.readUInt32BE(4);
  if (bytes.readUInt32BE(0) !== SIGNATURE || version < 2 || version > 4) return undefined;
  const entries: GitIndexEntry[] = [];
  let at = HEADER;
  let last: Buffer = Buffer.alloc(0);
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const flags = bytes.readUInt16BE(at + FIXED - 2);
    let from = at + FIXED + (version >= 3 && (flags & EXTENDED) !== 0 ? 2 : 0);
    let kept = 0;
    if (version === 4) {
      const dropped = offset(bytes, from);
      kept = last.length - dropped.value;
      from = dropped.next;
    }
    const end = bytes.indexOf(0, from);
    if (end === -1 || kept < 0) return undefined;
    const rest = bytes.subarray(from, end);
    last = kept === 0 ? rest : Buffer.concat([last.subarray(0, kept), rest]);
    if (Math.min(last.length, NAME_LENGTH) !== (flags & NAME_LENGTH)) return undefined;
    entries.push({
      path: last.toString(),
      mode: bytes.readUInt32BE(at + 24),
      stage: (flags >>> 12) & 3,
      mtime: bytes.readUInt32BE(at + 8) * 1000 + bytes.readUInt32BE(at + 12) / 1e6,
      ino: bytes.readUInt32BE(at + 20),
      size: bytes.readUInt32BE(at + 36),
      hash: bytes.subarray(at + 40, at + 40 + HASH_BYTES),
    });
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return isWhole(bytes, at) ? entries : undefined;
}

/** Whether no extension makes the entries mean something else. */
function isWhole(bytes: Buffer, from: number): boolean {
  for (let at = from; at + 8 <= bytes.length - HASH_BYTES; at += 8 + bytes.readUInt32BE(at + 4))
    if (bytes.readUInt8(at) >= REQUIRED) return false;
  return true;
}

/** How many bytes of the name before are dropped: seven bits a byte, the highest first, each further byte adds one. */
function offset(bytes: Buffer, from: number): { value: number; next: number } {
  let at = from;
  let byte = bytes.readUInt8(at++);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes.readUInt8(at++);
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: at };
}
