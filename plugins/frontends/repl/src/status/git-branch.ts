import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readRegular } from '@ock/kernel';

/** folders above the working one that are looked at */
const MAX_UP = 40;

/** The branch that is checked out, or the first signs of a commit. Reads one or two small files; starts no program. */
export function gitBranch(cwd: string): string | undefined {
  let folder = cwd;
  for (let up = 0; up < MAX_UP; up++) {
    const head = readHead(join(folder, '.git'));
    if (head !== undefined) return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? head.slice(0, 8);
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return undefined;
}

function readHead(git: string): string | undefined {
  try {
    if (statSync(git).isDirectory()) return readRegular(join(git, 'HEAD')).toString().trim();
    const elsewhere = /^gitdir: (.+)$/m.exec(readRegular(git).toString())?.[1];
    return (
      elsewhere &&
      readRegular(join(resolve(dirname(git), elsewhere), 'HEAD'))
        .toString()
        .trim()
    );
  } catch {
    return undefined; // no repository here
  }
}
