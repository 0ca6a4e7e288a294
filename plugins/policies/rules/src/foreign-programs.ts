import { accessSync, constants, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gitIndexEntries, readRegular, resolvePath } from '@ock/kernel';
import { isInside } from './paths.ts';
import type { ShellCommand } from './shell.ts';
import { type Told, told } from './told.ts';

/** bash runs these itself */
const BUILTINS = new Set(['true', 'false', ':', 'echo', 'pwd', 'test', '[', 'type', 'command', 'cd']);
/** bytes of a git configuration that is looked into */
const MAX_CONFIG = 262_144;
/** submodules that are looked into */
const MAX_SUBMODULES = 200;
/** bytes of an index that is looked into */
const MAX_INDEX = 33_554_432;
/** the type of what stands in an index for a commit of another repository */
const REPOSITORY = 0o16;
const MAX_DEPTH = 64;

const VALUE_START = String.raw`(?:^|[\s\]])`;
/** Settings of git that name a program which reading commands run, or a further file of settings. */
const RUNS = [
  new RegExp(`${VALUE_START}(fsmonitor)[ \\t]*=(?![ \\t]*"?(?:true|false|yes|no|on|off|0|1)"?[ \\t]*$)`, 'im'),
  new RegExp(
    `${VALUE_START}(clean|smudge|process)[ \\t]*=(?![ \\t]*"?git-lfs (?:clean|smudge|filter-process)(?: --skip)?(?: -- %f)?"?[ \\t]*$)`,
    'im',
  ),
  new RegExp(`${VALUE_START}(textconv|external|command|program|alternaterefscommand|uploadpack)[ \\t]*=`, 'im'),
  /\[\s*(include)(?:if)?[\s\].]/i,
];
/** A repository whose missing objects are fetched while it is read, by a program or an address of its own choice. */
const PROMISOR = /(?:^|[\s\]])(?:promisor|partialclone)[ \t]*=/im;
const FETCHES = /(?:^|[\s\]])(sshcommand|gitproxy|askpass|helper|allow|vcs)[ \t]*=|ext::/im;
const WORKTREE = /(?:^|[\s\]])worktree[ \t]*=[ \t]*(.*)$/im;
const HOOKS = /(?:^|[\s\]])hookspath[ \t]*=[ \t]*(.*)$/im;

/** Files of a project that make a program run something as soon as it starts, even to tell its version; a pattern: only with this in them. */
const STARTS: Readonly<Record<string, readonly [file: string, holds?: RegExp][]>> = {
  yarn: [
    ['.yarnrc.yml', /yarnPath|plugins/i],
    ['.yarnrc', /yarn-path/],
    ['package.json', /"packageManager"/],
  ],
  pnpm: [
    ['.pnpmfile.cjs'],
    ['.pnpmfile.mjs'],
    ['.npmrc', /pnpmfile/i],
    ['pnpm-workspace.yaml', /pnpmfile|configDependencies/i],
    ['package.json', /"packageManager"/],
  ],
  ...Object.fromEntries(['cargo', 'rustc', 'rustup'].map((name) => [name, [['rust-toolchain'], ['rust-toolchain.toml']]])),
  mvn: [['.mvn']],
  dotnet: [['global.json']],
  jest: [['node_modules/jest'], ['node_modules/jest-cli']],
};

/**
 * Why a command that only reads could run a program of the repository's all the same; undefined: it cannot. A program of that name in the
 * workspace stands first on PATH, or git is told by the repository's own settings to run one.
 * @param folders where the command may run
 */
export function foreignProgram({ words, spawned }: ShellCommand, folders: readonly string[], workspace: string): Told | undefined {
  const name = words[0]?.value ?? '';
  if (name === '' || name.includes('/') || (BUILTINS.has(name) && !spawned)) return undefined;
  for (const folder of folders) {
    const program = onPath(name, folder);
    if (program !== undefined && isInside(resolvePath(program, '/'), workspace))
      return told('foreign_path', '{program} on PATH is {path}, a file of the workspace', { program: name, path: program });
    const setting = name === 'git' ? gitProgram(resolvePath(gitPlace(words), folder)) : undefined;
    if (setting !== undefined)
      return typeof setting === 'string'
        ? told('foreign_git', 'git would run a program that this repository names ({setting})', { setting })
        : setting;
    const file = startFile(name, folder);
    if (file) return told('foreign_start', '{program} would run what {path} names', { program: name, path: file });
  }
  return undefined;
}

/** Where `-C` leads git, from the folder that it starts in. */
export function gitPlace(words: ShellCommand['words']): string {
  let place = '.';
  for (let at = 1; words[at]?.value?.startsWith('-'); at++)
    if (words[at]?.value === '-C') {
      const to = words[++at]?.value ?? '';
      place = /^[/~]/.test(to) ? to : join(place, to);
    }
  return place;
}

function startFile(name: string, folder: string): string | undefined {
  const files = Object.hasOwn(STARTS, name) ? (STARTS[name] ?? []) : [];
  for (let at = folder, depth = 0; files.length > 0 && depth < MAX_DEPTH; at = dirname(at), depth++) {
    for (const [file, holds] of files) {
      const path = join(at, file);
      if (present(path) && (!holds || holds.test(settings(path) ?? 'yarnPath yarn-path "packageManager" pnpmfile'))) return path;
    }
    if (dirname(at) === at) break;
  }
  return undefined;
}

