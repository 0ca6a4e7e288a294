import { statSync } from 'node:fs';
import { gitIndexEntries, readRegular } from '@ock/kernel';

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
  /** ordinary files without conflicts, by path relative to the working tree */
  entries: Map<string, IndexEntry>;
  /** ms: entries that changed at or after it may have changed again unseen */
  writtenAt: number;
}

const FILE = 0o10;
/** ms by which a float misses nanoseconds */
export const TIME_SLACK = 0.001;

/** Reads an index. Nothing is locked or refreshed. @returns undefined for what is not understood (`gitIndexEntries`), damaged, or not there */
export function readGitIndex(path: string): GitIndex | undefined {
  try {
    const bytes = readRegular(path);
    const writtenAt = statSync(path).mtimeMs;
    const all = gitIndexEntries(bytes);
    if (!all) return undefined;
    const entries = new Map<string, IndexEntry>();
    for (const { path: name, mode, stage, hash, mtime, ino, size } of all)
      if (mode >>> 12 === FILE && stage === 0) entries.set(name, { oid: hash.toString('hex'), mtime, ino, size });
    return { entries, writtenAt };
  } catch {
    return undefined;
  }
}
