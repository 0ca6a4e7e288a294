import { lstatSync, opendirSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** entries of a folder that are looked at to find one whose name has letters */
const MAX_ENTRIES = 16;
/** Folders where the disk was seen to tell `A` from `a`, by what they are: that holds for as long as they are there and not empty. */
const TELLING = new Set<string>();
const MAX_TELLING = 10_000;
const IGNORED_IN_NAMES = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Does the disk take `A` and `a` for the same name there? Found out by looking a name up in the other case: by what the nearest existing folder
 * holds, else by its own name.
 * @param path absolute; it need not exist. @param known what was found out of folders, kept for as long as they count as standing still
 */
export function diskFolds(path: string, known = new Map<string, boolean>()): boolean {
  let folder = path;
  let facts = stat(folder);
  while (!facts?.isDirectory()) {
    const parent = dirname(folder);
    if (parent === folder) return false;
    folder = parent;
    facts = stat(folder);
  }
  const folds = known.get(folder) ?? foldsIn(folder, facts);
  known.set(folder, folds);
  return folds;
}

function foldsIn(folder: string, { dev, ino, ctimeMs }: Stats): boolean {
  // another folder may get its number, and an emptied one another way to compare: neither goes without another time
  const key = `${dev} ${ino} ${ctimeMs}`;
  if (TELLING.has(key)) return false;
  const byEntry = sameInOtherCase(lettered(folder));
  if (byEntry === false && TELLING.size < MAX_TELLING) TELLING.add(key);
  return byEntry ?? sameInOtherCase(folder) ?? false;
}

/** The text as such a disk compares names: composed, in one case, without what it ignores. */
export function folded(text: string): string {
  return text.normalize('NFC').replace(IGNORED_IN_NAMES, '').toUpperCase().toLowerCase();
}

function sameInOtherCase(path: string | undefined): boolean | undefined {
  if (path === undefined) return undefined;
  const name = basename(path);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return undefined;
  const here = stat(path);
  const there = stat(join(dirname(path), other));
  return here !== undefined && there !== undefined && here.ino === there.ino && here.dev === there.dev;
}

/** One entry with letters in its name. */
function lettered(folder: string): string | undefined {
  try {
    const open = opendirSync(folder);
    try {
      for (let seen = 0; seen < MAX_ENTRIES; seen++) {
        const entry = open.readSync();
        if (!entry) return undefined;
        if (/[a-z]/i.test(entry.name)) return join(folder, entry.name);
      }
    } finally {
      open.closeSync();
    }
  } catch {
    return undefined;
  }
  return undefined;
}

function stat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