/** The first on PATH as a shell standing in the folder finds it, empty and relative entries included. */
function onPath(name: string, folder: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(':')
    .map((entry) => resolve(folder, entry, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/** The setting that names a program, or why that cannot be known. */
function gitProgram(folder: string): string | Told | undefined {
  const found = gitFolder(folder);
  if (!found) return undefined;
  const { dir, top } = found;
  const common = resolve(dir, firstLine(join(dir, 'commondir')) ?? '.');
  const configs = [...new Set([dir, common].flatMap((place) => [join(place, 'config'), join(place, 'config.worktree')]))];
  for (const config of configs) {
    const text = settings(config);
    if (text === null) return unseen(config);
    const worktree = unquoted(WORKTREE.exec(text)?.[1]);
    if (worktree !== undefined && resolvePath(worktree, dir) !== resolvePath(top, '/')) return 'core.worktree';
    const hooks = unquoted(HOOKS.exec(text)?.[1]) ?? join(common, 'hooks');
    if (present(join(resolve(top, hooks), 'post-index-change'))) return 'hook post-index-change';
    const runs = program(text);
    if (runs) return runs;
  }
  return submoduleProgram({ dir, common, top });
}

function unseen(path: string): Told {
  return told('foreign_unseen', 'git would follow {path}, which is too large to be looked into', { path });
}

function program(text: string): string | undefined {
  for (const pattern of RUNS) {
    const found = pattern.exec(text)?.[1];
    if (found) return found;
  }
  return PROMISOR.test(text) ? FETCHES.exec(text)?.[0].trim() : undefined;
}

/** `git status` and `git diff` go down into submodules, each with settings of its own, and into whatever stands in the index as one. */
function submoduleProgram({ dir, common, top }: { dir: string; common: string; top: string }): string | Told | undefined {
  const named = [...(settings(join(top, '.gitmodules')) ?? '').matchAll(/^\s*path\s*=\s*(.*)$/gim)].map(([, path]) => unquoted(path) ?? '');
  const linked = linkedRepositories(join(dir, 'index'));
  if (!linked) return unseen(join(dir, 'index'));
  const places = [...new Set([...named, ...linked])].map((path) => gitFolder(join(top, path))?.dir);
  const folders = new Set([
    ...places.flatMap((place) => (place === undefined || place === dir ? [] : [place])),
    ...modules(join(common, 'modules')),
  ]);
  if (folders.size > MAX_SUBMODULES) return unseen(join(top, '.gitmodules'));
  for (const folder of folders)
    for (const config of [join(folder, 'config'), join(folder, 'config.worktree')]) {
      const text = settings(config);
      if (text === null) return unseen(config);
      const runs = program(text) ?? (present(join(folder, 'hooks/post-index-change')) ? 'hook' : undefined);
      if (runs) return `submodule: ${runs}`;
    }
  return undefined;
}

/** Paths that git's index holds as repositories of their own; undefined: it cannot be told. */
function linkedRepositories(index: string): string[] | undefined {
  try {
    const facts = factsOf(index);
    if (!facts) return facts === undefined ? [] : undefined;
    const entries = facts.size > MAX_INDEX ? undefined : gitIndexEntries(readRegular(index));
    return entries?.flatMap(({ path, mode }) => (mode >>> 12 === REPOSITORY ? [path] : []));
  } catch {
    return undefined;
  }
}

function modules(folder: string, depth = 0): string[] {
  if (depth > 4 || !present(folder)) return [];
  return foldersIn(folder).flatMap((name) => {
    const place = join(folder, name);
    return present(join(place, 'HEAD')) ? [place, ...modules(join(place, 'modules'), depth + 1)] : modules(place, depth + 1);
  });
}

/** What the user may not list, git may not either. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

/** The repository git finds from here: a `.git`, or a folder that is a bare repository itself. */
export function gitFolder(folder: string): { dir: string; top: string } | undefined {
  let at = folder;
  for (let depth = 0; depth < MAX_DEPTH; depth++, at = dirname(at)) {
    const git = join(at, '.git');
    const facts = factsOf(git);
    if (facts?.isDirectory()) return { dir: git, top: at };
    const link = facts?.isFile() ? /^gitdir: (.*)$/.exec(firstLine(git) ?? '')?.[1] : undefined;
    if (link) return { dir: resolve(at, link), top: at };
    if (present(join(at, 'HEAD')) && present(join(at, 'objects')) && present(join(at, 'refs'))) return { dir: at, top: at };
    if (dirname(at) === at) return undefined;
  }
  return undefined;
}

/** Empty: there is none; null: it cannot be looked into. Continued lines are joined, as git reads them. */
function settings(file: string): string | null {
  const facts = factsOf(file);
  if (!facts) return facts === undefined ? '' : null;
  if (!facts.isFile() || facts.size > MAX_CONFIG) return null;
  try {
    return readFileSync(file, 'utf8').replace(/\\\r?\n/g, '');
  } catch {
    return null;
  }
}

function firstLine(file: string): string | undefined {
  return settings(file)?.split('\n', 1)[0]?.trim() || undefined;
}

function present(path: string): boolean {
  return factsOf(path) !== undefined;
}

/** undefined: there is none; null: it cannot be told, as of a link to itself. */
function factsOf(path: string): Stats | null | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? undefined : null;
  }
}

function unquoted(value: string | undefined): string | undefined {
  return value
    ?.replace(/\s[#;].*$/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1');
}
