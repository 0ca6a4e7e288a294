import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSecretPath, trackedNames } from '@ock/kernel';
import { matchesGlob } from './glob.ts';
import { type Ignored, ignoredFrom, ignoredIn } from './ignored-folders.ts';

const MAX_ENTRIES = 40_000;
const MAX_BYTES = 65_536;
const MAX_PARENTS = 32;
/** what git has stored, which is no file of a person's */
const OBJECTS = /\/\.git\/(.*\/)?objects$/;
const IGNORES = ['.gitignore', '.ignore', '.rgignore'];

export interface Searched {
  readonly files: readonly string[];
  /** those of them, and of what is no plain file, that look like secrets */
  readonly secrets: readonly string[];
  /** what is neither a file nor a folder: links, which some programs follow */
  readonly links: readonly string[];
}

/**
 * The files below a folder, as far as a recursive search would read them; undefined: too many.
 * @param shown patterns that bring hidden and ignored files in, as for ripgrep; absent: they are searched anyway
 * @param only names that are searched alone
 */
export function searchedFiles(folder: string, shown?: readonly string[], only: readonly string[] = []): Searched | undefined {
  const files: string[] = [];
  const patterns = shown && [...shown, ...parents(folder).flatMap(shownBy)];
  const seen = (name: string, isFolder: boolean): boolean =>
    !patterns || !name.startsWith('.') || patterns.some((pattern) => shows(pattern, name, isFolder));
  const left = (name: string, { here, below }: Ignored): boolean =>
    (here.includes(name) || below.includes(name)) && !patterns?.some((pattern) => shows(pattern, name, true));
  const open = [{ at: folder, ignored: shown ? ignoredFrom(folder) : undefined }];
  let count = 0;
  const secrets: string[] = [];
  const links: string[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, ignored } = next;
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(at, { withFileTypes: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (at === folder) return code === 'ENOTDIR' ? { files: [folder], secrets: [], links: [] } : undefined;
      continue;
    }
    count += entries.length;
    if (count > MAX_ENTRIES) return undefined;
    if (patterns && at !== folder) patterns.push(...shownBy(at));
    for (const entry of entries) {
      if (!seen(entry.name, entry.isDirectory())) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        if (!OBJECTS.test(path) && !(ignored && left(entry.name, ignored)))
          open.push({ at: path, ignored: ignored && ignoredIn(path, ignored.below) });
      } else if (only.length === 0 || only.some((pattern) => matchesGlob(pattern, entry.name, false))) {
        if (isSecretPath(path)) secrets.push(path);
        (entry.isFile() ? files : links).push(path);
      }
    }
  }
  return { files, secrets, links };
}

/** The files that git knows in the repository whose `.git` folder this is, by the names in its index; undefined: that cannot be told. */
export function trackedFiles(git: string, top: string): Searched | undefined {
  const names = trackedNames(git);
  const files = names && [...names].map((name) => join(top, name));
  return files && { files, secrets: files.filter(isSecretPath), links: [] };
}

/** The folder and those above it, the nearest first. */
function parents(folder: string): string[] {
  const all = [folder];
  for (let at = folder; dirname(at) !== at && all.length < MAX_PARENTS; at = dirname(at)) all.push(dirname(at));
  return all;
}

/** The patterns of a folder's ignore files that take something back: ripgrep searches what they match, hidden or not. */
function shownBy(folder: string): string[] {
  return IGNORES.flatMap((name) => {
    try {
      const facts = statSync(join(folder, name), { throwIfNoEntry: false });
      if (!facts?.isFile() || facts.size > MAX_BYTES) return [];
      const lines = readFileSync(join(folder, name), 'utf8').split('\n');
      return lines.flatMap((line) => (line.startsWith('!') ? [line.slice(1).trim()] : []));
    } catch {
      return [];
    }
  });
}

/** Whether a pattern could be about this name; one of a path could be about any folder. */
function shows(pattern: string, name: string, isFolder: boolean): boolean {
  const parts = pattern.split('/').filter((part) => part !== '');
  return (isFolder ? parts : parts.slice(-1)).some((part) => /[[\\]/.test(part) || matchesGlob(part, name, false));
}
