import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectFolders } from '../config/find-files.ts';
import type { Kernel } from './kernel.ts';

const HOME = '~/';
const CONFIG = '{config}/';

/**
 * Is one of these files or folders there? `~/x` below the home folder, `{config}/x` below the folder of our own configuration, any other name in
 * a folder from the project's root down to the one worked in.
 */
export function anyStands({ cwd, paths, options }: Kernel, names: readonly string[]): boolean {
  const own = (name: string) => name.startsWith(HOME) || name.startsWith(CONFIG);
  const home = options.env.HOME || homedir();
  const place = (name: string) =>
    name.startsWith(HOME) ? join(home, name.slice(HOME.length)) : join(paths.config, name.slice(CONFIG.length));
  if (names.some((name) => own(name) && existsSync(place(name)))) return true;
  const project = names.filter((name) => !own(name));
  return project.length > 0 && projectFolders(cwd).some((folder) => project.some((name) => existsSync(join(folder, name))));
}
