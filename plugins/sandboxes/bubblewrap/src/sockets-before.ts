import { lstatSync, readFileSync, type Stats } from 'node:fs';

const BEGUN_MS = Date.now() - process.uptime() * 1000;
/** of them that are looked at */
const MAX = 2_000;

/**
 * Sockets with a path that were there before this process: those of terminal multiplexers, agents that hold keys, daemons. A command that could
 * connect to one could have it do things outside. Those that commands of ours made since are theirs to use.
 */
export function socketsBefore(begun = BEGUN_MS): string[] {
  const found = new Set<string>();
  for (const line of listening().slice(0, MAX)) {
    const path = /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1];
    if (path !== undefined && isOldSocket(path, begun)) found.add(path);
  }
  return [...found].sort();
}

export function isOldSocket(path: string, begun = BEGUN_MS): boolean {
  const facts = factsOf(path);
  return facts?.isSocket() === true && facts.ctimeMs < begun;
}

/** What this user cannot reach, a command of ours cannot either. */
function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function listening(): string[] {
  try {
    return readFileSync('/proc/net/unix', 'utf8').split('\n');
  } catch {
    // no such file system here: nothing can be told about sockets
    return [];
  }
}
