import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readRegular } from '@ock/kernel';

/** What a sandbox must know of a repository. All paths absolute, symlinks resolved. */
export interface GitPlaces {
  /** where git keeps what belongs to the working tree; must be written for a commit */
  writable: string[];
  /** what makes git run programs: hooks, settings, and what leads to them. Existing */
  kept: string[];
  /** the same, where it does not exist and must not come into being */
  absent: string[];
}

/** submodules and worktrees that are looked at; deeper folders of modules are not */
const MAX_MODULES = 200;
const MAX_DEPTH = 6;
const MAX_TEXT = 256 * 1024;

/** Reads what lies in a repository without running git, which its settings could make run something else. */
export function gitPlaces(workspace: string): GitPlaces {
  const places: GitPlaces = { writable: [], kept: [], absent: [] };
  addWorktree(workspace, places);
  const paths = [...text(join(workspace, '.gitmodules')).matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].slice(0, MAX_MODULES);
  for (const [, path = ''] of paths) {
    const folder = resolve(workspace, path.replace(/^"|"$/g, ''));
    if (!relative(workspace, folder).startsWith('..')) addWorktree(folder, places);
  }
  return places;
}

/** Where the repository of this working tree keeps its index; undefined: there is none. */
export function gitFolder(folder: string): string | undefined {
  const dotGit = join(folder, '.git');
  const facts = factsOf(dotGit);
  if (facts?.isDirectory()) return dotGit;
  const named = facts?.isFile() ? /^gitdir:\s*(.+?)\s*$/m.exec(text(dotGit))?.[1] : undefined;
  return named === undefined ? undefined : resolve(folder, named);
}

/** The repository of one working tree: `.git` is a folder, or a file that leads to one. */
function addWorktree(folder: string, places: GitPlaces): void {
  const dotGit = join(folder, '.git');
  if (factsOf(dotGit, lstatSync)?.isFile()) addLinked(dotGit, folder, places);
  else if (factsOf(dotGit)?.isDirectory()) addRepository(real(dotGit) ?? dotGit, folder, places);
}

function addLinked(file: string, folder: string, places: GitPlaces): void {
  places.kept.push(file);
  const named = /^gitdir:\s*(.+?)\s*$/m.exec(text(file))?.[1];
  const gitDir = named === undefined ? undefined : real(resolve(folder, named));
  if (gitDir === undefined || !leadsBack(gitDir, folder)) return;
  const common = real(resolve(gitDir, text(join(gitDir, 'commondir')).trim() || '.')) ?? gitDir;
  places.writable.push(gitDir, common);
  if (common !== gitDir) keep(places, [join(gitDir, 'commondir'), join(gitDir, 'gitdir'), join(gitDir, 'config.worktree')]);
  addRepository(common, folder, places);
}

/** A `.git` file may come with what was unpacked: only a folder that says itself that it belongs to this tree is opened for writing. */
function leadsBack(gitDir: string, folder: string): boolean {
  if (!isFile(join(gitDir, 'HEAD'))) return false;
  const back = text(join(gitDir, 'gitdir')).trim();
  if (back !== '') return real(dirname(resolve(gitDir, back))) === folder && dirname(gitDir).endsWith('/worktrees');
  const worktree = /^\s*worktree\s*=\s*(.+?)\s*$/m.exec(text(join(gitDir, 'config')))?.[1];
  return worktree !== undefined && real(resolve(gitDir, worktree)) === folder;
}

function addRepository(gitDir: string, folder: string, places: GitPlaces): void {
  const hooks = join(gitDir, 'hooks');
  // an empty folder changes nothing for git, and one that is there can be kept as it is
  if (!stands(hooks)) makeFolder(hooks);
  keep(places, [hooks, join(gitDir, 'config'), join(gitDir, 'config.worktree'), join(gitDir, 'commondir')]);
  for (const name of names(join(gitDir, 'worktrees')))
    keep(
      places,
      ['commondir', 'gitdir', 'config.worktree'].map((file) => join(gitDir, 'worktrees', name, file)),
    );
  for (const path of hookFolders(gitDir, folder)) keep(places, [path]);
  for (const module of modules(join(gitDir, 'modules'))) addRepository(module, folder, places);
}

/** Where `core.hooksPath` leads, within the working tree. */
function hookFolders(gitDir: string, folder: string): string[] {
  const found = [...text(join(gitDir, 'config')).matchAll(/^\s*hooksPath\s*=\s*"?(.+?)"?\s*$/gim)].map(([, path = '']) =>
    resolve(folder, path),
  );
  return found.filter((path) => path.startsWith(`${folder}/`));
}

/** Repositories of submodules, which stand in folders by their names: `modules/vendor/lib`. */
function modules(start: string): string[] {
  const found: string[] = [];
  const queue = [{ path: start, depth: 0 }];
  for (let seen = 0; queue.length > 0 && seen < MAX_MODULES; seen++) {
    const { path, depth } = queue.shift() as { path: string; depth: number };
    if (depth > 0 && isFile(join(path, 'HEAD')) && isFile(join(path, 'config'))) found.push(path);
    else if (depth < MAX_DEPTH) for (const name of names(path)) queue.push({ path: join(path, name), depth: depth + 1 });
  }
  return found;
}

function keep(places: GitPlaces, paths: string[]): void {
  for (const path of paths) (stands(path) ? places.kept : places.absent).push(path);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch {
    // not ours to write: then no command of ours can make it either
  }
}

function names(folder: string): string[] {
  // mostly there is none, and an error would cost many times as much
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .slice(0, MAX_MODULES);
  } catch {
    return [];
  }
}

function text(file: string): string {
  if (!existsSync(file)) return '';
  try {
    return readRegular(file).toString('utf8', 0, MAX_TEXT);
  } catch {
    return '';
  }
}

function isFile(path: string): boolean {
  return factsOf(path)?.isFile() ?? false;
}

function stands(path: string): boolean {
  return factsOf(path, lstatSync) !== undefined;
}

/** Undefined as well for a link to itself, and for what may not be looked at. */
function factsOf(path: string, look: typeof statSync = statSync): Stats | undefined {
  try {
    return look(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
