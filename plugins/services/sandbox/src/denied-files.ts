import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expandHome } from '@ock/kernel';

/** entries of the workspace that are looked at for what patterns match */
const MAX_ENTRIES = 5_000;
/** files and folders that are hidden */
const MAX_FOUND = 200;
const MAX_PATTERN = 300;
const MAX_INDEX = 33_554_432;
/** bytes before a name in git's index that may look like a part of it */
const INDEX_JUNK = 22;
const SKIPPED = new Set(['.git', 'node_modules']);

/**
 * What rules of the configuration deny to read (`deny = ["read(secrets/**)"]`), as it is there now: commands must not see it either, however they are
 * spelled. Not what git tracks: it stands in the history anyway, and a commit would take it for removed.
 * @param git the folder of the repository; undefined: there is none
 */
export function deniedFiles(workspace: string, rules: readonly string[], home: string, git: string | undefined): string[] {
  const found = new Set<string>();
  const names: RegExp[] = [];
  const paths: RegExp[] = [];
  for (const rule of rules) {
    const pattern = /^\s*(?:read|\*)\s*\((.+)\)\s*$/s.exec(rule)?.[1]?.trim() ?? '';
    if (pattern === '' || pattern.length > MAX_PATTERN || /^[*/?]*$/.test(pattern)) continue;
    const plain = pattern.replace(/^\.\//, '').replace(/\/(\*\*)?$/, '');
    if (/[*?{}\\]/.test(plain)) (pattern.includes('/') ? paths : names).push(expression(plain));
    else if (plain.includes('/') || pattern.includes('/')) found.add(expandHome(plain, home).replace(/^(?!\/)/, `${workspace}/`));
    else names.push(expression(plain));
  }
  if (names.length + paths.length > 0) search(workspace, names, paths, found);
  const there = [...found].filter((path) => existsSync(path)).slice(0, MAX_FOUND);
  if (there.length === 0) return there;
  const tracked = git === undefined ? [] : trackedNames(git);
  return tracked === undefined ? [] : there.filter((path) => !isTracked(relative(workspace, path), tracked));
}

function search(workspace: string, names: readonly RegExp[], paths: readonly RegExp[], found: Set<string>): void {
  const open = [workspace];
  let count = 0;
  for (let folder = open.shift(); folder !== undefined && count <= MAX_ENTRIES; folder = open.shift()) {
    for (const entry of entries(folder)) {
      count++;
      const path = join(folder, entry.name);
      const within = relative(workspace, path);
      if (names.some((name) => name.test(entry.name)) || paths.some((one) => one.test(within) || one.test(path))) found.add(path);
      else if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push(path);
    }
  }
}

function entries(folder: string): import('node:fs').Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A glob of paths: `*` and `?` within a folder, `**` across them, `{a,b}` a choice. */
function expression(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(/\*\*\/?|[*?{},]|[.+^$()|[\]\\]/g, (mark) => {
    if (mark.startsWith('**')) return mark.endsWith('/') ? '(?:.*/)?' : '.*';
    if (mark === '*') return '[^/]*';
    if (mark === '?') return '[^/]';
    if (mark === '{' && ++depth > 0) return '(?:';
    if (mark === '}' && depth-- > 0) return ')';
    return mark === ',' ? (depth > 0 ? '|' : ',') : `\\${mark}`;
  });
  try {
    return new RegExp(`^(?:${source})$`, 's');
  } catch {
    // a brace without its other half is itself
    return new RegExp(`^${glob.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 's');
  }
}

/** The names in git's index; undefined: that cannot be told. */
function trackedNames(git: string): string[] | undefined {
  try {
    const facts = statSync(join(git, 'index'), { throwIfNoEntry: false });
    if (!facts) return [];
    if (facts.size > MAX_INDEX) return undefined;
    const names = readFileSync(join(git, 'index'), 'latin1').match(/[^\0-\x1f\x7f]+(?=\0)/g) ?? [];
    return names.map((name) => Buffer.from(name, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isTracked(path: string, tracked: readonly string[]): boolean {
  return tracked.some((name) => {
    const at = name.indexOf(path);
    if (at === -1 || at > INDEX_JUNK) return false;
    const rest = name.slice(at + path.length);
    return rest === '' || rest.startsWith('/');
  });
}
