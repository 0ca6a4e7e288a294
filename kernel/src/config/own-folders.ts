import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A folder further up than this is not looked for. */
const MAX_DEPTH = 64;

/** True for a repository's root, also that of a worktree or a submodule. */
export function isRepository(folder: string): boolean {
  try {
    return statSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // ENOTDIR, EACCES: nothing that can be entered
  }
}

/**
 * The folder and those above it whose trust it shares: up to the root of the repository it belongs to, outside of any to the file system's root. A
 * submodule and a repository inside another are folders of their own.
 * @param folder symlinks resolved
 */
export function ownFolders(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; !isRepository(at) && at !== dirname(at) && folders.length < MAX_DEPTH; ) {
    at = dirname(at);
    folders.push(at);
  }
  return folders;
}
