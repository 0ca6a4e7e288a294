import { join } from 'node:path';
import { openForReading, type ProjectManifest, readUpTo } from '@ock/kernel';

/** bytes of a manifest that count; no honest one is longer */
const MAX_BYTES = 262_144;
const MAX_SCRIPTS = 40;
const MAX_WORKSPACES = 20;
/** characters of one command */
const MAX_COMMAND = 120;

export interface ReadManifest extends ProjectManifest {
  /** files that it names as where the program or library begins */
  entries: { path: string; why: string }[];
  text: string;
}

type Table = Record<string, unknown>;

/** What a manifest says. One that cannot be read or parsed still counts as there. */
export async function readManifest(root: string, path: string): Promise<ReadManifest> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const text = await textOf(join(root, path));
  const base = { path, kind: kindOf(name), entries: [], text };
  try {
    return { ...base, ...(await parsed(name, text, path)) };
  } catch {
    return base; // a broken manifest is the project's affair: its presence is what counts here
  }
}

async function textOf(file: string): Promise<string> {
  try {
    const handle = await openForReading(file);
    try {
      return (await handle.stat()).isFile() ? (await readUpTo(handle, MAX_BYTES)).toString('utf8') : '';
    } finally {
      await handle.close();
    }
  } catch {
    return ''; // gone since it was listed, or not readable
  }
}

const KINDS: [RegExp, string][] = [
  [/^package\.json$/, 'npm'],
  [/^deno\.jsonc?$/, 'deno'],
  [/^(pyproject\.toml|setup\.py|requirements\.txt|Pipfile)$/, 'python'],
  [/^Cargo\.toml$/, 'cargo'],
  [/^go\.mod$/, 'go'],
  [/^composer\.json$/, 'composer'],
  [/^(Gemfile|.*\.gemspec)$/, 'ruby'],
  [/^pom\.xml$/, 'maven'],
  [/^build\.gradle(\.kts)?$/, 'gradle'],
  [/^mix\.exs$/, 'mix'],
  [/^pubspec\.yaml$/, 'dart'],
  [/^Package\.swift$/, 'swift'],
  [/^CMakeLists\.txt$/, 'cmake'],
  [/^meson\.build$/, 'meson'],
  [/^build\.zig$/, 'zig'],
  [/makefile$/i, 'make'],
  [/justfile$/i, 'just'],
  [/\.(csproj|fsproj|sln)$/, 'dotnet'],
  [/\.cabal$/, 'cabal'],
];

function kindOf(name: string): string {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}

async function parsed(name: string, text: string, path: string): Promise<Partial<ReadManifest>> {
  const folder = path.slice(0, path.length - name.length);
  if (name === 'package.json') return npm(table(JSON.parse(text)), folder);
  if (name === 'composer.json') return named(table(JSON.parse(text)), table(JSON.parse(text)).scripts);
  if (name === 'deno.json') return named(table(JSON.parse(text)), table(JSON.parse(text)).tasks);
  if (name === 'pyproject.toml' || name === 'Cargo.toml') {
    const { parseToml } = await import('@ock/kernel/config');
    return name === 'Cargo.toml' ? cargo(parseToml(text, path)) : python(parseToml(text, path));
  }
  if (name === 'go.mod') return given('name', /^module\s+(\S+)/m.exec(text)?.[1]);
  if (name === 'pom.xml')
    return given('name', /<artifactId>([^<]{1,200})<\/artifactId>/.exec(text.replace(/<parent>[\s\S]*?<\/parent>/, ''))?.[1]);
  if (/^(GNUm|[Mm])akefile$/.test(name)) return targets(text, /^([a-zA-Z][\w.-]*)[ \t]*:(?!=)/gm, 'make');
  if (/^\.?[Jj]ustfile$/.test(name)) return targets(text, /^@?([a-zA-Z][\w-]*)(?:[ \t][^:=\n]{0,200})?:(?!=)/gm, 'just');
  return {};
}

function npm(json: Table, folder: string): Partial<ReadManifest> {
  const entries: ReadManifest['entries'] = [];
  const add = (value: unknown, why: string): void => {
    if (typeof value === 'string' && value.length < 300) entries.push({ path: folder + value.replace(/^\.\//, ''), why });
  };
  const bin = typeof json.bin === 'string' ? { [String(json.name)]: json.bin } : table(json.bin);
  for (const [command, file] of Object.entries(bin).slice(0, 10)) add(file, `command ${command}`);
  add(json.main, 'main');
  const workspaces = Array.isArray(json.workspaces) ? json.workspaces : table(json.workspaces).packages;
  return { ...named(json, json.scripts), ...workspacesOf(workspaces), entries };
}

function python(toml: Table): Partial<ReadManifest> {
  const poetry = table(table(toml.tool).poetry);
  const project = { ...poetry, ...table(toml.project) };
  return named(project, { ...table(poetry.scripts), ...table(table(toml.project).scripts) });
}

function cargo(toml: Table): Partial<ReadManifest> {
  return { ...named(table(toml.package), undefined), ...workspacesOf(table(toml.workspace).members) };
}

function named(of: Table, scripts: unknown): Partial<ReadManifest> {
  const list = Object.entries(table(scripts)).slice(0, MAX_SCRIPTS);
  const commands = list.map(([name, value]) => [name, clipped(Array.isArray(value) ? value.join(' && ') : value)]);
  return {
    ...given('name', of.name),
    ...given('version', of.version),
    ...(commands.length > 0 && { scripts: Object.fromEntries(commands) as Record<string, string> }),
  };
}

function targets(text: string, pattern: RegExp, program: string): Partial<ReadManifest> {
  const names = [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].slice(0, MAX_SCRIPTS);
  return names.length > 0 ? { scripts: Object.fromEntries(names.map((name) => [name, `${program} ${name}`])) } : {};
}

function workspacesOf(value: unknown): Partial<ReadManifest> {
  const names = Array.isArray(value) ? value.filter((one) => typeof one === 'string').slice(0, MAX_WORKSPACES) : [];
  return names.length > 0 ? { workspaces: names } : {};
}

function given(key: 'name' | 'version', value: unknown): Partial<ReadManifest> {
  return typeof value === 'string' && value !== '' ? { [key]: value.slice(0, 200) } : {};
}

function clipped(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_COMMAND ? `${text.slice(0, MAX_COMMAND)}…` : text;
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}
