import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LayerName } from './layer-stack.ts';
import { isRepository, ownFolders } from './own-folders.ts';
import { type Environment, expandHome, managedFile, type Paths } from './paths.ts';

export const FILE_NAME = 'opencode.toml';

/** More is no configuration; a device or a pipe of that name would never end. */
const MAX_BYTES = 1024 * 1024;

export interface FoundFile {
  path: string;
  layer: Extract<LayerName, 'global' | 'project' | 'config' | 'managed'>;
  /** the folder whose trust decides; project files only */
  folder?: string;
  /** `unfit`: there, but no ordinary file, or far too large */
  state: 'present' | 'absent' | 'unfit' | 'repeated';
}

/** Where configuration may stand, lowest layer first. One `stat` a place, nothing is read. */
export function findFiles(options: { cwd: string; env: Environment; paths: Paths; managed?: string }): FoundFile[] {
  const { cwd, env, paths, managed = managedFile() } = options;
  const files: FoundFile[] = [{ path: join(paths.config, FILE_NAME), layer: 'global', state: 'absent' }];
  for (const folder of projectFolders(cwd)) {
    for (const path of [join(folder, FILE_NAME), join(folder, '.opencode', FILE_NAME)])
      files.push({ path, layer: 'project', folder, state: 'absent' });
  }
  if (env.OPENCODE_CONFIG)
    files.push({ path: resolve(cwd, expandHome(env.OPENCODE_CONFIG, env.HOME ?? homedir())), layer: 'config', state: 'absent' });
  files.push({ path: managed, layer: 'managed', state: 'absent' });
  const seen = new Set<string>();
  for (const file of files) {
    file.state = seen.has(file.path) && file.layer === 'project' ? 'repeated' : stateOf(file.path);
    seen.add(file.path);
  }
  return files;
}

/** The folders from the git root down to `cwd`; outside of git only `cwd`. */
export function projectFolders(cwd: string): string[] {
  const folders = ownFolders(cwd).reverse();
  return isRepository(folders[0] as string) ? folders : [cwd];
}

function stateOf(path: string): FoundFile['state'] {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return 'absent';
    return stat.isFile() && stat.size <= MAX_BYTES ? 'present' : 'unfit';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? 'absent' : 'present';
  }
}
