import { readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from '@ock/kernel';
import { projectFolders } from '@ock/kernel/config';

/** A folder whose folders are skills. */
export interface SkillFolder {
  path: string;
  /** the project folder that it stands in, and whose trust decides; absent: the user's own */
  project?: string;
}

const IN_PROJECT = ['.opencode/skills', '.agents/skills', '.claude/skills'];
/** skills of one folder; what is further down in the order of names is not looked at */
const MAX_SKILLS = 200;

/** Those that are there, the nearest first: of the project from the folder worked in upwards, then the user's. */
export function skillFolders({ cwd, paths, options }: Kernel): SkillFolder[] {
  const home = options.env.HOME || homedir();
  const own = [join(paths.config, 'skills'), join(home, '.agents/skills'), join(home, '.claude/skills')].filter(isFolder);
  const ours = new Set(own.map((path) => realpathSync(path)));
  const project = projectFolders(cwd)
    .reverse()
    .flatMap((folder) => IN_PROJECT.map((name) => ({ path: join(folder, name), project: folder })))
    .filter(({ path }) => isFolder(path) && !ours.has(realpathSync(path)));
  return [...project, ...own.map((path) => ({ path }))];
}

/** The SKILL.md files in a folder of skills, in the order of names. */
export function skillFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .slice(0, MAX_SKILLS)
    .map((name) => join(folder, name, 'SKILL.md'))
    .filter((file) => {
      try {
        return statSync(file, { throwIfNoEntry: false }) !== undefined;
      } catch {
        // ENOTDIR: a file beside the folders of skills
        return false;
      }
    });
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
