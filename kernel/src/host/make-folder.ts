import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, readable by their owner only.
 * @throws the file system's error: Node says of a folder on a read-only disk that it is not there
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') mkdirSync(firstMissing(path), { mode: 0o700 });
    throw error;
  }
}

/** The outermost of those that are not there. */
function firstMissing(path: string): string {
  let missing = path;
  for (let above = dirname(path); above !== dirname(above) && !existsSync(above); above = dirname(above)) missing = above;
  return missing;
}
