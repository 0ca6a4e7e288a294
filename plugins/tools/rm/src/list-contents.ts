import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** entries of the largest folder that is removed in one call: each of them is judged */
export const MAX_ENTRIES = 5_000;

/** Everything below a folder, links not followed. @returns undefined when there is more than `MAX_ENTRIES` */
export function listContents(folder: string): string[] | undefined {
  const found: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name);
      found.push(path);
      if (found.length > MAX_ENTRIES) return undefined;
      if (entry.isDirectory()) open.push(path);
    }
  }
  return found;
}
