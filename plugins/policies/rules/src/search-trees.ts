import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSecretPath } from '@ock/kernel';

const MAX_ENTRIES = 4_000;
/** what searches leave out by themselves, or what holds no file of a person's */
const SKIPPED = new Set(['.git']);

/**
 * The files below a folder, as far as a recursive search would read them. undefined: too many, or one that looks like a secret.
 * @param hidden hidden files are searched, too
 */
export function searchedFiles(folder: string, hidden: boolean): string[] | undefined {
  const files: string[] = [];
  const open = [folder];
  let count = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(at, { withFileTypes: true });
    } catch (error) {
      if (at === folder) return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? [folder] : undefined;
      continue;
    }
    count += entries.length;
    if (count > MAX_ENTRIES) return undefined;
    for (const entry of entries) {
      if ((!hidden && entry.name.startsWith('.')) || SKIPPED.has(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (isSecretPath(path)) return undefined;
      else if (entry.isFile()) files.push(path);
    }
  }
  return files;
}
