import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Paths, type SandboxLimits, type SandboxMount, workspaceOf } from '@ock/kernel';
import { deniedFiles, namedFiles } from './denied-files.ts';
import { gitFolder, gitPlaces } from './git-places.ts';
import {
  CACHES,
  EDITOR_FILES,
  LOOKS_LIKE_KEY,
  OWN_CONFIG,
  OWN_DATA,
  PROJECT_FILES,
  SECRETS,
  SECRETS_WITH_KEYS,
  START_FILES,
} from './known-places.ts';
import type { Settings } from './settings.ts';

export interface LimitsOptions {
  settings: Settings;
  /** the session's; absolute, symlinks resolved. It alone decides what may be written: a command may ask for any folder to run in */
  folder: string;
  /** where the command runs */
  cwd: string;
  home: string;
  /** our own folders */
  own: Paths;
  /** the session's */
  rules?: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  outputs?: string;
}

/** The limits of one command, and the paths that must not come into being by it. */
export interface CommandLimits {
  limits: SandboxLimits;
  absent: string[];
}

/** What a command in this folder may touch. Read anew for each: repositories change. */
export function commandLimits({ settings, folder, cwd, home, own, rules, outputs }: LimitsOptions): CommandLimits {
  const network = settings.network === 'allow-list' ? { hosts: settings.allowHosts } : settings.network;
  if (settings.mode === 'full') return { limits: { disk: 'write', mounts: [], network, cwd }, absent: [] };
  const workspace = workspaceOf(folder);
  const below = (names: readonly string[], folder: string): string[] => names.map((name) => join(folder, name));
  const known = homePaths(home);
  const folders = new Map<string, boolean>();
  const present = (paths: readonly HomePath[]): string[] =>
    paths.flatMap(({ path, folder }) => (folder === home || isThere(folder, folders) ? [path] : []));
  const temporary = real(['/tmp', tmpdir()]);
  const chosen = real(settings.readable);
  const named = real([...namedFiles([...settings.allowed, ...(rules?.allow ?? [])], home), ...(outputs === undefined ? [] : [outputs])]);
  const readable = [...new Set([...chosen, ...named])];
  const denied = [...settings.denied, ...(rules?.deny ?? [])];
  const secrets = real([
    ...present(known.secrets),
    ...present(known.withKeys).filter(holdsKey),
    ...below(OWN_DATA, own.data),
    ...below(OWN_CONFIG, own.config),
  ]).filter((path) => !named.includes(path));
  // what is denied stays so, whatever a rule allows
  const hidden = [
    ...secrets,
    ...real([...settings.hidden, ...(denied.length > 0 ? deniedFiles(workspace, denied, home, gitFolder(workspace)) : [])]),
  ].filter((path) => !chosen.includes(path));
  const ours = real([own.config, own.data, own.state, own.cache]);
  if (settings.mode === 'read-only') {
    // the rest of the folder for temporary files is out of sight, the workspace is not
    const scratch = temporary.map((path) => ({ path, as: 'scratch' as const }));
    const seen = [workspace, cwd, ...ours, ...readable].map((path) => ({ path, as: 'read' as const }));
    return { limits: { disk: 'read', mounts: inOrder([...scratch, ...seen, ...as('hidden', hidden)]), network, cwd }, absent: [] };
  }
  const git = gitPlaces(workspace);
  const project = foldersBetween(workspace, folder).flatMap((between) => below(PROJECT_FILES, between));
  const writable = real([workspace, ...temporary, ...present(known.caches), ...git.writable, ...settings.writable]);
  const kept = real([...git.kept, ...ours, ...project, ...below(EDITOR_FILES, workspace), ...present(known.startFiles)]).filter(
    (path) => !settings.writable.includes(path),
  );
  const inside = [...kept, ...readable].filter((path) => isBelow(path, writable));
  const mounts = [...as('write', writable), ...as('read', [...inside, ...readable]), ...as('hidden', hidden)];
  const held = [...inside, ...hidden].flatMap((path) => foldersAbove(path, writable));
  return {
    limits: { disk: 'read', mounts: inOrder([...as('write', held), ...mounts]), network, cwd },
    absent: [...git.absent, ...project].filter((path) => !exists(path)),
  };
}

interface HomePath {
  path: string;
  folder: string;
}
type HomePaths = Record<'secrets' | 'withKeys' | 'caches' | 'startFiles', readonly HomePath[]>;
let lastHome: { home: string; paths: HomePaths } | undefined;

/** The known places below a home folder, put together once. */
function homePaths(home: string): HomePaths {
  if (lastHome?.home === home) return lastHome.paths;
  const below = (names: readonly string[]): HomePath[] =>
    names.map((name) => ({ path: join(home, name), folder: dirname(join(home, name)) }));
  const paths = { secrets: below(SECRETS), withKeys: below(SECRETS_WITH_KEYS), caches: below(CACHES), startFiles: below(START_FILES) };
  lastHome = { home, paths };
  return paths;
}

/** @param known what was found out for this command */
function isThere(folder: string, known: Map<string, boolean>): boolean {
  const found = known.get(folder) ?? existsSync(folder);
  known.set(folder, found);
  return found;
}

function as(how: SandboxMount['as'], paths: readonly string[]): SandboxMount[] {
  return paths.map((path) => ({ path, as: how }));
}

/** Parents first; of several about the same path the last. */
function inOrder(mounts: readonly SandboxMount[]): SandboxMount[] {
  const byPath = new Map(mounts.map((mount) => [mount.path, mount]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The folders between a path and what may be written above it. They are mounted on themselves: a folder that is a mount cannot be moved away, and another
 * put in its place with hooks of its own.
 */
function foldersAbove(path: string, writable: readonly string[]): string[] {
  const found: string[] = [];
  for (let folder = dirname(path); isBelow(folder, writable); folder = dirname(folder)) found.push(folder);
  return found;
}

function foldersBetween(workspace: string, cwd: string): string[] {
  const found = [workspace];
  for (let folder = cwd; folder.startsWith(`${workspace}/`); folder = dirname(folder)) found.push(folder);
  return found;
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folder === '/' ? folder : `${folder}/`));
}

/** elsewhere the system's own way also changes the case of names */
const resolved: (path: string) => string = process.platform === 'linux' ? realpathSync.native : realpathSync;

/** Those that exist, with symlinks resolved, each once. */
function real(paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    // what is not there needs no protection, and most of it is not: an error for each would cost more than all the rest
    if (!existsSync(path)) continue;
    try {
      found.add(resolved(path));
    } catch {
      // gone meanwhile
    }
  }
  return [...found];
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function holdsKey(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    return LOOKS_LIKE_KEY.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
