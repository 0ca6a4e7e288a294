import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const MAX_STEPS = 200;
/** What such a link leads to depends on the process that follows it: a command's own folder is not ours. */
const OWN = /^\/proc\/[^/]+\/(task\/[^/]+\/)?(cwd|root|fd|map_files)$/;

/** Whether a path leads through a link of a process's own (`/proc/self/cwd`), by itself or by a symlink: where to cannot be known here. */
export function throughProcess(path: string, folder: string): boolean {
  let at = '/';
  const open = resolve(folder, path)
    .split('/')
    .filter((part) => part !== '');
  for (let steps = 0; open.length > 0; steps++) {
    if (steps > MAX_STEPS) return true;
    const next = join(at, open.shift() as string);
    if (OWN.test(next)) return true;
    const target = linkTarget(next);
    if (target === undefined) at = next;
    else {
      open.unshift(
        ...resolve(dirname(next), target)
          .split('/')
          .filter((part) => part !== ''),
      );
      at = '/';
    }
  }
  return false;
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
