import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { listFiles } from '@ock/kernel';
import { linkTarget, specialId } from './file-state.ts';
import { gap } from './gaps.ts';
import { childKey, onDisk, type PathKey } from './path-key.ts';

/** What one look told of a path. A link and a folder are whole in it; of a file the facts that change when it does. */
export type Seen =
  | { type: 'file'; mtimeMs: number; ctimeMs: number; size: number; ino: number; mode: number }
  | { type: 'link'; target: string }
  | { type: 'folder'; mode: number }
  /** a pipe, a socket, a device: never opened. `id`: which one */
  | { type: 'other'; why: string; id: string };

/** Never changed once it is made: what is as before is the same object in the next one. */
export interface Picture {
  files: ReadonlyMap<PathKey, Seen>;
  /** folders that are repositories of their own, the workspace itself among them where it is one */
  repositories: readonly string[];
  /** why it is not whole */
  incomplete?: string;
  /** by which the next look can do without a list of all files; absent: it cannot */
  traces?: Traces;
}

/** What tells that names came or went. */
export interface Traces {
  folders: ReadonlyMap<PathKey, FolderTrace>;
  /** what git leaves out by itself, and its index: other texts when they changed */
  excludes: string;
  tracked: string;
}

/** What the repositories of a picture say. */
export interface GitFacts {
  /** paths that git knows, relative to the repository */
  tracked(repository: string): Iterable<string>;
  /** another text when they may have changed */
  version(repositories: readonly string[]): string;
}

export interface FolderTrace {
  mtimeMs: number;
  ctimeMs: number;
  /** names in it that are not in the picture, with `/` behind those of folders; absent: it was not looked into */
  others?: ReadonlySet<string>;
}

/** files that decide which others count */
export const DECIDES = /\/\.(gitignore|ignore|rgignore)$/;
/** beyond it commands go on, and what they change is not seen */
const MAX_FILES = 100_000;
/** ms in which a program lists them; where it cannot, none is asked again */
const LIST_MS = 5_000;
const stuck = new Set<string>();
/** folders without files that are looked into */
const MAX_UNLISTED = 2_000;
/** steps after which others get their turn */
const STEPS = 500;
/** bit of `mode` to the permissions */
const PERMISSIONS = 0o7777;

interface Making {
  files: Map<PathKey, Seen>;
  repositories: string[];
  incomplete?: string;
  traces: { folders: Map<PathKey, FolderTrace & { others?: Set<string> }>; excludes: string; tracked: string };
}

/**
 * Files, links and folders of a workspace, what `.gitignore` leaves out excepted and what git tracks in spite of it included. `.git` is not
 * looked into. Nothing is read and no program of the repository is run.
 * @param git what the repositories say: paths that git knows, relative to the repository, and when that changed
 */
export async function takePicture(workspace: string, signal: AbortSignal, git: GitFacts): Promise<Picture> {
  const picture: Making = { files: new Map(), repositories: [], traces: { folders: new Map(), excludes: '', tracked: '' } };
  if (workspace === homedir() || workspace === dirname(workspace)) return { ...picture, incomplete: gap('home') };
  const begunMs = Date.now();
  const paths = new Set<PathKey>();
  const list = (ways?: readonly ['walk']) =>
    listFiles(workspace, {
      signal,
      timeoutMs: LIST_MS,
      ...(ways && { ways }),
      rules: async () => (await import('ignore')).default,
      onFile: (path) => {
        // a name that was not understood is found in its folder
        if (!path.includes('\ufffd')) paths.add(`${workspace}/${path}`);
        return paths.size < MAX_FILES;
      },
    });
  let { complete } = await list(stuck.has(workspace) ? ['walk'] : undefined);
  if (!complete && paths.size < MAX_FILES) {
    // programs that list files wait for ever where a pipe has the name of a list that they read; we look before we read
    stuck.add(workspace);
    ({ complete } = await list(['walk']));
  }
  if (!complete) return { ...picture, incomplete: gap('many_files', { limit: MAX_FILES }) };
  const folders = foldersOf(paths, workspace);
  const rest = resting(signal);
  const listed = new Set(paths);
  let unlisted = 0;
  // Sets grow while they are walked: folders without files are found on the way
  for (const folder of folders) {
    const { isRepository, isIgnored, inner } = lookInto(folder, listed, paths, picture, begunMs);
    if (isRepository) picture.repositories.push(folder);
    if (!isIgnored) for (const path of inner) if (folders.has(path) || ++unlisted <= MAX_UNLISTED) folders.add(path);
    await rest();
  }
  picture.traces.excludes = excludesOf(picture.repositories);
  picture.traces.tracked = git.version(picture.repositories);
  for (const repository of picture.repositories)
    for (const path of missingOf(repository, git.tracked(repository), paths)) {
      paths.add(path);
      picture.traces.folders.get(dirname(path))?.others?.delete(basename(path));
    }
  for (const path of [...paths, ...folders]) {
    see(path, picture);
    await rest();
  }
  return picture;
}

/** Lets others have their turn every now and then. @throws when the signal says so */
export function resting(signal: AbortSignal): () => Promise<void> | undefined {
  let steps = 0;
  const turn = async () => {
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
  };
  return () => (++steps % STEPS === 0 ? turn() : undefined);
}

