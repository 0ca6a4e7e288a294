import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';

/** An absolute path. One that is not UTF-8 is `\0` and its bytes, one character each: it survives JSON and finds its file again. */
export type PathKey = string;

/** What file system calls take. */
export function onDisk(key: PathKey): string | Buffer {
  return key.startsWith('\0') ? Buffer.from(key.slice(1), 'latin1') : key;
}

/** @param name bytes of one entry of the folder */
export function childKey(folder: PathKey, name: Buffer): PathKey {
  if (!folder.startsWith('\0') && isUtf8(name)) return `${folder}/${name.toString()}`;
  const bytes = folder.startsWith('\0') ? folder.slice(1) : Buffer.from(folder).toString('latin1');
  return `\0${bytes}/${name.toString('latin1')}`;
}

export function parentKey(key: PathKey): PathKey {
  if (!key.startsWith('\0')) return posix.dirname(key);
  const parent = Buffer.from(posix.dirname(key.slice(1)), 'latin1');
  return isUtf8(parent) ? parent.toString() : `\0${parent.toString('latin1')}`;
}

/** For people: bytes that are not UTF-8 become U+FFFD. */
export function shownKey(key: PathKey): string {
  return onDisk(key).toString();
}

/** How deep it lies: what is inside has more. */
export function depthOf(key: PathKey): number {
  return key.split('/').length;
}
