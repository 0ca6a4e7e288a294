import type { Event } from '@ock/schemas';
import { errorText } from '../boot/explain.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Paths } from '../config/paths.ts';
import type { HttpClient } from '../http/client.ts';
import { Catalogue, type Entry, matchesAny, splitPart } from '../index/catalogue.ts';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { Contributions, Kind, Kinds } from '../kinds/index.ts';
import type { ModelCalls } from '../kinds/model-calls.ts';
import type { Services } from '../kinds/service.ts';
import type { Store } from '../kinds/store.ts';
import type { Wire } from '../kinds/wire.ts';
import { KeyStore } from '../secrets/key-store.ts';
import { modelCalls } from '../turn/models/model-calls.ts';
import { Activation, type ActivationRecord } from './activation.ts';
import { Bridges, isDue } from './bridges.ts';
import { KernelError } from './errors.ts';
import { Hooks } from './hooks.ts';
import type { Language } from './language.ts';
import type { Log } from './log.ts';
import { openStore } from './open-store.ts';
import type { PluginModule } from './plugin.ts';
import { pluginContext } from './plugin-context.ts';
import { Subagents } from './subagents.ts';
import type { Translate } from './translate.ts';
import { within } from './within.ts';

/** ms the store may take to close */
const CLOSE_DEADLINE_MS = 5_000;
/** different notices about plugins in the life of a process */
const MAX_NOTICES = 200;

export interface KernelOptions {
  /** product version */
  version: string;
  installRoot: string;
  /** everything installed, before profiles */
  plugins: readonly IndexedPlugin[];
  /** agents and modes that a person wrote into files */
  own?: IndexedPlugin;
  config: LoadedConfig;
  paths: Paths;
  env: Readonly<Record<string, string | undefined>>;
  /** the directory worked in, symlinks resolved */
  cwd: string;
  language: Language;
  log: Log;
  http: HttpClient;
  load(plugin: IndexedPlugin): Promise<PluginModule>;
}

/** Mechanism only: an index, a registry with lazy activation, hooks. It knows kinds of parts, never a particular part. */
export class Kernel {
  readonly hooks: Hooks;
  readonly catalogue: Catalogue;
  readonly options: KernelOptions;
  readonly keys: KeyStore;
  /** calls of models outside a session */
  readonly models: ModelCalls = modelCalls(this);
  /** what comes at run time */
  readonly bridges: Bridges;
  /** the kernel's own signal: aborted by `close` */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #activation: Activation;
  /** what was told already, so that a tap that fails at every token is told once */
  readonly #noticed = new Set<string>();
  readonly subagents = new Subagents();
  readonly #wireDecorators: ((wire: Wire) => Wire)[] = [];
  #config: LoadedConfig;
  #store?: Promise<Store> | undefined;
  #memory = false;
  #keepsTalking = false;
  #closing?: Promise<void>;

