import { createHash } from 'node:crypto';
import { readlinkSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** links that lead to nothing are followed this many times, as the system follows others */
const MAX_DANGLING = 40;

/**
 * The absolute path with `~` expanded and every symlink resolved, also when the last parts do not exist yet and where a link leads to a file
 * that does not exist yet: what decisions are made on. Never throws for missing files.
 */
export function resolvePath(path: string, cwd: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  let existing = isAbsolute(expanded) ? resolve(expanded) : resolve(cwd, expanded);
  const missing: string[] = [];
  let hops = 0;
  for (;;) {
    try {
      return join(realpathSync(existing), ...missing);
    } catch {
      const target = hops < MAX_DANGLING ? linkTarget(existing) : undefined;
      if (target !== undefined) {
        hops++;
        existing = resolve(realpathSync(dirname(existing)), target);
        continue;
      }
      const parent = dirname(existing);
      if (parent === existing) return join(existing, ...missing);
      missing.unshift(basename(existing));
      existing = parent;
    }
  }
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
