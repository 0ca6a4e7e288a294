import { readFileSync } from 'node:fs';
import { leadsOut } from '../../config/leads-out.ts';
import type { AgentContribution, ModeContribution } from '../../kinds/agent.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { IndexedPlugin } from '../plugin-index.ts';
import { readFrontmatter } from './frontmatter.ts';
import { type OwnFile, type OwnPlaces, ownFiles } from './own-files.ts';
import { FieldError, isTable } from './part-fields.ts';
import { agentOf, type FileKind, modeOf, nameOf } from './read-part.ts';

export interface OwnParts {
  /** no package: what a person wrote into configuration and Markdown files */
  plugin?: IndexedPlugin;
  /** files and tables that were left out, and why */
  problems: KernelError[];
}

type OwnPart = { kind: 'agent'; part: AgentContribution } | { kind: 'mode'; part: ModeContribution };

/**
 * Agents, modes and styles of the person's own, and of the project where its folder is trusted: later ones win, the project's over the person's
 * over the bundled ones. What cannot be read is left out, told, and breaks nothing.
 */
export function ownParts(places: OwnPlaces): OwnParts {
  const { config, cwd } = places;
  const agents = new Map<string, AgentContribution>();
  const modes = new Map<string, ModeContribution>();
  const problems: KernelError[] = [];
  const keep = (own: OwnPart | undefined) => {
    if (own?.kind === 'agent') agents.set(own.part.id, own.part);
    else if (own) modes.set(own.part.id, own.part);
  };
  for (const own of ownFiles(places)) guarded(own.file, problems, () => keep(readOwnFile(own)));
  for (const [key, kind] of [
    ['agents', 'agent'],
    ['modes', 'mode'],
  ] as const) {
    for (const [id, table] of Object.entries((config.config as Record<string, unknown>)[key] ?? {})) {
      const file = config.origin([key, id])?.file ?? 'opencode.toml';
      guarded(`${file}: [${key}.${id}]`, problems, () => {
        if (isTable(table)) keep(partOf(kind, id, table, { isSub: false, file }));
      });
    }
  }
  if (agents.size === 0 && modes.size === 0) return { problems };
  const contributes = { agent: [...agents.values()], mode: [...modes.values()] };
  const manifest = { apiVersion: '^1.0.0', contributes, permissions: [], requires: [], activation: [], critical: false };
  return { plugin: { name: '@own/parts', version: '1.0.0', root: cwd, origin: 'own', manifest }, problems };
}

/** The part that a file stands for, and what is wrong with it; neither where it says that it is switched off. */
export function checkOwnFile(own: OwnFile): { own?: OwnPart; problem?: KernelError } {
  const problems: KernelError[] = [];
  let found: OwnPart | undefined;
  guarded(own.file, problems, () => {
    found = readOwnFile(own);
  });
  return { ...(found && { own: found }), ...(problems[0] && { problem: problems[0] }) };
}

function readOwnFile({ file, kind, isSub, project }: OwnFile): OwnPart | undefined {
  if (project !== undefined && leadsOut(file, project) !== undefined)
    throw new FieldError('symlink', '.opencode/** | .claude/** | .agents/**');
  const frontmatter = readFrontmatter(readFileSync(file, 'utf8'));
  const name = nameOf(file, frontmatter);
  return name === undefined ? undefined : partOf(kind, name, frontmatter.head, { body: frontmatter.body, isSub, file });
}

function partOf(
  kind: FileKind,
  id: string,
  table: Record<string, unknown>,
  given: { body?: string; isSub: boolean; file: string },
): OwnPart {
  if (kind === 'agent') return { kind, part: agentOf(id, table, given) };
  return { kind: 'mode', part: modeOf(id, table, { ...given, isStyle: kind === 'style' }) };
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
