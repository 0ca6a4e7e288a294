import { lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { listFiles } from '@ock/kernel';
import { linkTarget } from './file-state.ts';
import { childKey, onDisk, type PathKey } from './path-key.ts';

/** What one look told of a path. A link and a folder are whole in it; of a file the facts that change when it does. */
export type Seen =
  | { type: 'file'; mtimeMs: number; ctimeMs: number; size: number; ino: number; mode: number }
  | { type: 'link'; target: string }
  | { type: 'folder'; mode: number };

export interface Picture {
  files: Map<PathKey, Seen>;
  /** folders that are repositories of their own, the workspace itself among them where it is one */
  repositories: string[];
  /** why it is not whole */
  incomplete?: string;
}

/** beyond it commands go on, and what they change is not seen */
const MAX_FILES = 100_000;
/** folders without files that are looked into */
const MAX_UNLISTED = 2_000;
/** steps after which others get their turn */
const STEPS = 500;
/** bit of `mode` to the permissions */
const PERMISSIONS = 0o7777;

/**
 * Files, links and folders of a workspace, what `.gitignore` leaves out excepted and what git tracks in spite of it included. `.git` is not
 * looked into. Nothing is read and no program of the repository is run.
 * @param tracked paths that git knows, relative to the repository
 */
export async function takePicture(
  workspace: string,
  signal: AbortSignal,
  tracked: (repository: string) => Iterable<string>,
): Promise<Picture> {
  const picture: Picture = { files: new Map(), repositories: [] };
  if (workspace === homedir() || workspace === dirname(workspace)) return { ...picture, incomplete: 'the workspace is the home folder' };
  const paths = new Set<PathKey>();
  const { complete } = await listFiles(workspace, {
    signal,
    rules: async () => (await import('ignore')).default,
    onFile: (path) => {
      // a name that was not understood is found in its folder
      if (!path.includes('\ufffd')) paths.add(`${workspace}/${path}`);
      return paths.size < MAX_FILES;
    },
  });
  if (!complete) return { ...picture, incomplete: `more than ${MAX_FILES} files` };
  const folders = foldersOf(paths, workspace);
  let steps = 0;
  const rest = async () => {
    if (++steps % STEPS !== 0) return;
    await new Promise((done) => setImmediate(done));
    signal.throwIfAborted();
  };
  const listed = new Set(paths);
  let unlisted = 0;
  // Sets grow while they are walked: folders without files are found on the way
  for (const folder of folders) {
    const { isRepository, isIgnored, inner } = lookInto(folder, listed, paths, picture);
    if (isRepository) picture.repositories.push(folder);
    if (!isIgnored) for (const path of inner) if (folders.has(path) || ++unlisted <= MAX_UNLISTED) folders.add(path);
    await rest();
  }
  for (const repository of picture.repositories) addTracked(repository, tracked(repository), paths);
  for (const path of [...paths, ...folders]) {
    see(path, picture);
    await rest();
  }
  return picture;
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
  picture: Picture,
): { isRepository: boolean; isIgnored: boolean; inner: string[] } {
  const found = { isRepository: false, isIgnored: false, inner: [] as string[] };
  let isListed = false;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.name === '.git') found.isRepository = true;
      else if (entry.name.includes('\ufffd')) addOddNames(folder, paths);
      else if (entry.isSymbolicLink()) paths.add(path);
      else if (entry.isDirectory()) found.inner.push(path);
      else if (listed.has(path)) isListed = true;
      else found.isIgnored = true;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') picture.incomplete ??= `cannot look into ${folder}`;
  }
  for (const path of found.inner) paths.add(path);
  if (isListed) found.isIgnored = false;
  return found;
}

/** Those that are ignored all the same. What is reached over a link is another file. */
function addTracked(repository: string, tracked: Iterable<string>, paths: Set<PathKey>): void {
  const real = new Map<string, boolean>();
  for (const name of tracked) {
    const path = `${repository}/${name}`;
    if (paths.has(path)) continue;
    const folder = dirname(path);
    if (!real.has(folder)) real.set(folder, isReal(folder));
    if (real.get(folder)) paths.add(path);
  }
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

function see(path: PathKey, { files }: Picture): void {
  let facts: Stats | undefined;
  try {
    facts = lstatSync(onDisk(path), { throwIfNoEntry: false });
    if (facts?.isFile()) {
      const { mtimeMs, ctimeMs, size, ino, mode } = facts;
      files.set(path, { type: 'file', mtimeMs, ctimeMs, size, ino, mode: mode & PERMISSIONS });
    } else if (facts?.isSymbolicLink()) files.set(path, { type: 'link', target: linkTarget(path) });
    else if (facts?.isDirectory()) files.set(path, { type: 'folder', mode: facts.mode & PERMISSIONS });
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
  return other.type === 'folder' && one.mode === other.mode;
}
