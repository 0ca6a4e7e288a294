import { basename, extname } from 'node:path';
import table from './languages.json' with { type: 'json' };

/** One program that serves a language: data of `languages.json`. */
export interface ServerSpec {
  id: string;
  command: string[];
  /** packages and versions of npm that install it */
  npm?: Record<string, string>;
  /** npm's `overrides`: what packages ask for from elsewhere than npm */
  npmOverrides?: Record<string, string>;
  /** how to install it where npm does not have it */
  hint?: string;
  env?: Record<string, string>;
  initializationOptions?: Record<string, unknown>;
  settings?: Record<string, unknown>;
  /** it runs what stands in the project: build scripts, compilers and plugins of the project's choice */
  needsTrust?: boolean;
  /** dotted name of an initialization option that, once set, makes it run nothing of the project's */
  safeWith?: string;
  /** ms without further diagnostics after which they count as complete */
  settleMs?: number;
  /** the way to ask for diagnostics where the protocol's does not do */
  diagnosticsBy?: 'tsserver';
  /** answers before it has read the project: questions about the whole wait until it tells that it has */
  indexes?: boolean;
  /** answers questions about the workspace only while a file is open */
  opensFile?: boolean;
  /** commands of code actions that do nothing but ask us to apply an edit */
  editCommands?: string[];
  /** from `[lsp.<language>] command` */
  configured?: boolean;
}

export interface Language {
  id: string;
  /** the protocol's language id, by file name ending */
  languageIds: Record<string, string>;
  filenames?: Record<string, string>;
  /** groups of marker files: the nearest folder with one of the first group counts, then of the next */
  roots: string[][];
  servers: ServerSpec[];
  enabled: boolean;
}

interface LanguageConfig {
  server?: string;
  command?: string[];
  extensions?: string[];
  env?: Record<string, string>;
  settings?: Record<string, unknown>;
  initialization_options?: Record<string, unknown>;
  enabled?: boolean;
}

/** What `[lsp]` says; the other keys are languages. */
export interface LspConfig {
  enabled?: boolean;
  auto_start?: boolean;
  timeout?: number;
  idle_minutes?: number;
  [language: string]: unknown;
}

const OWN_KEYS = new Set(['enabled', 'auto_start', 'timeout', 'idle_minutes', 'servers']);
/** names people use for a language of the table */
const ALIASES: Record<string, string> = {
  javascript: 'typescript',
  cpp: 'c',
  'c++': 'c',
  html5: 'html',
  dockerfile: 'docker',
  shell: 'bash',
};

/** The table with what `[lsp.<language>]` changes and adds. */
export class Languages {
  readonly all: readonly Language[];
  readonly #byEnding = new Map<string, Language>();
  readonly #byName = new Map<string, Language>();

  constructor(config: LspConfig) {
    const languages = new Map<string, Language>();
    for (const [id, shipped] of Object.entries(table))
      languages.set(id, { id, enabled: true, ...(shipped as unknown as Omit<Language, 'id' | 'enabled'>) });
    for (const [key, value] of Object.entries(config)) {
      if (OWN_KEYS.has(key) || typeof value !== 'object' || value === null) continue;
      const id = languages.has(key) ? key : (ALIASES[key] ?? key);
      languages.set(id, configured(id, languages.get(id), value as LanguageConfig));
    }
    this.all = [...languages.values()];
    for (const language of this.all) {
      for (const ending of Object.keys(language.languageIds)) this.#byEnding.set(ending, language);
      for (const name of Object.keys(language.filenames ?? {})) this.#byName.set(name, language);
    }
  }

  /** The language of a file, by its name alone. */
  of(file: string): Language | undefined {
    return this.#byName.get(basename(file)) ?? this.#byEnding.get(extname(file).toLowerCase());
  }

  /** By its id or a usual other name. */
  named(id: string): Language | undefined {
    return this.all.find((language) => language.id === (ALIASES[id] ?? id));
  }
}

/** What the protocol calls the language of this file. */
export function languageIdOf(language: Language, file: string): string {
  return language.filenames?.[basename(file)] ?? language.languageIds[extname(file).toLowerCase()] ?? language.id;
}

function configured(id: string, base: Language | undefined, config: LanguageConfig): Language {
  const { server, command, extensions, env, settings, initialization_options, enabled = true } = config;
  const known = base?.servers ?? [];
  const chosen = server === undefined ? known : known.filter((spec) => spec.id === server);
  const specs = chosen.length > 0 || command === undefined ? chosen : [{ id: server ?? id, command }];
  const servers = (specs.length > 0 ? specs : command ? [{ id: server ?? id, command }] : []).slice(0, command ? 1 : undefined).map(
    (spec): ServerSpec => ({
      ...spec,
      ...(command && { command, configured: true }),
      ...(env && { env: { ...spec.env, ...env } }),
      ...(settings && { settings: merged(spec.settings ?? {}, settings) }),
      ...(initialization_options && { initializationOptions: merged(spec.initializationOptions ?? {}, initialization_options) }),
    }),
  );
  const languageIds = extensions
    ? Object.fromEntries(extensions.map((ending) => [ending.toLowerCase(), base?.languageIds[ending.toLowerCase()] ?? id]))
    : (base?.languageIds ?? {});
  return { id, roots: base?.roots ?? [], ...(base?.filenames && { filenames: base.filenames }), languageIds, servers, enabled };
}

/** Tables are merged, everything else replaced. */
export function merged(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isTable(old) && isTable(value) ? merged(old, value) : value;
  }
  return result;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
