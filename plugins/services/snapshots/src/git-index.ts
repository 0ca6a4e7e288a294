import { statSync } from 'node:fs';
import { readRegular } from '@ock/kernel';

/** What git's index says of one tracked file. */
export interface IndexEntry {
  /** id of the blob, SHA-1 in hex */
  oid: string;
  /** ms */
  mtime: number;
  ino: number;
  size: number;
}

export interface GitIndex {
  /** by path relative to the working tree; names that are not UTF-8 are missing */
  entries: Map<string, IndexEntry>;
  /** ms: entries that changed at or after it may have changed again unseen */
  writtenAt: number;
}

const SIGNATURE = 0x44495243; // DIRC
const ENTRY_BYTES = 62;
const HASH_BYTES = 20;
/** ms by which a float misses nanoseconds */
export const TIME_SLACK = 0.001;

/**
 * Reads an index, versions 2 to 4 with SHA-1. Nothing is locked or refreshed.
 * @returns undefined for what it does not understand: split and sparse ones, other versions, none
 */
export function readGitIndex(path: string): GitIndex | undefined {
  try {
    const bytes = readRegular(path);
    const writtenAt = statSync(path).mtimeMs;
    const entries = parseIndex(bytes);
    return entries && { entries, writtenAt };
  } catch {
    return undefined; // none, or damaged
  }
}

function parseIndex(bytes: Buffer): Map<string, IndexEntry> | undefined {
  const version = bytes.readUInt32BE(4);
  if (bytes.readUInt32BE(0) !== SIGNATURE || version < 2 || version > 4) return undefined;
  const count = bytes.readUInt32BE(8);
  const entries = new Map<string, IndexEntry>();
  let at = 12;
  let name = '';
  for (let i = 0; i < count; i++) {
    const flags = bytes.readUInt16BE(at + 60);
    const isExtended = version >= 3 && (flags & 0x4000) !== 0;
    let from = at + ENTRY_BYTES + (isExtended ? 2 : 0);
    let kept = '';
    if (version === 4) {
      const prefix = varint(bytes, from);
      from = prefix.next;
      const old = Buffer.from(name, 'latin1');
      kept = old.subarray(0, old.length - prefix.value).toString('latin1');
    }
    const end = bytes.indexOf(0, from);
    if (end === -1) return undefined;
    name = kept + bytes.toString('latin1', from, end);
    const kind = bytes.readUInt32BE(at + 24) >>> 12;
    const stage = (flags >>> 12) & 3;
    if (kind === 0o10 && stage === 0) {
      const path = Buffer.from(name, 'latin1').toString();
      entries.set(path, {
        oid: bytes.toString('hex', at + 40, at + 40 + HASH_BYTES),
        mtime: bytes.readUInt32BE(at + 8) * 1000 + bytes.readUInt32BE(at + 12) / 1e6,
        ino: bytes.readUInt32BE(at + 20),
        size: bytes.readUInt32BE(at + 36),
      });
    }
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return isPlain(bytes, at) ? entries : undefined;
}

/** Are there no extensions that make the entries mean something else? Those are written in lower case. */
function isPlain(bytes: Buffer, from: number): boolean {
  for (let at = from; at + 8 <= bytes.length - HASH_BYTES; at += 8 + bytes.readUInt32BE(at + 4)) {
    if ((bytes[at] as number) >= 0x61) return false;
  }
  return true;
}

/** Git's "offset encoding": seven bits a byte, the highest first, each further byte adds one. */
function varint(bytes: Buffer, from: number): { value: number; next: number } {
  let at = from;
  let byte = bytes[at++] as number;
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++] as number;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: at };
}
