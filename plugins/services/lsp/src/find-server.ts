import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { factsOf, findOnPath } from '@ock/kernel';
import type { Language, ServerSpec } from './languages.ts';

export interface FoundServer {
  spec: ServerSpec;
  /** the program, absolute, and its arguments */
  command: string[];
  origin: 'config' | 'path' | 'project' | 'environment' | 'installed';
  /** placeholders replaced; what could not be is left out */
  initializationOptions?: Record<string, unknown>;
  settings?: Record<string, unknown>;
}

export interface Places {
  /** git root or session folder, symlinks resolved: nothing above it is looked at */
  workspace: string;
  /** our data folder's part for servers */
  installs: string;
  env: Readonly<Record<string, string | undefined>>;
  /** may programs of this folder be run? */
  trusts(folder: string): boolean;
}

const VENVS = ['.venv', 'venv', 'env'];

/**
 * The first server of the language whose program is here: as configured, in the project's own folders where the project is trusted, on PATH,
 * installed by us. @returns the reason, as a text for people and models, where one is here but must not run, or is not here
 */
export function findServer(language: Language, root: string, places: Places): FoundServer | { missing: 'absent' | 'untrusted' } {
  let untrusted = false;
  for (const spec of language.servers) {
    const found = findProgram(spec, root, places);
    if (!found) continue;
    const values = { install: installFolder(places, spec), root, venv: venvOf(root, places) };
    const initializationOptions = filled(spec.initializationOptions, values);
    const settings = filled(spec.settings, values);
    if (spec.needsTrust && !spec.configured && !isSafe(spec, initializationOptions) && !places.trusts(root)) {
      untrusted = true;
      continue;
    }
    return {
      spec,
      command: [found.program, ...spec.command.slice(1)],
      origin: found.origin,
      ...(initializationOptions && { initializationOptions }),
      ...(settings && { settings }),
    };
  }
  return { missing: untrusted ? 'untrusted' : 'absent' };
}

/** One folder per package: several servers may come in one. */
export function installFolder({ installs }: Places, { id, npm = {} }: ServerSpec): string {
  const [name = id] = Object.keys(npm);
  return join(installs, name.replace('/', '+'));
}

/** Version of the first package of our own installation. */
export function installedVersion(places: Places, spec: ServerSpec): string | undefined {
  const [name] = Object.keys(spec.npm ?? {});
  if (name === undefined) return undefined;
  try {
    const file = join(installFolder(places, spec), 'node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
  } catch {
    return undefined; // not installed
  }
}

/** The nearest folder above the file, within the workspace, that has a marker; the workspace where none has. */
export function findRoot(language: Language, file: string, workspace: string): string {
  for (const group of language.roots) {
    for (let dir = dirname(file); ; dir = dirname(dir)) {
      if (group.some((name) => existsSync(join(dir, name)))) return dir;
      if (dir === workspace || dir === dirname(dir)) break;
    }
  }
  return workspace;
}

export function hasMarker(language: Language, folder: string): boolean {
  return language.roots.flat().some((name) => existsSync(join(folder, name)));
}

function findProgram(spec: ServerSpec, root: string, places: Places): { program: string; origin: FoundServer['origin'] } | undefined {
  const [name = ''] = spec.command;
  if (spec.configured && /[\\/]/.test(name)) {
    const program = isAbsolute(name) ? name : resolve(root, name);
    return isProgram(program) ? { program, origin: 'config' } : undefined;
  }
  if (places.trusts(root)) {
    for (let dir = root; ; dir = dirname(dir)) {
      const own = inFolder(join(dir, 'node_modules', '.bin'), name);
      if (own) return { program: own, origin: 'project' };
      if (dir === places.workspace || dir === dirname(dir)) break;
    }
    const venv = venvOf(root, places);
    const own = venv && inFolder(join(venv, 'bin'), name);
    if (own) return { program: own, origin: 'environment' };
  }
  const { PATH } = places.env;
  const program = findOnPath(name, PATH) ?? (process.platform === 'win32' ? findOnPath(`${name}.exe`, PATH) : undefined);
  if (program) return { program, origin: spec.configured ? 'config' : 'path' };
  const installed = inFolder(join(installFolder(places, spec), 'node_modules', '.bin'), name);
  return installed ? { program: installed, origin: 'installed' } : undefined;
}

/** The virtual environment of Python that the person is in, or the project's own where the project is trusted. */
function venvOf(root: string, { env, trusts }: Places): string | undefined {
  const active = env.VIRTUAL_ENV;
  if (active && isAbsolute(active) && existsSync(join(active, 'bin'))) return active;
  if (!trusts(root)) return undefined;
  return VENVS.map((name) => join(root, name)).find((dir) => existsSync(join(dir, 'pyvenv.cfg')));
}

function inFolder(folder: string, name: string): string | undefined {
  const path = join(folder, process.platform === 'win32' ? `${name}.cmd` : name);
  return isProgram(path) ? path : undefined;
}

function isProgram(path: string): boolean {
  return factsOf(path)?.isFile() ?? false;
}

function isSafe({ safeWith }: ServerSpec, options: Record<string, unknown> | undefined): boolean {
  if (safeWith === undefined) return false;
  return safeWith.split('.').reduce<unknown>((table, key) => (table as Record<string, unknown> | undefined)?.[key], options) !== undefined;
}

/** Replaces `${name}` in texts; a text that names what is not there, and a path below `install` that is not there, is left out. */
function filled(
  value: Record<string, unknown> | undefined,
  values: Record<string, string | undefined>,
): Record<string, unknown> | undefined {
  if (!value) return undefined;
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
      const inner = filled(entry as Record<string, unknown>, values);
      if (inner && Object.keys(inner).length > 0) result[key] = inner;
    } else if (typeof entry !== 'string' || !entry.includes('${')) result[key] = entry;
    else {
      const text = entry.replace(/\$\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
      if (!text.includes('${') && existsSync(text)) result[key] = text;
    }
  }
  return result;
}
