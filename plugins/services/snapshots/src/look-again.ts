import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { linkTarget, specialId } from './file-state.ts';
import { onDisk, type PathKey } from './path-key.ts';
import {
  DECIDES,
  excludesOf,
  type FolderTrace,
  type GitFacts,
  isUnsure,
  nameOf,
  type Picture,
  resting,
  type Seen,
  type Traces,
  timesOf,
} from './picture.ts';

/** bit of `mode` to the permissions */
const PERMISSIONS = 0o7777;

/**
 * The picture as it is now, made from the last one without a list of all files: each path is asked for its facts, and folders whose times changed for
 * names that are new. What is as before is the same object, the whole picture too when nothing happened.
 * @returns undefined where that is not enough: a name is new, a kind changed, or what git leaves out
 */
export async function lookAgain(last: Picture, signal: AbortSignal, git: GitFacts): Promise<Picture | undefined> {
  const { traces } = last;
  if (!traces || last.incomplete !== undefined || excludesOf(last.repositories) !== traces.excludes) return undefined;
  const begunMs = Date.now();
  const rest = resting(signal);
  const changed = new Map<PathKey, Seen | undefined>();
  const folders = new Map<PathKey, FolderTrace>();
  for (const [path, seen] of last.files) {
    const facts = factsOf(path);
    const now = facts && stillAs(path, seen, facts);
    if (now === null) return undefined;
    if (now !== seen) {
      if (DECIDES.test(path) || path.endsWith('/.gitattributes')) return undefined;
      changed.set(path, now);
    }
    if (seen.type === 'folder' && facts && !checkFolder(path, facts, last, begunMs, folders)) return undefined;
    const pause = rest();
    if (pause) await pause;
  }
  const tracked = git.version(last.repositories);
  if (tracked !== traces.tracked && !knowsTracked(last, git)) return undefined;
  if (changed.size === 0 && folders.size === 0 && tracked === traces.tracked) return last;
  return { ...last, files: withChanges(last.files, changed), traces: withTraces(traces, tracked, folders, changed) };
}

function factsOf(path: PathKey): Stats | undefined {
  try {
    return lstatSync(onDisk(path), { throwIfNoEntry: false });
  } catch {
    return undefined; // gone or closed meanwhile: as if it were not there
  }
}

/** What was seen where nothing happened, else what is there now. @returns null for another kind */
function stillAs(path: PathKey, seen: Seen, facts: Stats): Seen | null {
  const mode = facts.mode & PERMISSIONS;
  if (seen.type === 'file') {
    if (!facts.isFile()) return null;
    const { mtimeMs, ctimeMs, size, ino } = facts;
    const same = seen.mtimeMs === mtimeMs && seen.ctimeMs === ctimeMs && seen.size === size && seen.ino === ino && seen.mode === mode;
    return same ? seen : { type: 'file', mtimeMs, ctimeMs, size, ino, mode };
  }
  if (seen.type === 'folder') return facts.isDirectory() ? (seen.mode === mode ? seen : { type: 'folder', mode }) : null;
  if (seen.type === 'other') return specialId(facts) === seen.id ? seen : null;
  if (!facts.isSymbolicLink()) return null;
  const target = targetOf(path);
  return target === undefined ? null : target === seen.target ? seen : { type: 'link', target };
}

function targetOf(path: PathKey): string | undefined {
  try {
    return linkTarget(path);
  } catch {
    return undefined;
  }
}

/** @returns false where a name may be new */
function checkFolder(path: PathKey, facts: Stats, { files, traces }: Picture, begunMs: number, found: Map<PathKey, FolderTrace>): boolean {
  const trace = traces?.folders.get(path);
  if (trace && trace.mtimeMs === facts.mtimeMs && trace.ctimeMs === facts.ctimeMs) return true;
  const { others } = trace ?? {};
  if (!others) return false;
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (!others.has(nameOf(entry)) && (entry.name.includes('\ufffd') || !files.has(`${path}/${entry.name}`))) return false;
    }
  } catch {
    return false;
  }
  found.set(path, isUnsure(facts, begunMs) ? { mtimeMs: Number.NaN, ctimeMs: Number.NaN, others } : { ...timesOf(facts), others });
  return true;
}

/** Git's index changed: does it name what was left out so far, and is there? */
function knowsTracked({ files, repositories }: Picture, git: GitFacts): boolean {
  return repositories.every((root) => {
    for (const name of git.tracked(root)) {
      const path = `${root}/${name}`;
      if (!files.has(path) && factsOf(path)) return false;
    }
    return true;
  });
}

function withChanges(files: Picture['files'], changed: ReadonlyMap<PathKey, Seen | undefined>): Picture['files'] {
  if (changed.size === 0) return files;
  const all = new Map(files);
  for (const [path, seen] of changed)
    if (seen) all.set(path, seen);
    else all.delete(path);
  return all;
}

function withTraces(
  traces: Traces,
  tracked: string,
  found: ReadonlyMap<PathKey, FolderTrace>,
  changed: ReadonlyMap<PathKey, Seen | undefined>,
): Traces {
  const folders = new Map([...traces.folders, ...found]);
  for (const [path, seen] of changed) if (!seen) folders.delete(path);
  return { ...traces, tracked, folders };
}
