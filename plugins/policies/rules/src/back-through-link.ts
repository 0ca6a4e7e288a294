import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, normalize } from 'node:path';

const MAX_PARTS = 200;

/**
 * Whether a path goes up again behind a link: `link/../a` lies beside what the link leads to, as programs and the system see it, and not beside the
 * link, as its words look.
 */
export function goesBackThroughLink(path: string, folder: string): boolean {
  if (!path.includes('..')) return false;
  const whole = path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  const parts = whole.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length > MAX_PARTS) return parts.includes('..');
  let written = isAbsolute(whole) ? '/' : folder;
  for (const part of parts) {
    if (part === '..' && realOf(written) !== undefined && dirname(realOf(written) ?? '') !== realOf(dirname(normalize(written))))
      return true;
    written = join(written, part);
  }
  return false;
}

/** undefined: nothing is there that could lead anywhere */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
