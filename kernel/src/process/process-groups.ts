import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { GroupWatcher } from './group-watcher.ts';

/** by their leaders' ids, with when they began: ms as of `performance.now()` */
const groups = new Map<number, number>();
const watcher = new GroupWatcher();
let hooked = false;

/** Call it before a group is started: the less is left to do then until it is tracked, the less time there is to be killed in between. */
export function readyForGroups(): void {
  watcher.start();
}

/** Counts a process group as ours until it is empty: it is killed at the latest when this process exits, or is killed itself. @param pid of the group's leader */
export function trackGroup(pid: number): void {
  if (!hooked) process.once('exit', () => killAllGroups());
  hooked = true;
  groups.set(pid, performance.now());
  watcher.add(pid);
}

/** Forgets the group when nothing of it runs any more. @returns whether something still runs */
export function pruneGroup(pid: number): boolean {
  if (!groups.has(pid)) return false;
  if (groupAlive(pid)) return true;
  forget(pid);
  return false;
}

/** Signals every process of the group; a group that is gone is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).once('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') forget(pid);
  }
}

/**
 * Ends every process group started here that still runs, background children included. Runs by itself when the process exits; a handler of
 * SIGINT or SIGTERM that leaves by signal must call it.
 */
export function killAllGroups(signal: NodeJS.Signals = 'SIGKILL'): void {
  for (const pid of groups.keys()) killGroup(pid, signal);
}

/** The leaders' ids of the groups that still run. */
export function liveGroups(): number[] {
  return [...groups.keys()].filter((pid) => pruneGroup(pid));
}

function forget(pid: number): void {
  if (groups.delete(pid)) watcher.remove(pid);
}

function groupAlive(pid: number): boolean {
  return takesSignals(pid) && (process.platform !== 'linux' || hasLivingMember(pid));
}

/** Is anything of the group there, be it only until its parent looks? Costs next to nothing, unlike `pruneGroup` on a machine with many processes. */
export function takesSignals(pid: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A container whose first process reaps nothing, or late, leaves zombies, which still take signals: only members in another state count. */
function hasLivingMember(group: number): boolean {
  const age = performance.now() - (groups.get(group) ?? 0);
  const most = idLimit();
  // ids are given in order, and begin anew behind the highest: what a young group started has one of those that follow its leader's
  const span = age < YOUNG_MS && most > 0 ? SOME_IDS + age * IDS_PER_MS : Number.POSITIVE_INFINITY;
  return readdirSync('/proc').some((name) => {
    const id = Number(name);
    if (Number.isNaN(id) || (id < group ? id + most : id) - group > span) return false;
    const [state, , pgrp] = processStat(name);
    return Number(pgrp) === group && state !== 'Z' && state !== 'X';
  });
}

const YOUNG_MS = 1_000;
/** more processes than can be started meanwhile, on a large machine too */
const SOME_IDS = 500;
const IDS_PER_MS = 30;
let knownLimit: number | undefined;
/** Ids of processes are below it; 0 where nobody says it: then every process is looked at. */
function idLimit(): number {
  try {
    knownLimit ??= Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'));
  } catch {
    knownLimit = 0;
  }
  return knownLimit;
}

/** a line of /proc/PID/stat up to the process group is shorter */
const line = Buffer.alloc(512);

/** The fields of /proc/PID/stat behind the program's name: state, parent, process group … */
function processStat(pid: string): string[] {
  let file: number | undefined;
  try {
    file = openSync(`/proc/${pid}/stat`, 'r');
    const stat = line.toString('latin1', 0, readSync(file, line));
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
