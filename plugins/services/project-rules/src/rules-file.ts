import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { decodeText, detectText, factsOf, isSecretPath, openForReading, withoutHidden } from '@ock/kernel';

/** one is enough: those further back stand in where the first is missing */
const NAMES = ['AGENTS.md', 'CLAUDE.md'];
/** bytes of a file that are read; the budget is smaller */
const MAX_FILE = 1 << 20;

export interface Rules {
  /** absolute, symlinks resolved */
  path: string;
  text: string;
  from: 'person' | 'project';
}

/** The rules of a folder, by name; undefined: it has none. */
export function rulesIn(dir: string): string | undefined {
  return NAMES.map((name) => join(dir, name)).find((path) => factsOf(path)?.isFile());
}

/**
 * A file of rules as the model may see it: nothing hidden in it, and only where it really stands below one of the roots.
 * @param roots symlinks resolved
 */
export async function readRules(
  path: string,
  roots: readonly string[],
  mayRead: (path: string) => Promise<boolean>,
): Promise<{ path: string; text: string } | undefined> {
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  if (!roots.some((root) => isBelow(real, root)) || isSecretPath(real) || !(await mayRead(real))) return undefined;
  const handle = await openForReading(real);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(stat.size, MAX_FILE));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const data = buffer.subarray(0, stat.size > MAX_FILE ? buffer.lastIndexOf('\n') + 1 || bytesRead : bytesRead);
    const form = detectText(data);
    if (!form) return undefined;
    return { path: real, text: withoutHidden(decodeText(data, form)).trim() };
  } finally {
    await handle.close();
  }
}

export function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
