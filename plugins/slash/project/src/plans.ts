import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePath, type Slash, sanitizeLine, shownPath, type Translate } from '@ock/kernel';
import { rootOf } from './place.ts';

const FOLDER = '.opencode/plans';
const MAX_SHOWN = 40;

/** Plans in files, the newest first: in the folder that `plans_dir` names, and in the usual one. */
export function createPlans(t: Translate): Slash {
  return {
    run(context) {
      const { kernel, line, table } = context;
      const root = rootOf(context);
      const configured = kernel.config.config.plans_dir;
      const folders = [...(typeof configured === 'string' ? [resolvePath(configured, root)] : []), join(root, FOLDER)];
      const found = [...new Set(folders)].flatMap(plansIn).sort((a, b) => b.time - a.time);
      if (found.length === 0)
        return line(t('slash-project.no_plans', { folder: sanitizeLine(shownPath(folders[0] as string, kernel.cwd)) }));
      table(
        found
          .slice(0, MAX_SHOWN)
          .map(({ file, time }) => [`@${sanitizeLine(shownPath(file, kernel.cwd))}`, kernel.language.format.dateTime(time)]),
      );
    },
  };
}

function plansIn(folder: string): { file: string; time: number }[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.md$/i.test(name))
      .map((name) => ({ file: join(folder, name), time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  } catch {
    return []; // no such folder
  }
}
