import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';

export interface Folder {
  /** config, data, cache or state */
  kind: string;
  path: string;
}

export interface Removal {
  remove: Folder[];
  /** there, but left alone: what they are may be more than ours */
  left: (Folder & { why: 'kept' | 'not-ours' })[];
}

/**
 * Which of our folders exist and may be removed whole. A folder that is not named after the product (OPENCODE_DATA_DIR may name any), or that
 * holds the home folder, a git repository, the working directory or the program itself, is left alone.
 */
export function removable(paths: Readonly<Record<string, string>>, keep: readonly string[], inUse: readonly string[]): Removal {
  const result: Removal = { remove: [], left: [] };
  for (const [kind, path] of Object.entries(paths)) {
    if (!existsSync(path)) continue;
    if (keep.includes(kind)) result.left.push({ kind, path, why: 'kept' });
    else if (isOurs(path, [...inUse, homedir()])) result.remove.push({ kind, path });
    else result.left.push({ kind, path, why: 'not-ours' });
  }
  return result;
}

function isOurs(path: string, inUse: readonly string[]): boolean {
  if (basename(path).toLowerCase() !== 'opencode' && !(basename(dirname(path)).toLowerCase() === 'opencode')) return false;
  if (existsSync(join(path, '.git'))) return false;
  const real = realpathSync(path);
  return !inUse.some((other) => existsSync(other) && `${realpathSync(other)}${sep}`.startsWith(`${real}${sep}`));
}
