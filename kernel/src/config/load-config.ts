import type { Config } from '@ock/schemas';
import { KernelError } from '../runtime/errors.ts';
import type { TranslateArgs } from '../runtime/translate.ts';
import { resolveAliases } from './aliases.ts';
import type { JsonSchema } from './check-schema.ts';
import { readEnvironment } from './environment.ts';
import { type FoundFile, findFiles, projectFolders } from './find-files.ts';
import { FolderTrust, type TrustState } from './folder-trust.ts';
import { formatKeyPath, type KeyPath, parseKeyPath, valueAt } from './key-path.ts';
import { type LayerName, LayerStack, type Origin } from './layer-stack.ts';
import { deepFreeze } from './merge.ts';
import { normalise } from './normalise.ts';
import type { Environment, Paths } from './paths.ts';
import { resolveProfile } from './profiles.ts';
import { FileReader } from './read-file.ts';
import type { TomlTable } from './toml.ts';
import { filterUntrusted } from './untrusted.ts';

export interface Notice {
  level: 'info' | 'warn' | 'error';
  /** the catalogue's text stands under `notice.<code>` */
  code: string;
  args: TranslateArgs;
}

export interface ConfigFileStatus {
  path: string;
  layer: LayerName;
  /** `ignored`: read already in a lower layer; `error`: there, but not used */
  status: 'read' | 'absent' | 'ignored' | 'error';
  /** keys left out because the folder is not trusted */
  untrustedKeys?: string[];
}

export interface LoadedConfig {
  /** frozen */
  readonly config: Config;
  /** the layer that decided a value, by path or in TOML's dotted notation; undefined where nothing is set */
  origin(path: KeyPath | string): Origin | undefined;
  /** every place that was looked at, lowest layer first */
  readonly files: readonly ConfigFileStatus[];
  /** what each layer says at a path, lowest first, before they are merged */
  said(path: KeyPath): { origin: Origin; value: unknown }[];
  readonly notices: readonly Notice[];
  readonly profile: string | undefined;
  /** over all files */
  readonly untrustedKeys: readonly string[];
  /** May what stands in this folder run programs of its choice? By the list of trusted folders, `--trust` or `OPENCODE_TRUST=1`. */
  trusts(folder: string): boolean;
  /** The same with what speaks for it, and what has changed since. */
  trustOf(folder: string): TrustState;
  /** JSON Schema of `opencode.toml`, where one was given */
  schema(): JsonSchema | undefined;
}

export interface LoadOptions {
  /** the directory worked in, symlinks resolved */
  cwd: string;
  env: Environment;
  paths: Paths;
  /** the lowest layer */
  builtin?: TomlTable;
  /** configuration keys given as flags */
  flags?: TomlTable;
  /** `--profile` */
  profile?: string;
  /** Read when there is something to check; without it nothing is checked and only the everyday variables count. */
  schema?: () => Record<string, unknown>;
  /** true: project files count in full, as after `--trust` or `OPENCODE_TRUST=1` */
  trust?: boolean;
  /** asked instead of the list of trusted folders */
  trusted?: (folder: string) => boolean;
  /** the administrator's file, for tests; deliberately no environment variable */
  managed?: string;
  /** For commands that repair: errors become notices, and what is wrong is left out. */
  keepGoing?: boolean;
}

