import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { projectFolders } from '../../config/find-files.ts';
import type { LoadedConfig } from '../../config/load-config.ts';
import type { Paths } from '../../config/paths.ts';
import { factsOf } from '../../host/facts-of.ts';
import type { FileKind } from './read-part.ts';

export interface OwnPlaces {
  config: LoadedConfig;
  paths: Paths;
  /** the directory worked in, symlinks resolved */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** A Markdown file that stands for an agent, a mode or a style. */
export interface OwnFile {
  file: string;
  kind: FileKind;
  /** an agent in it is a sub-agent unless it says otherwise */
  isSub: boolean;
  /** the project folder it was found below; absent: the person's own */
  project?: string;
}

/** below a project's folders and, but for those of our own, below the home folder */
const FOLDERS: readonly [path: string, kind: FileKind, isSub: boolean][] = [
  ['.claude/agents', 'agent', true],
  ['.opencode/subagents', 'agent', true],
  ['.opencode/agent', 'agent', false],
  ['.opencode/agents', 'agent', false],
  ['.opencode/modes', 'mode', false],
  ['.claude/output-styles', 'style', false],
  ['.opencode/output-styles', 'style', false],
];
/** below the folder of our own configuration */
const GLOBAL: readonly [path: string, kind: FileKind][] = [
  ['agents', 'agent'],
  ['modes', 'mode'],
  ['output-styles', 'style'],
];
const MAX_FILES = 200;
const MAX_BYTES = 64 * 1024;

/**
 * The files of the person, then those of the project, in the order in which later ones win.
 * @param all true: also those of project folders that are not trusted
 */
export function ownFiles({ config, paths, cwd, env }: OwnPlaces, all = false): OwnFile[] {
  const home = env.HOME || homedir();
  const project = projectFolders(cwd).filter((folder) => folder !== home && (all || config.trusts(folder)));
  const below = (folder: string) => FOLDERS.map(([path, kind, isSub]) => ({ path: join(folder, path), kind, isSub }));
  const folders: { path: string; kind: FileKind; isSub: boolean; project?: string }[] = [
    ...below(home),
    ...GLOBAL.map(([path, kind]) => ({ path: join(paths.config, path), kind, isSub: false })),
    ...project.flatMap((folder) => below(folder).map((one) => ({ ...one, project: folder }))),
  ];
  return folders.flatMap(({ path, ...rest }) => markdownFiles(path).map((file) => ({ file, ...rest })));
}

/** What a file stands for, by the folders above it; an agent where they say nothing. */
export function ownFileAt(file: string): OwnFile {
  for (let folder = dirname(file); dirname(folder) !== folder; folder = dirname(folder)) {
    const path = `${basename(dirname(folder))}/${basename(folder)}`;
    const [, kind, isSub] = FOLDERS.find(([known]) => known === path) ?? [];
    if (kind) return { file, kind, isSub: isSub === true };
  }
  const kind = GLOBAL.find(([name]) => name === basename(dirname(file)))?.[1] ?? 'agent';
  return { file, kind, isSub: false };
}

/** In the order of their names; folders below it too. Nothing where there is no such folder. */
function markdownFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => /\.md$/i.test(name) && !/^readme\.md$/i.test(name))
    .sort()
    .slice(0, MAX_FILES)
    .map((name) => join(folder, name))
    .filter(isReadable);
}

/** Neither a pipe, which would be waited for, nor a link that leads in a circle. */
function isReadable(file: string): boolean {
  const facts = factsOf(file);
  return facts?.isFile() === true && facts.size <= MAX_BYTES;
}
