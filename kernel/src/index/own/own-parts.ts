import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { projectFolders } from '../../config/find-files.ts';
import type { LoadedConfig } from '../../config/load-config.ts';
import type { Paths } from '../../config/paths.ts';
import type { AgentContribution, ModeContribution } from '../../kinds/agent.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { IndexedPlugin } from '../plugin-index.ts';
import { readFrontmatter } from './frontmatter.ts';
import { FieldError, isTable } from './part-fields.ts';
import { agentOf, type FileKind, modeOf, nameOf } from './read-part.ts';

export interface OwnParts {
  /** no package: what a person wrote into configuration and Markdown files */
  plugin?: IndexedPlugin;
  /** files and tables that were left out, and why */
  problems: KernelError[];
}

export interface OwnPlaces {
  config: LoadedConfig;
  paths: Paths;
  /** the directory worked in, symlinks resolved */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

interface Folder {
  path: string;
  kind: FileKind;
  /** agents in it are sub-agents unless they say otherwise */
  isSub: boolean;
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
 * Agents, modes and styles of the person's own, and of the project where its folder is trusted: later ones win, the project's over the person's
 * over the bundled ones. What cannot be read is left out, told, and breaks nothing.
 */
export function ownParts({ config, paths, cwd, env }: OwnPlaces): OwnParts {
  const agents = new Map<string, AgentContribution>();
  const modes = new Map<string, ModeContribution>();
  const problems: KernelError[] = [];
  const home = env.HOME || homedir();
  const project = projectFolders(cwd).filter((folder) => folder !== home);
  const folders: Folder[] = [
    ...FOLDERS.map(([path, kind, isSub]) => ({ path: join(home, path), kind, isSub })),
    ...GLOBAL.map(([path, kind]) => ({ path: join(paths.config, path), kind, isSub: false })),
    ...project.flatMap((folder) =>
      config.trusts(folder) ? FOLDERS.map(([path, kind, isSub]) => ({ path: join(folder, path), kind, isSub })) : [],
    ),
  ];
  const keep = (kind: FileKind, id: string, table: Record<string, unknown>, given: { body?: string; isSub: boolean; file: string }) => {
    if (kind === 'agent') {
      const agent = agentOf(id, table, given);
      agents.set(agent.id, agent);
    } else {
      const mode = modeOf(id, table, { ...given, isStyle: kind === 'style' });
      modes.set(mode.id, mode);
    }
  };
  for (const { path, kind, isSub } of folders) {
    for (const file of markdownFiles(path)) {
      guarded(file, problems, () => {
        const frontmatter = readFrontmatter(readFileSync(file, 'utf8'));
        const name = nameOf(file, frontmatter);
        if (name !== undefined) keep(kind, name, frontmatter.head, { body: frontmatter.body, isSub, file });
      });
    }
  }
  for (const [key, kind] of [
    ['agents', 'agent'],
    ['modes', 'mode'],
  ] as const) {
    for (const [id, table] of Object.entries((config.config as Record<string, unknown>)[key] ?? {})) {
      const file = config.origin([key, id])?.file ?? 'opencode.toml';
      guarded(`${file}: [${key}.${id}]`, problems, () => {
        if (isTable(table)) keep(kind, id, table, { isSub: false, file });
      });
    }
  }
  if (agents.size === 0 && modes.size === 0) return { problems };
  const contributes = { agent: [...agents.values()], mode: [...modes.values()] };
  const manifest = { apiVersion: '^1.0.0', contributes, permissions: [], requires: [], activation: [], critical: false };
  return { plugin: { name: '@own/parts', version: '1.0.0', root: cwd, origin: 'own', manifest }, problems };
}

function guarded(file: string, problems: KernelError[], work: () => void): void {
  try {
    work();
  } catch (error) {
    const told =
      error instanceof FieldError ? { key: error.field, allowed: error.allowed } : { key: '---', allowed: (error as Error).message };
    problems.push(new KernelError('OC_OWN_PART', { file, ...told }, { cause: error }));
  }
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
    .filter((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) <= MAX_BYTES);
}
