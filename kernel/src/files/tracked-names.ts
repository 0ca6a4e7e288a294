import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from './read-regular.ts';

const MAX_INDEX = 33_554_432;
const SIGNATURE = 0x44495243; // DIRC
const HASH_BYTES = 20;
/** of an entry, before its name */
const FIXED = 62;
const EXTENDED = 0x4000;
const NAME_LENGTH = 0xfff;

/**
 * The names in the index of the repository whose `.git` folder this is; none where there is no index.
 * @returns undefined for what it does not understand: split and sparse ones, other hashes than SHA-1, unreadable and damaged ones
 */
export function trackedNames(git: string): Set<string> | undefined {
  try {
    const facts = statSync(join(git, 'index'), { throwIfNoEntry: false });
    if (!facts) return new Set();
    return facts.size > MAX_INDEX ? undefined : namesIn(readRegular(join(git, 'index')));
  } catch {
    return undefined;
  }
}

/** @throws RangeError for one that is cut off */
function namesIn(bytes: Buffer): Set<string> | undefined {
  const version = bytes.readUInt32BE(4);
  if (bytes.readUInt32BE(0) !== SIGNATURE || version < 2 || version > 4) return undefined;
  const names = new Set<string>();
  let at = 12;
  let last = Buffer.alloc(0);
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
    const name = Buffer.concat([last.subarray(0, kept), bytes.subarray(from, end)]);
    if (Math.min(name.length, NAME_LENGTH) !== (flags & NAME_LENGTH)) return undefined;
    names.add(name.toString());
    last = name;
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return isWhole(bytes, at) ? names : undefined;
}

/** Whether no extension makes the entries mean something else: those are named in lower case. */
function isWhole(bytes: Buffer, from: number): boolean {
  for (let at = from; at + 8 <= bytes.length - HASH_BYTES; at += 8 + bytes.readUInt32BE(at + 4))
    if (bytes.readUInt8(at) >= 0x61) return false;
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
