import { readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { factsOf, findOnPath } from '@ock/kernel';
import { type FormatterSpec, formats, type Marker } from './formatters.ts';

export interface Places {
  /** git root or session folder, symlinks resolved: nothing above it is looked at */
  workspace: string;
  env: Readonly<Record<string, string | undefined>>;
  /** may programs of this folder be run? */
  trusts(folder: string): boolean;
}

export interface Chosen {
  spec: FormatterSpec;
  /** the folder that configures it: it runs there */
  root: string;
  configuredBy: string;
}

/** folders of a project, below each folder up to the workspace, that hold its programs */
const OWN_FOLDERS = ['node_modules/.bin', 'vendor/bin', '.venv/bin', 'venv/bin'];
/** bytes of a configuration file that are looked at */
const MARKER_MAX = 262_144;

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The formatter of a file: one the person asks for, else the one whose configuration stands nearest, in the table's order. */
export function chooseFormatter(specs: readonly FormatterSpec[], file: string, workspace: string): Chosen | undefined {
  const fitting = specs.filter((spec) => spec.enabled && formats(spec, file));
  const asked = fitting.find(({ always }) => always);
  if (asked) return { spec: asked, root: workspace, configuredBy: 'opencode.toml' };
  if (fitting.length === 0) return undefined;
  for (let dir = dirname(file); isInside(dir, workspace); dir = dirname(dir)) {
    for (const spec of fitting) {
      const marker = markerIn(spec, dir);
      if (marker !== undefined) return { spec, root: dir, configuredBy: marker };
    }
    if (dir === dirname(dir)) break;
  }
  return undefined;
}

/** The file of the folder that configures the formatter. */
export function markerIn(spec: FormatterSpec, dir: string): string | undefined {
  const marker = spec.markers.find((candidate) => isConfigured(join(dir, candidate.file), candidate));
  return marker && join(dir, marker.file);
}

/**
 * Where its program is: in the project's own folders where the project is trusted, else on PATH. A program that stands in a project that is not
 * trusted is none, by whatever way it is found.
 */
export function findProgram(
  spec: FormatterSpec,
  root: string,
  places: Places,
): { program: string; origin: 'config' | 'project' | 'path' } | 'missing' | 'untrusted' {
  const { workspace, env } = places;
  const trusted = places.trusts(root);
  if (spec.runsProjectCode && !spec.own && !trusted) return 'untrusted';
  const [name = ''] = spec.command;
  const allowed = (program: string): boolean => trusted || !isInside(realpathSync(program), workspace);
  if (/[\\/]/.test(name)) {
    const program = isAbsolute(name) ? name : resolve(workspace, name);
    if (!isProgram(program)) return 'missing';
    return allowed(program) ? { program, origin: 'config' } : 'untrusted';
  }
  if (trusted) {
    for (let dir = root; isInside(dir, workspace); dir = dirname(dir)) {
      const own = OWN_FOLDERS.map((folder) => join(dir, folder, name)).find(isProgram);
      if (own) return { program: own, origin: 'project' };
      if (dir === dirname(dir)) break;
    }
  }
  const program = findOnPath(name, env.PATH);
  if (!program || !isAbsolute(program)) return 'missing';
  return allowed(program) ? { program, origin: 'path' } : 'untrusted';
}

function isProgram(path: string): boolean {
  return factsOf(path)?.isFile() ?? false;
}

function isConfigured(path: string, { pattern, unless }: Marker): boolean {
  const facts = factsOf(path);
  if (!facts?.isFile()) return false;
  if (pattern === undefined && unless === undefined) return true;
  if (facts.size > MARKER_MAX) return false;
  try {
    const text = readFileSync(path, 'utf8');
    return (pattern === undefined || new RegExp(pattern, 'm').test(text)) && (unless === undefined || !new RegExp(unless, 'm').test(text));
  } catch {
    return false; // unreadable: it configures nothing
  }
}
