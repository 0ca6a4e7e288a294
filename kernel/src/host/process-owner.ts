import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for good: numbers are reused, numbers with a start time are not. */
export interface Owner {
  pid: number;
  /** the system's start time of the process, where it can be read (Linux) */
  started?: string;
  /** machine and process namespace, within which `pid` means something */
  host: string;
}

let self: Owner | undefined;

export function thisProcess(): Owner {
  if (!self) {
    const started = startTime(process.pid);
    self = { pid: process.pid, ...(started && { started }), host: `${hostname()}${namespace()}` };
  }
  return self;
}

/** @returns undefined when the process cannot be seen from here: another machine or container */
export function isOwnerAlive(owner: Owner): boolean | undefined {
  if (owner.host !== thisProcess().host) return undefined;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startTime(owner.pid);
  return started === undefined || owner.started === undefined || started === owner.started;
}

/** Field 22 of `/proc/<pid>/stat`; the name in field 2 may hold blanks and parentheses. A zombie has no start time here: it does nothing any more. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}

function namespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}
