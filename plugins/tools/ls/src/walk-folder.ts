import type { Dirent } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { toolError } from '@ock/kernel';
import { loadIgnoreRules } from './ignore-rules.ts';

export interface Entry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  /** where a link leads, as it is written */
  target?: string;
  children?: Entry[];
  /** why a folder's content is not shown */
  closed?: string;
  /** entries of this folder that the limit left out */
  left?: number;
}

export interface Tree {
  entries: Entry[];
  left: number;
  shown: number;
  /** true: the limit left something out */
  more: boolean;
  /** names left out by rules, by where the rule stands */
  ignored: number;
}

export interface WalkOptions {
  patterns: string[];
  limit: number;
  signal: AbortSignal;
}

/** Folders that tools fill: named, never opened. */
const JUNK = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.gradle',
  '.terraform',
  '.next',
  '.nuxt',
  '.cache',
  'bower_components',
  'dist',
  'build',
  'target',
  'coverage',
  'vendor',
]);

/** Level by level, so that a deep folder never hides the top of the tree. Links are shown and not followed. */
export async function walkFolder(root: string, options: WalkOptions): Promise<Tree> {
  const top: Entry = { name: '', kind: 'folder' };
  const rules = await loadIgnoreRules(root, options.patterns);
  let level: { entry: Entry; path: string; rules: typeof rules }[] = [{ entry: top, path: root, rules }];
  let shown = 0;
  let ignored = 0;
  let more = false;
  while (level.length > 0) {
    const next: typeof level = [];
    for (const folder of level) {
      options.signal.throwIfAborted();
      if (shown >= options.limit) {
        folder.entry.closed = 'not shown';
        more = true;
        continue;
      }
      const names = await list(folder.path, folder.entry, root);
      const own =
        folder.path === root
          ? folder.rules
          : await folder.rules.enter(
              folder.path,
              names.some((name) => name.name === '.gitignore'),
            );
      folder.entry.children = [];
      for (const dirent of names) {
        const path = join(folder.path, dirent.name);
        if (own.excludes(path, dirent.isDirectory())) {
          ignored++;
          continue;
        }
        if (shown >= options.limit) {
          folder.entry.left = (folder.entry.left ?? 0) + 1;
          more = true;
          continue;
        }
        shown++;
        const entry = await describe(dirent, path);
        folder.entry.children.push(entry);
        if (entry.kind !== 'folder') continue;
        if (JUNK.has(entry.name)) entry.closed = 'left out';
        else next.push({ entry, path, rules: own });
      }
    }
    level = next;
  }
  return { entries: top.children ?? [], left: top.left ?? 0, shown, more, ignored };
}

/** Folders first, then by name. A folder that cannot be read says why; the root fails the call. */
async function list(path: string, entry: Entry, root: string): Promise<Dirent[]> {
  try {
    const names = await readdir(path, { withFileTypes: true });
    return names.sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (path === root) throw toolError(error, `list ${path}`);
    entry.closed = (error as NodeJS.ErrnoException).code === 'EACCES' ? 'permission denied' : 'unreadable';
    return [];
  }
}

async function describe(dirent: Dirent, path: string): Promise<Entry> {
  if (dirent.isSymbolicLink()) {
    return { name: dirent.name, kind: 'link', target: await readlink(path).catch(() => '?') };
  }
  return { name: dirent.name, kind: dirent.isDirectory() ? 'folder' : dirent.isFile() ? 'file' : 'other' };
}
