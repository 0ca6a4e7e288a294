import { opendir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** entries looked at */
const MAX_ENTRIES = 5_000;

/**
 * Files that a missing path may have meant: in its nearest existing folder, names that are close in spelling or hold one another.
 * @param path absolute
 * @returns absolute paths, best first
 */
export async function nearNames(path: string, limit = 3): Promise<string[]> {
  let folder = dirname(path);
  let wanted = basename(path);
  let names = await entries(folder);
  for (let up = 0; names === undefined && up < 64 && dirname(folder) !== folder; up++) {
    wanted = basename(folder);
    folder = dirname(folder);
    names = await entries(folder);
  }
  const target = wanted.toLowerCase();
  return (names ?? [])
    .map((name) => ({ name, score: closeness(target, name.toLowerCase()) }))
    .filter((candidate) => candidate.score >= 0.5)
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map((candidate) => join(folder, candidate.name));
}

async function entries(folder: string): Promise<string[] | undefined> {
  try {
    const names: string[] = [];
    for await (const entry of await opendir(folder)) {
      names.push(entry.name);
      if (names.length >= MAX_ENTRIES) break;
    }
    return names;
  } catch {
    return undefined;
  }
}

/** The same but for two neighbouring letters in the other order. */
function swapped(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a.length === b.length && a.slice(at + 2) === b.slice(at + 2) && a[at] === b[at + 1] && a[at + 1] === b[at];
}

/** 1 equal, 0 nothing in common: the share of common pairs of letters, or how much of the longer name the shorter one is. */
export function closeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length < 2 || b.length < 2) return 0;
  const stem = (name: string) => name.replace(/(?<=.)\.[^.]*$/, '');
  if (stem(a) === stem(b)) return 0.9;
  const ending = a.slice(stem(a).length);
  return ending !== '' && b.endsWith(ending) ? alike(stem(a), stem(b)) : alike(a, b);
}

function alike(a: string, b: string): number {
  if (swapped(a, b)) return 0.95;
  const held = a.includes(b) || b.includes(a) ? Math.min(a.length, b.length) / Math.max(a.length, b.length) : 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i < a.length - 1; i++) pairs.set(a.slice(i, i + 2), (pairs.get(a.slice(i, i + 2)) ?? 0) + 1);
  let common = 0;
  for (let i = 0; i < b.length - 1; i++) {
    const left = pairs.get(b.slice(i, i + 2)) ?? 0;
    if (left > 0) {
      common++;
      pairs.set(b.slice(i, i + 2), left - 1);
    }
  }
  return Math.max(held > 0 ? held + 0.1 : 0, (2 * common) / Math.max(1, a.length + b.length - 2));
}