/**
 * Reads and merges every layer, synchronously: builtin < global < project (git root down to cwd) < `OPENCODE_CONFIG` < profile < environment <
 * flags < managed. Costs a few `stat` calls when there is no file.
 * @throws OC_CONFIG_SYNTAX, OC_CONFIG_TYPE, OC_CONFIG_READ, OC_CONFIG_CODE, OC_PROFILE_UNKNOWN, OC_PROFILE_CYCLE
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  return new Loader(options).load();
}

class Loader {
  readonly #o: LoadOptions;
  readonly #stack = new LayerStack();
  readonly #files: ConfigFileStatus[] = [];
  readonly #notices: Notice[] = [];
  readonly #untrusted: string[] = [];
  readonly #reader: FileReader;
  #trust?: FolderTrust;
  #schema?: JsonSchema;

  constructor(options: LoadOptions) {
    this.#o = options;
    this.#reader = new FileReader({
      schema: options.schema && (() => this.#readSchema()),
      keepGoing: options.keepGoing ?? false,
      notices: this.#notices,
    });
  }

  load(): LoadedConfig {
    const { builtin = {}, flags = {}, env } = this.#o;
    this.#stack.add({ layer: 'builtin', table: normalise(builtin) });
    const managed: { file: FoundFile; table: TomlTable }[] = [];
    const found = findFiles(this.#o).map((file) => ({ file, status: this.#status(file) }));
    // the person's and the administrator's files first: they say which folders are trusted
    const own = new Map(found.flatMap(({ file, status }) => (file.folder === undefined ? [[file, this.#read(file, status)]] : [])));
    this.#trust = this.#folderTrust([...own.values()]);
    for (const { file, status } of found) {
      const table = file.folder === undefined ? own.get(file) : this.#readProject(file, file.folder, status);
      if (!table) continue;
      if (file.layer === 'managed') managed.push({ file, table });
      else this.#stack.add({ layer: file.layer, file: file.path, table });
    }
    this.#tellChanged();
    const profile = this.#addProfile(managed.map(({ table }) => table));
    this.#stack.add({ layer: 'env', table: this.#environment(env) });
    this.#stack.add({ layer: 'flags', table: normalise(flags) });
    for (const { file, table } of managed) this.#stack.add({ layer: 'managed', file: file.path, table });
    return this.#result(profile);
  }

  #status(file: FoundFile): ConfigFileStatus {
    const status: ConfigFileStatus = { path: file.path, layer: file.layer, status: 'absent' };
    this.#files.push(status);
    return status;
  }

  #read(file: FoundFile, status: ConfigFileStatus): TomlTable | undefined {
    const document = this.#reader.read(file, status);
    return document && normalise(document);
  }

  #readProject(file: FoundFile, folder: string, status: ConfigFileStatus): TomlTable | undefined {
    const table = this.#read(file, status);
    // whom to trust is nothing that a project says, be it trusted or not
    const { trust: _, ...said } = table ?? {};
    if (!table || this.#trusts(folder)) return table && said;
    const filtered = filterUntrusted(table, this.#stack.config);
    if (filtered.dropped.length) {
      status.untrustedKeys = filtered.dropped;
      this.#untrusted.push(...filtered.dropped);
      this.#notices.push({ level: 'warn', code: 'config_untrusted', args: { file: file.path, folder, keys: filtered.dropped.join(', ') } });
    }
    return filtered.table;
  }

  #folderTrust(own: readonly (TomlTable | undefined)[]): FolderTrust {
    const { paths, cwd, env, trust } = this.#o;
    const patterns = own.flatMap((table) => valueAt(table, ['trust', 'folders']) ?? []).filter((one) => typeof one === 'string');
    return new FolderTrust({ paths, root: projectFolders(cwd)[0] as string, run: trust === true || env.OPENCODE_TRUST === '1', patterns });
  }

  /** What was trusted and is not what it was, in the folders worked in. */
  #tellChanged(): void {
    if (this.#o.trusted) return;
    const states = projectFolders(this.#o.cwd).map((folder) => ({ folder, ...this.#trustOf(folder) }));
    const changed = [...new Set(states.flatMap((state) => state.changed))];
    const [first] = states.filter((state) => !state.trusted && state.by === 'list');
    if (!first) return;
    const code = changed.length > 0 ? 'trust_changed' : 'trust_too_much';
    this.#notices.push({ level: 'warn', code, args: { folder: first.folder, files: changed.join(', ') } });
  }

  #trusts(folder: string): boolean {
    return this.#o.trusted ? this.#o.trusted(folder) : this.#trustOf(folder).trusted;
  }

  #trustOf(folder: string): TrustState {
    return this.#trust?.state(folder) ?? { trusted: false, changed: [] };
  }

  /** The administrator's choice comes first, then the flag, the variable, the files. */
  #addProfile(managed: readonly TomlTable[]): string | undefined {
    const { config } = this.#stack;
    const wanted = managed.at(-1)?.profile ?? this.#o.profile ?? (this.#o.env.OPENCODE_PROFILE || undefined) ?? config.profile;
    if (typeof wanted !== 'string') return undefined;
    const all = new LayerStack();
    all.add({ layer: 'builtin', table: { profiles: config.profiles ?? {} } });
    for (const { profiles } of managed) if (profiles) all.add({ layer: 'managed', table: { profiles } });
    try {
      const { chain, whole } = resolveProfile(all.config, wanted);
      for (const { name, settings } of chain) {
        const file = this.#stack.definitionsOf(name).at(-1)?.file;
        this.#stack.add({ layer: 'profile', profile: name, ...(file !== undefined && { file }), table: settings });
      }
      this.#stack.complete(['profiles', wanted], whole);
    } catch (error) {
      if (!this.#o.keepGoing || !(error instanceof KernelError)) throw error;
      this.#notices.push({ level: 'error', code: 'config_profile', args: error.details });
    }
    return wanted;
  }

  #environment(env: Environment): TomlTable {
    const { schema } = this.#o;
    const { table, variables, unknown } = readEnvironment(env, this.#stack.config, schema && (() => this.#readSchema()));
    for (const { name, path } of unknown)
      this.#notices.push({ level: 'warn', code: 'config_variable', args: { name, key: formatKeyPath(path) } });
    const nested = variables.some(({ path, value }) => path.length > 1 || typeof value !== 'string');
    if (nested && schema)
      this.#reader.check(table, (path) => ({
        file: 'environment',
        line: variables.find((one) => one.path.every((key, i) => path[i] === key))?.name ?? '',
      }));
    return normalise(table);
  }

  #result(profile: string | undefined): LoadedConfig {
    const stack = this.#stack;
    const { config } = stack;
    resolveAliases(config);
    deepFreeze(config);
    return {
      config: config as Config,
      origin: (path) => stack.origin(typeof path === 'string' ? parseKeyPath(path) : path),
      files: this.#files,
      said: (path) => stack.said(path),
      notices: this.#notices,
      profile,
      untrustedKeys: [...new Set(this.#untrusted)],
      trusts: (folder) => this.#trusts(folder),
      trustOf: (folder) => this.#trustOf(folder),
      schema: () => (this.#o.schema ? this.#readSchema() : undefined),
    };
  }

  #readSchema(): JsonSchema {
    this.#schema ??= (this.#o.schema?.() ?? {}) as JsonSchema;
    return this.#schema;
  }
}
