import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { resolvePath, trackedNames } from '@ock/kernel';
import { type FindWalk, findWalk } from './find-words.ts';
import { gitFolder } from './foreign-programs.ts';
import { type Reading, readPaths } from './read-only.ts';
import { globsOf, includesOf } from './search-patterns.ts';
import { searchedFiles } from './search-trees.ts';
import type { ShellCommand } from './shell.ts';

/** A name as a command prints it, and what it is. */
export interface Emitted {
  readonly name: string;
  readonly path: string;
  /** `other`: a folder, a link, what is not there */
  readonly kind: 'file' | 'folder' | 'other';
}

/** Names, and whether a NUL ends each of them. */
export interface Emission {
  readonly names: readonly Emitted[];
  readonly nul: boolean;
}

const MAX_ENTRIES = 20_000;
/** Options of grep and rg that make them print names of files and nothing else, or only choose what they look at. */
const NAMES_ONLY =
  /^-[rilLwEFPSUsx]+$|^--(recursive|ignore-case|files-with-matches|files|word-regexp|fixed-strings|extended-regexp|smart-case|(include|exclude|exclude-dir|glob|type)=[^/]*)$|^-[gt][^/]*$/;
const LISTS = /^-[a-zA-Z]*[lL]|^--files(-with-matches)?$/;

