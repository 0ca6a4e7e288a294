import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { expandHome, trackedNames } from '@ock/kernel';

/** entries of the workspace that are looked at for what patterns match */
const MAX_ENTRIES = 5_000;
/** files and folders that are hidden */
const MAX_FOUND = 200;
const MAX_PATTERN = 300;
const SKIPPED = new Set(['.git', 'node_modules']);

/**
 * What rules of the configuration deny to read (`deny = ["read(secrets/**)"]`), as it is there now: commands must not see it either, however they are
 * spelled. Not what git tracks, where that can be told: it stands in the history anyway, and a commit would take it for removed.
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
  const tracked = there.length > 0 && git !== undefined ? trackedNames(git) : undefined;
  return tracked ? there.filter((path) => !isTracked(relative(workspace, path), tracked)) : there;
}

/** What rules allow to read by its whole name (`read(~/.netrc)`, `read(~/.aws/**)`): files and folders outside of the workspace. */
export function namedFiles(rules: readonly string[], home: string): string[] {
  return rules.flatMap((rule) => {
    const pattern = /^\s*(?:read|\*)\s*\((.+)\)\s*$/s.exec(rule)?.[1]?.trim() ?? '';
    const plain = expandHome(pattern.replace(/\/(\*\*)?$/, ''), home);
    return pattern.length <= MAX_PATTERN && isAbsolute(plain) && !/[*?{}\\]/.test(plain) ? [plain] : [];
  });
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

function isTracked(path: string, tracked: ReadonlySet<string>): boolean {
  if (tracked.has(path)) return true;
  for (const name of tracked) if (name.startsWith(`${path}/`)) return true;
  return false;
}
