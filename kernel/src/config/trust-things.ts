import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { KeyPath } from './key-path.ts';
import { normalise } from './normalise.ts';
import { maskSecrets } from './secrets.ts';
import { formatValue, isTable, parseToml, type TomlTable } from './toml.ts';
import type { TrustedFolder } from './trust.ts';
import type { TrustScan } from './trust-scan.ts';
import { needsTrust } from './untrusted.ts';

export type TrustKind =
  | 'setting'
  | 'rule'
  | 'address'
  | 'mcp'
  | 'tool'
  | 'hook'
  | 'program'
  | 'plugin'
  | 'skill'
  | 'agent'
  | 'mode'
  | 'command'
  | 'file';

/** One thing of a folder that runs something, steers the model or widens rights once the folder is trusted. */
export interface TrustThing {
  kind: TrustKind;
  name: string;
  /** absolute */
  file: string;
  /** the command line, the address, the value; empty where the name says it all. Written by others: sanitise before showing */
  does: string;
  state: 'trusted' | 'new' | 'changed';
}

const MAX_DOES = 300;
/** bytes of a file that is taken apart to be shown */
const MAX_BYTES = 1024 * 1024;
/** which part of a path says what it is */
const FOLDERS: readonly [RegExp, TrustKind][] = [
  [/\/skills\/.*SKILL\.md$/, 'skill'],
  [/^(?:.*\/)?\.opencode\/tools?\/[^/]+\.m?[jt]s$/, 'tool'],
  [/\/(?:sub)?agents?\/.*\.md$/, 'agent'],
  [/\/(?:modes|output-styles)\/.*\.md$/, 'mode'],
  [/\/commands?\/.*\.md$/, 'command'],
  [/\/hooks\//, 'hook'],
];
const ROOTS: Record<string, TrustKind> = {
  mcp: 'mcp',
  tool: 'tool',
  hooks: 'hook',
  lsp: 'program',
  formatter: 'program',
  plugins: 'plugin',
  override: 'plugin',
  permissions: 'rule',
  sandbox: 'rule',
};

/** What a folder would run or widen, in the order of its files. @param entry as it was trusted; absent: it was not */
export function trustThings(root: string, scan: TrustScan, entry?: TrustedFolder): TrustThing[] {
  const names = Object.keys(scan.files);
  const skills = names.filter((name) => name.endsWith('/SKILL.md')).map((name) => dirname(name));
  return names.flatMap((name) => {
    const before = entry?.files?.[name];
    const state = before === scan.files[name] ? 'trusted' : before === undefined ? 'new' : 'changed';
    const inSkill = skills.some((folder) => name.startsWith(`${folder}/`)) && !name.endsWith('/SKILL.md');
    if (inSkill && state === 'trusted') return [];
    return describe(name, join(root, name)).map((thing) => ({ ...thing, file: join(root, name), state }));
  });
}

function describe(name: string, file: string): Omit<TrustThing, 'file' | 'state'>[] {
  try {
    if (basename(name) === 'opencode.toml') return fromToml(normalise(parseToml(textOfFile(file), file)));
    if (basename(name) === '.mcp.json') return fromServers(JSON.parse(textOfFile(file)));
    if (/settings(\.local)?\.json$/.test(name)) return fromSettings(JSON.parse(textOfFile(file)));
  } catch {
    return [{ kind: 'file', name, does: '' }];
  }
  const kind = FOLDERS.find(([pattern]) => pattern.test(name))?.[1] ?? 'file';
  return [{ kind, name: kind === 'skill' ? basename(dirname(name)) : basename(name), does: '' }];
}

/** @throws for what would be waited for, or never ends */
function textOfFile(file: string): string {
  const facts = statSync(file);
  if (!facts.isFile() || facts.size > MAX_BYTES) throw new Error('no ordinary file');
  return readFileSync(file, 'utf8');
}

function fromToml(table: TomlTable): Omit<TrustThing, 'file' | 'state'>[] {
  return [...needsTrust(table)].map(([name, values]) => {
    const [path] = values[0] as [KeyPath, unknown];
    const rest = path[0] === 'profiles' ? path.slice(2) : path;
    const kind = rest.includes('base_url') ? 'address' : (ROOTS[rest[0] ?? ''] ?? 'setting');
    const texts = values.map(([key, value]) => textOf(key, value, values.length > 1));
    return { kind, name, does: clip(texts.join(', ')) };
  });
}

function textOf(path: KeyPath, value: unknown, isNamed: boolean): string {
  const text = formatValue(maskSecrets(value, path));
  return isNamed ? `${path.at(-1)} = ${text}` : text;
}

function fromServers(document: unknown): Omit<TrustThing, 'file' | 'state'>[] {
  const servers = tableOf(tableOf(document).mcpServers);
  return Object.entries(servers).map(([name, entry]) => {
    const { command, args, url } = tableOf(entry);
    const words = [command, ...(Array.isArray(args) ? args : [])].filter((word) => word !== undefined);
    return { kind: 'mcp', name, does: clip(String(maskSecrets(words.length > 0 ? words.map(String).join(' ') : String(url ?? '')))) };
  });
}

/** Of the settings of another program only its hooks are read. */
function fromSettings(document: unknown): Omit<TrustThing, 'file' | 'state'>[] {
  return Object.entries(tableOf(tableOf(document).hooks)).flatMap(([event, groups]) =>
    (Array.isArray(groups) ? groups : []).flatMap((group) => {
      const { matcher, hooks } = tableOf(group);
      const name = typeof matcher === 'string' && matcher !== '' ? `${event} ${matcher}` : event;
      return (Array.isArray(hooks) ? hooks : []).map((hook) => ({
        kind: 'hook' as const,
        name,
        does: clip(String(tableOf(hook).command ?? '')),
      }));
    }),
  );
}

function tableOf(value: unknown): TomlTable {
  return isTable(value) ? value : {};
}

function clip(text: string): string {
  return text.length > MAX_DOES ? `${text.slice(0, MAX_DOES)}…` : text;
}