/** What git writes in another way in names. */
const QUOTED = /[^ -~]|["\\]/;

/** The names that a command prints when it runs in this folder; undefined: they cannot be told. What it leaves out all the same may stand among them. */
export function emittedBy(command: ShellCommand, folder: string): Emission | undefined {
  const reading = command.inner.length > 0 || command.told ? undefined : readPaths(command, [folder]);
  const [name = '', ...rest] = command.words.map(({ value = '' }) => value);
  if (!reading || command.words.some(({ value, glob }) => value === undefined && glob === undefined)) return undefined;
  if (name === 'find') return foundNames(command, folder);
  if (name === 'git') return trackedBy(rest, folder);
  if (name === 'ls') return listedBy(reading, rest, folder);
  return /^([ef]?grep|rg)$/.test(name) ? searchedBy(command, reading, folder) : undefined;
}

/** A command of a pipe that hands on some of the lines that it reads, and changes none. */
export function isFilter({ words, inner, told }: ShellCommand): boolean {
  const [name = '', ...rest] = words.map(({ value }) => value ?? '\0');
  if (inner.length > 0 || told || rest.includes('\0')) return false;
  const free = rest.filter((word) => !word.startsWith('-'));
  const only = (options: RegExp) => rest.every((word) => !word.startsWith('-') || options.test(word));
  if (/^[ef]?grep$/.test(name)) return free.length === 1 && only(/^-[vivwxEFP]+$/);
  if (name === 'sort') return free.length === 0 && only(/^-[unrVfds]+$/);
  if (name === 'uniq') return rest.length === 0;
  return /^(head|tail)$/.test(name) && /^(-\d+|-n ?\+?\d+)?$/.test(rest.join(' '));
}

/** All that find comes upon. @returns undefined: too much, or nobody knows */
export function foundBelow(
  { roots, follows, names, without, kinds, depth = MAX_ENTRIES }: FindWalk,
  folder: string,
): Emitted[] | undefined {
  const found: Emitted[] = [];
  const wanted = (name: string, kind: 'f' | 'd' | 'l') =>
    names.every((pattern) => pattern.test(name)) && (kinds === undefined || follows || kinds.includes(kind));
  let count = 0;
  for (const root of roots) {
    const facts = factsOf(resolvePath(root, folder));
    if (!facts) continue;
    const base = root.replace(/\/+$/, '').split('/').at(-1) || root;
    if (wanted(base, facts.isDirectory() ? 'd' : 'f')) found.push({ name: root, path: resolvePath(root, folder), kind: kindOf(facts) });
    const open: { name: string; path: string; level: number }[] = [{ name: root, path: resolvePath(root, folder), level: 1 }];
    for (let at = facts.isDirectory() ? open.pop() : undefined; at !== undefined; at = open.pop()) {
      const entries = at.level > depth || without.some((pattern) => pattern.test(at?.name ?? '')) ? [] : entriesOf(at.path);
      count += entries?.length ?? 0;
      if (!entries || count > MAX_ENTRIES) return undefined;
      for (const entry of entries) {
        const one = { name: at.name.endsWith('/') ? at.name + entry.name : `${at.name}/${entry.name}`, path: join(at.path, entry.name) };
        if (entry.isDirectory()) open.push({ ...one, level: at.level + 1 });
        const kind = entry.isDirectory() ? 'd' : entry.isSymbolicLink() ? 'l' : 'f';
        if (wanted(entry.name, kind)) found.push({ ...one, kind: kindOf(entry) });
      }
    }
  }
  return found;
}

function foundNames({ words }: ShellCommand, folder: string): Emission | undefined {
  const rest = words.slice(1);
  const prints = rest.flatMap(({ value }, at) => (/^-print0?$/.test(value ?? '') ? [{ value, at }] : []));
  if (prints.length > 1 || rest.some(({ value }) => value === '-printf' || value === '-ls')) return undefined;
  const walk = findWalk(rest.slice(0, prints[0]?.at));
  const names = walk && !walk.follows ? foundBelow(walk, folder) : undefined;
  return names && { names, nul: prints[0]?.value === '-print0' };
}

function trackedBy(words: readonly string[], folder: string): Emission | undefined {
  const dashes = words.indexOf('--');
  const options = words.slice(1, dashes === -1 ? undefined : dashes).filter((word) => word.startsWith('-'));
  if (words[0] !== 'ls-files' || !options.every((word) => /^(-z|-c|-m|--cached|--modified)$/.test(word))) return undefined;
  const elsewhere = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE'].some((name) => process.env[name] !== undefined);
  const git = elsewhere ? undefined : gitFolder(folder);
  const names = git && trackedNames(git.dir);
  if (!git || !names || names.size > MAX_ENTRIES) return undefined;
  if (!options.includes('-z') && [...names].some((name) => QUOTED.test(name))) return undefined;
  return { names: [...names].map((name) => described(relative(folder, join(git.top, name)), folder)), nul: options.includes('-z') };
}

/** Names in a folder are printed without it. */
function listedBy({ paths }: Reading, words: readonly string[], folder: string): Emission | undefined {
  if (!words.every((word) => !word.startsWith('-') || /^-[1atrSAU]+$/.test(word))) return undefined;
  const folders = paths.length === 0 ? ['.'] : paths.filter((path) => described(path, folder).kind !== 'file');
  if (folders.length > 1 || (folders.length === 1 && paths.length > 1)) return undefined;
  const hidden = words.some((word) => /^-.*[aA]/.test(word));
  const names = folders[0] === undefined ? paths : entriesOf(resolvePath(folders[0], folder))?.map(({ name }) => name);
  const shown = names && [
    ...names.filter((name) => hidden || !name.startsWith('.') || folders.length === 0),
    ...(hidden ? ['.', '..'] : []),
  ];
  return shown && { names: shown.map((name) => described(name, folder)), nul: false };
}

function searchedBy(command: ShellCommand, { paths, trees }: Reading, folder: string): Emission | undefined {
  const values = command.words.slice(1).flatMap(({ value }) => (value === undefined ? [] : [value]));
  const options = values.filter((word) => word.startsWith('-'));
  // what it reads elsewhere has a name of its own
  if (paths.length + trees.length === 0 || values.includes('-') || values.includes('--')) return undefined;
  if (!options.every((word) => NAMES_ONLY.test(word)) || !options.some((word) => LISTS.test(word))) return undefined;
  const isRg = command.words[0]?.value === 'rg';
  if (trees.length === 0) return { names: paths.map((path) => described(path, folder)), nul: false };
  const names: Emitted[] = [];
  for (const tree of trees) {
    const top = resolvePath(tree, folder);
    const found = searchedFiles(top, isRg ? globsOf(command) : undefined, isRg ? [] : includesOf(command));
    if (!found) return undefined;
    for (const path of new Set([...found.files, ...found.secrets])) {
      const below = relative(top, path);
      const start = paths.length === 0 ? '' : tree.endsWith('/') ? tree : `${tree}/`;
      names.push(described(below === '' ? tree : start + below, folder));
    }
  }
  return { names, nul: false };
}

function described(name: string, folder: string): Emitted {
  const path = resolve(folder, name);
  const facts = factsOf(path);
  return { name, path, kind: facts ? kindOf(facts) : 'other' };
}

function kindOf(facts: Dirent | Stats): Emitted['kind'] {
  return facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other';
}

function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A folder that may not be read has nothing in it for find, either. */
function entriesOf(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? [] : undefined;
  }
}
