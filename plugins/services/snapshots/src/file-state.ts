import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import type { FileState } from '@ock/kernel';
import { hashOf } from './blob-store.ts';
import { onDisk, type PathKey } from './path-key.ts';

export const ABSENT: FileState = { type: 'absent' };
/** what `open` must not follow or wait for */
const OPEN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const PERMISSIONS = 0o7777;

export interface Looked {
  state: FileState;
  /** of a file that is not too large */
  bytes?: Buffer;
}

/** What stands there, links not followed. @param maxBytes of the largest file that is read: larger ones are known by size and time */
export function lookAt(key: PathKey, maxBytes: number): Looked {
  const path = onDisk(key);
  try {
    const facts = lstatSync(path);
    if (facts.isSymbolicLink()) return { state: { type: 'link', target: linkTarget(key) } };
    if (facts.isDirectory()) return { state: { type: 'folder', mode: facts.mode & PERMISSIONS } };
    if (!facts.isFile()) return { state: { type: 'other', why: 'neither a file nor a folder nor a link', id: specialId(facts) } };
    if (facts.size > maxBytes) return { state: largeFile(facts) };
    const bytes = readPlain(path);
    return { state: fileState(bytes, facts.mode), bytes };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: ABSENT };
    return { state: { type: 'other', why: message } };
  }
}

/** What a pipe, a socket or a device is known by: writing to it changes its other times. */
export function specialId({ mode, dev, ino, birthtimeMs }: Stats): string {
  return `${mode}-${dev}-${ino}-${birthtimeMs}`;
}

export function fileState(bytes: Uint8Array, mode: number): FileState {
  return { type: 'file', hash: hashOf(bytes), mode: mode & PERMISSIONS, size: bytes.length, kept: true };
}

/** Known by size and times, which say whether it changed, and not what was in it. */
function largeFile({ size, mtimeMs, ino, mode }: Stats): FileState {
  return { type: 'file', hash: `${size}-${mtimeMs}-${ino}`, mode: mode & PERMISSIONS, size, kept: false };
}

/** Targets are bytes, too: kept as a key is. */
export function linkTarget(key: PathKey): string {
  const bytes = readlinkSync(onDisk(key), { encoding: 'buffer' });
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : `\0${bytes.toString('latin1')}`;
}

/** The content of a file that is one. @throws ELOOP for a link */
export function readPlain(path: string | Buffer): Buffer {
  const file = openSync(path, OPEN);
  try {
    if (!fstatSync(file).isFile()) throw new Error('not a file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Does the one stand for the other, content, kind and mode? What is not known is like nothing. */
export function isSame(one: FileState, other: FileState): boolean {
  switch (one.type) {
    case 'absent':
      return other.type === 'absent';
    case 'file':
      return other.type === 'file' && one.hash === other.hash && one.mode === other.mode;
    case 'link':
      return other.type === 'link' && one.target === other.target;
    case 'folder':
      return other.type === 'folder' && one.mode === other.mode;
    case 'other':
      return other.type === 'other' && one.id !== undefined && one.id === other.id;
  }
}
