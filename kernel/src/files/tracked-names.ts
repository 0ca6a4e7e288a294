import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gitIndexEntries } from './git-index.ts';
import { readRegular } from './read-regular.ts';

const MAX_INDEX = 33_554_432;

/**
 * The names in the index of the repository whose `.git` folder this is; none where there is no index.
 * @returns undefined for what it does not understand: split and sparse ones, other hashes than SHA-1, unreadable and damaged ones
 */
export function trackedNames(git: string): Set<string> | undefined {
  try {
    const index = join(git, 'index');
    const facts = statSync(index, { throwIfNoEntry: false });
    if (!facts) return new Set();
    const entries = facts.size > MAX_INDEX ? undefined : gitIndexEntries(readRegular(index));
    return entries && new Set(entries.map(({ path }) => path));
  } catch {
    return undefined;
  }
}