  constructor(options: KernelOptions) {
    this.options = options;
    this.#config = options.config;
    this.signal = this.#controller.signal;
    const { config } = options.config;
    const profile = options.config.profile ? config.profiles?.[options.config.profile] : undefined;
    const enabled = options.plugins.filter(
      ({ name }) =>
        (!profile?.plugins || matchesAny(name, profile.plugins)) &&
        !matchesAny(name, profile?.disable ?? []) &&
        config.plugins?.[name]?.enabled !== false,
    );
    this.catalogue = new Catalogue(enabled, config.override, options.own);
    this.hooks = new Hooks(({ plugin, hook, error }) => {
      if (hook !== 'event') this.#notice('tap_failed', plugin, error, hook);
      else this.#firstTime(`event ${plugin}`, () => options.log.warn('hook failed', { plugin, hook, error: textOf(error) }));
    });
    this.keys = new KeyStore(options.env, options.paths, { provider: config.provider, auth: config.auth }, () =>
      this.use('service', 'keychain'),
    );
    this.bridges = new Bridges(this, (plugin, error) => this.#notice('plugin_failed', plugin, error));
    this.#activation = new Activation({
      load: options.load,
      context: (plugin, activation) => pluginContext(this, plugin, activation),
    });
  }

  get config(): LoadedConfig {
    return this.#config;
  }
  get t(): Translate {
    return this.options.language.t;
  }
  /** the language that people are spoken to in, and how it writes amounts and times */
  get language(): Language {
    return this.options.language;
  }
  get http(): HttpClient {
    return this.options.http;
  }
  get paths(): Paths {
    return this.options.paths;
  }
  get cwd(): string {
    return this.options.cwd;
  }

  /** Static contributions of a kind; runs no plugin code. */
  list<K extends Kind>(kind: K): Contributions[K][] {
    return this.catalogue.list(kind).map(({ contribution }) => contribution);
  }

  /** A static contribution, or a tool that a bridge has brought by now. */
  find<K extends Kind>(kind: K, id: string): Entry<K> | undefined {
    return this.catalogue.find(kind, id) ?? (kind === 'tool' ? (this.bridges.tool(id) as Entry<K> | undefined) : undefined);
  }

  /** Activates the owner once and returns what it registered. @throws OC_UNKNOWN_PART, OC_PLUGIN_FAILED, OC_CYCLE */
  use<K extends Exclude<Kind, 'service'>>(kind: K, id: string, waiter?: string): Promise<Kinds[K]>;
  use<S extends keyof Services>(kind: 'service', id: S, waiter?: string): Promise<Services[S]>;
  async use(kind: Kind, id: string, waiter?: string): Promise<unknown> {
    const entry = this.catalogue.find(kind, id);
    const brought = !entry && kind === 'tool' ? this.bridges.tool(id) : undefined;
    if (brought) return brought.tool;
    if (!entry) throw new KernelError('OC_UNKNOWN_PART', { part: `${kind}:${id}` });
    this.#checkRequired(entry.plugin);
    return this.#activation.use(kind, id, entry.plugin, waiter);
  }

  /** What a plugin `requires` must be installed and enabled; it is activated when the plugin uses it. */
  #checkRequired(plugin: IndexedPlugin): void {
    if (this.#activation.record(plugin).state !== 'indexed') return;
    for (const part of plugin.manifest.requires) {
      const [kind, id] = splitPart(part);
      if (!this.catalogue.find(kind, id)) throw new KernelError('OC_UNKNOWN_PART', { part, plugin: plugin.name });
    }
  }

  /** The wire as model calls use it. @throws what `use` does */
  async wire(id: string): Promise<Wire> {
    return this.#wireDecorators.reduce((wire, decorate) => decorate(wire), await this.use('wire', id));
  }

  /** Puts something around every wire from here on. It sees keys: never offered to plugins in a process of their own. */
  decorateWires(decorate: (wire: Wire) => Wire): void {
    this.#wireDecorators.push(decorate);
  }

  /**
   * Activates what wants to be there from the start, and lets it change the configuration. Which plugins are enabled is settled before.
   * @throws OC_PLUGIN_CRITICAL
   */
  async start(): Promise<void> {
    await this.activateFor('onStart');
    if (!this.hooks.config.isUsed()) return;
    const before = this.#config.config as Record<string, unknown>;
    const config = (await this.hooks.config.promise(structuredClone(before))) ?? before;
    this.#config = { ...this.#config, config };
  }

  /**
   * Activates plugins that asked for this moment, because they tap hooks. `onEdit`: before the first call of a tool that writes files.
   * @throws OC_PLUGIN_CRITICAL when a critical one fails; other failures are reported and skipped
   */
  async activateFor(moment: 'onStart' | 'onSession' | 'onTurn' | 'onEdit'): Promise<void> {
    const due = this.catalogue.plugins.filter(
      ({ manifest }) =>
        manifest.activation.includes(moment) && (!manifest.activationTables || isDue(this, { config: manifest.activationTables })),
    );
    await Promise.all(
      due.map(async (plugin) => {
        try {
          await this.#activation.activate(plugin);
        } catch (error) {
          if (!plugin.manifest.critical) {
            this.#notice('plugin_failed', plugin.name, error);
            return;
          }
          const { cause } = error as Error;
          // a mistake in a file of the person's is told as that and not as a failure of the plugin that found it
          if (cause instanceof KernelError && cause.exitCode === 52) throw cause;
          throw new KernelError('OC_PLUGIN_CRITICAL', { plugin: plugin.name, message: textOf(error) }, { cause: error });
        }
      }),
    );
  }

  /** Activates one plugin by name, for `doctor` and `plugins inspect`. @throws OC_PLUGIN_FAILED */
  activate(plugin: IndexedPlugin): Promise<void> {
    return this.#activation.activate(plugin);
  }

  /** State, times and failure of a plugin. */
  activationOf(plugin: IndexedPlugin): Readonly<ActivationRecord> {
    return this.#activation.record(plugin);
  }

  /** true: nothing is to be written to disk */
  get isEphemeral(): boolean {
    return this.#memory;
  }

  /** Nothing is written to disk from here on: sessions live in memory. Must be called before the first `openStore`. */
  useMemoryStore(): void {
    this.#memory = true;
  }

  /** The configured store, or the first in rank order that opens. Opened once. @throws OC_STORE when none opens */
  openStore(): Promise<Store> {
    if (!this.#store) {
      const opening = openStore(this, this.#memory, (error) => this.#goOnInMemory(error));
      this.#store = opening;
      // one that failed may be opened again
      opening.catch(() => {
        if (this.#store === opening) this.#store = undefined;
      });
    }
    return this.#store;
  }

  /** From here on a session that cannot be stored goes on in memory, which a notice says: talking is worth more than its record. */
  keepTalking(): void {
    this.#keepsTalking = true;
  }

  #goOnInMemory(error: KernelError): boolean {
    if (!this.#keepsTalking) return false;
    this.options.log.error('sessions go on in memory', { error: error.message });
    const text = this.t('notice.store_memory', { message: errorText(error, this.t) });
    this.emit({ type: 'notice', session_id: '', time: Date.now(), level: 'warning', code: 'store_memory', text });
    return true;
  }

  /** What happens in a sub-agent's session is told as an event of the session at the top. */
  emit(event: Event): void {
    this.hooks.event.call(this.subagents.wrap(event));
  }

  /** Tells people and the log, once. */
  #notice(code: 'tap_failed' | 'plugin_failed', plugin: string, error: unknown, hook = ''): void {
    const message = textOf(error);
    this.#firstTime(`${code} ${plugin} ${hook} ${message}`, () => {
      this.options.log.warn(code, { plugin, ...(hook && { hook }), error: message });
      const text = this.t(`notice.${code}`, { plugin, hook, message: errorText(error, this.t) });
      this.emit({ type: 'notice', session_id: '', time: Date.now(), level: 'warning', code, text, plugin });
    });
  }

  #firstTime(what: string, tell: () => void): void {
    if (this.#noticed.has(what) || this.#noticed.size >= MAX_NOTICES) return;
    this.#noticed.add(what);
    tell();
  }

  /** Shutdown hook, bridges, then plugins in reverse order of activation, then the store. Never rejects and never hangs. Safe to call twice. */
  close(reason: string): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  async #close(reason: string): Promise<void> {
    await this.hooks.shutdown.promise(reason);
    this.#controller.abort(new KernelError('OC_INTERRUPTED'));
    for (const { plugin, error } of [...(await this.bridges.stop()), ...(await this.#activation.close())]) {
      this.options.log.warn('deactivate failed', { plugin, error: textOf(error) });
    }
    const store = await this.#store?.catch(() => undefined);
    try {
      if (store) await within(CLOSE_DEADLINE_MS, 'close the store', store.close());
    } catch (error) {
      this.options.log.error('store does not close', { error: textOf(error) });
    }
    this.options.log.close();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
