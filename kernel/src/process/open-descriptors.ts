import { readdirSync, readFileSync } from 'node:fs';

/** bit of `flags` in /proc/self/fdinfo: it is closed for programs that are started */
const CLOSED_FOR_OTHERS = 0o2000000;
let found: readonly string[] | undefined;

/**
 * File descriptors above 2 that whoever started us left open for all programs below: a deleted file, a socket of a build server. Node closes those it opens
 * itself, and the first few of others. Only where the system tells; looked for once.
 */
export function openDescriptors(): readonly string[] {
  found ??= process.platform === 'linux' ? look() : [];
  return found;
}

function look(): string[] {
  try {
    return readdirSync('/proc/self/fd').filter((name) => {
      if (Number(name) <= 2) return false;
      const flags = /^flags:\s*([0-7]+)/m.exec(readInfo(name))?.[1];
      return flags !== undefined && (Number.parseInt(flags, 8) & CLOSED_FOR_OTHERS) === 0;
    });
  } catch {
    // no such folder: then nobody can tell
    return [];
  }
}

function readInfo(name: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${name}`, 'latin1');
  } catch {
    // the one that listed the folder
    return '';
  }
}