/** What git leaves out by itself in these repositories, as far as no `.gitignore` says it: another text when it changed. */
export function excludesOf(repositories: readonly string[]): string {
  return repositories
    .map((root) => {
      try {
        return statSync(`${root}/.git/info/exclude`).mtimeMs;
      } catch {
        return 0; // none, or a working tree whose settings lie elsewhere
      }
    })
    .join(' ');
}

/** May the folder have changed again since, without its times telling? Some file systems count in steps of 2 s. */
export function isUnsure({ ctimeMs }: Pick<Stats, 'ctimeMs'>, lookedMs: number): boolean {
  return ctimeMs >= lookedMs - (ctimeMs % 1000 === 0 ? 2_000 : 20);
}

/** Every folder between the workspace and a file. */
function foldersOf(paths: Iterable<PathKey>, workspace: string): Set<string> {
  const folders = new Set([workspace]);
  for (const path of paths) {
    for (let dir = dirname(path); dir.length > workspace.length && !folders.has(dir); dir = dirname(dir)) folders.add(dir);
  }
  return folders;
}

/**
 * What a list of files does not tell: links, folders, names that are not UTF-8.
 * @param listed files that are not ignored: a folder that holds another one and none of them is ignored itself
 */
function lookInto(
  folder: string,
  listed: ReadonlySet<PathKey>,
  paths: Set<PathKey>,
  picture: Making,
  begunMs: number,
): { isRepository: boolean; isIgnored: boolean; inner: string[] } {
  const found = { isRepository: false, isIgnored: false, inner: [] as string[] };
  const others = new Set<string>();
  let isListed = false;
  try {
    const facts = lstatSync(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.name === '.git') {
        found.isRepository = true;
        others.add(nameOf(entry));
      } else if (entry.name.includes('\ufffd')) addOddNames(folder, paths);
      else if (entry.isSymbolicLink() || isSpecial(entry)) paths.add(path);
      else if (entry.isDirectory()) found.inner.push(path);
      else if (listed.has(path)) isListed = true;
      else {
        found.isIgnored = true;
        others.add(nameOf(entry));
      }
    }
    // what came while the files were listed may be no file that is left out
    picture.traces.folders.set(
      folder,
      isUnsure(facts, begunMs) ? { mtimeMs: Number.NaN, ctimeMs: Number.NaN } : { ...timesOf(facts), others },
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') picture.incomplete ??= gap('closed', { folder });
  }
  for (const path of found.inner) paths.add(path);
  if (isListed) found.isIgnored = false;
  return found;
}

/** What must never be opened: it may not come to an end, or not even begin. */
function isSpecial(entry: Dirent): boolean {
  return entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice();
}

export function timesOf({ mtimeMs, ctimeMs }: Stats): Omit<FolderTrace, 'others'> {
  return { mtimeMs, ctimeMs };
}

/** As it stands in the traces of its folder. */
export function nameOf(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

/** Those that are ignored all the same. What is reached over a link is another file. */
function missingOf(repository: string, tracked: Iterable<string>, paths: ReadonlySet<PathKey>): PathKey[] {
  const real = new Map<string, boolean>();
  const found: PathKey[] = [];
  for (const name of tracked) {
    const path = `${repository}/${name}`;
    if (paths.has(path)) continue;
    const folder = dirname(path);
    if (!real.has(folder)) real.set(folder, isReal(folder));
    if (real.get(folder)) found.push(path);
  }
  return found;
}

function isReal(folder: string): boolean {
  try {
    return realpathSync(folder) === folder;
  } catch {
    return false; // not there
  }
}

function addOddNames(folder: string, paths: Set<PathKey>): void {
  for (const name of readdirSync(folder, { encoding: 'buffer' })) {
    const key = childKey(folder, name);
    if (key.startsWith('\0')) paths.add(key);
  }
}

function see(path: PathKey, { files, traces }: Making): void {
  let facts: Stats | undefined;
  try {
    facts = lstatSync(onDisk(path), { throwIfNoEntry: false });
    if (facts?.isFile()) {
      const { mtimeMs, ctimeMs, size, ino, mode } = facts;
      files.set(path, { type: 'file', mtimeMs, ctimeMs, size, ino, mode: mode & PERMISSIONS });
    } else if (facts?.isSymbolicLink()) files.set(path, { type: 'link', target: linkTarget(path) });
    else if (facts?.isDirectory()) {
      files.set(path, { type: 'folder', mode: facts.mode & PERMISSIONS });
      if (!traces.folders.has(path)) traces.folders.set(path, timesOf(facts));
    } else if (facts) files.set(path, { type: 'other', why: 'a pipe, a socket or a device', id: specialId(facts) });
  } catch {
    // gone or closed meanwhile: as if it were not there
  }
}

/** Has nothing happened to it? */
export function isUnchanged(one: Seen, other: Seen): boolean {
  if (one.type === 'file')
    return (
      other.type === 'file' &&
      one.mtimeMs === other.mtimeMs &&
      one.ctimeMs === other.ctimeMs &&
      one.size === other.size &&
      one.ino === other.ino &&
      one.mode === other.mode
    );
  if (one.type === 'link') return other.type === 'link' && one.target === other.target;
  if (one.type === 'other') return other.type === 'other' && one.id === other.id;
  return other.type === 'folder' && one.mode === other.mode;
}
