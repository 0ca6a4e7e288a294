import { createHash } from 'node:crypto';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** elsewhere the system's own way also changes the case of names */
const realPath: (path: string) => string = process.platform === 'linux' ? realpathSync.native : realpathSync;
/** links that lead to nothing are followed this many times, as the system follows others */
const MAX_DANGLING = 40;

/**
 * The absolute path with `~` expanded and every symlink resolved, also when the last parts do not exist yet and where a link leads to a file
 * that does not exist yet: what decisions are made on. A name that is not there stands for the only one that looks the same: composed
 * otherwise, or with other spaces. Never throws for missing files.
 */
export function resolvePath(path: string, cwd: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  let existing = isAbsolute(expanded) ? resolve(expanded) : resolve(cwd, expanded);
  const missing: string[] = [];
  let hops = 0;
  for (;;) {
    try {
      const real = realPath(existing);
      const [name, ...rest] = missing;
      const twin = name === undefined ? undefined : lookalike(real, name);
      return twin === undefined ? join(real, ...missing) : resolvePath(join(real, twin, ...rest), cwd);
    } catch {
      const target = hops < MAX_DANGLING ? linkTarget(existing) : undefined;
      if (target !== undefined) {
        hops++;
        existing = resolve(realPath(dirname(existing)), target);
        continue;
      }
      const parent = dirname(existing);
      if (parent === existing) return join(existing, ...missing);
      missing.unshift(basename(existing));
      existing = parent;
    }
  }
}

/** The one entry of the folder whose name looks like a missing one: models write what they see, not what stands on the disk. */
function lookalike(folder: string, missing: string): string | undefined {
  if (/^[\x21-\x7e]*$/.test(missing)) return undefined;
  try {
    const wanted = seen(missing);
    const found = readdirSync(folder).filter((name) => seen(name) === wanted);
    return found.length === 1 && found[0] !== missing ? found[0] : undefined;
  } catch {
    return undefined;
  }
}

function seen(name: string): string {
  return name.normalize('NFC').replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ');
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Identifies a version of a file's content: SHA-256 of the bytes, shortened. */
export function fileStamp(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}
