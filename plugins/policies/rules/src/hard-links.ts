import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isSecretPath } from '@ock/kernel';
import { isInside, type Places } from './paths.ts';

/** entries of one folder, and folders, that are looked at */
const MAX_ENTRIES = 500;
const MAX_FOLDERS = 64;
/** below the home folder */
const STORES = ['', '.ssh', '.aws', '.azure', '.kube', '.docker', '.gnupg', '.config/gh', '.config/gcloud'];

/**
 * The secret or own file that this one is another name of: a hard link has the content of a secret under a harmless name. Looked for where
 * secrets usually are: our own folders, the stores of the home folder, the file's folders up to the workspace, and the workspace's own.
 */
export function secretTwin(path: string, places: Places): string | undefined {
  const file = facts(path);
  if (!file?.isFile() || file.nlink < 2) return undefined;
  for (const folder of candidates(path, places)) {
    const own = places.own.some((one) => isInside(folder, one));
    for (const name of entries(folder)) {
      const other = join(folder, name);
      if (other === path || !(own || isSecretPath(other) || name === 'opencode.toml')) continue;
      const twin = facts(other);
      if (twin?.ino === file.ino && twin.dev === file.dev) return other;
    }
  }
  return undefined;
}

function candidates(path: string, { own, workspace }: Places): Set<string> {
  const folders = new Set<string>([...own, ...STORES.map((store) => join(homedir(), store))]);
  for (let folder = dirname(path); isInside(folder, workspace) && folders.size < MAX_FOLDERS; folder = dirname(folder)) {
    folders.add(folder);
    if (folder === workspace) break;
  }
  folders.add(workspace);
  for (const name of entries(workspace)) {
    if (folders.size >= MAX_FOLDERS) break;
    if (name !== '.git' && name !== 'node_modules' && facts(join(workspace, name))?.isDirectory()) folders.add(join(workspace, name));
  }
  return folders;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, MAX_ENTRIES);
  } catch {
    return [];
  }
}

function facts(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
