import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The git root above `cwd`, or `cwd` itself: what counts as inside for permissions. @param cwd symlinks resolved */
export function workspaceOf(cwd: string): string {
  for (let dir = cwd; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.git'))) return dir;
    if (dirname(dir) === dir) return cwd;
  }
}
