import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { Kind, Kinds } from '../kinds/index.ts';
import { KernelError } from './errors.ts';
import type { PluginContext, PluginModule } from './plugin.ts';
import { within } from './within.ts';

export type PluginState = 'indexed' | 'activating' | 'active' | 'failed' | 'closed';

export interface ActivationRecord {
  plugin: IndexedPlugin;
  state: PluginState;
  /** ms spent loading the module and running `activate` */
  loadMs?: number;
  activateMs?: number;
  error?: unknown;
  module?: PluginModule;
  ready?: Promise<void>;
}

/** ms a plugin may take to load and activate */
export const ACTIVATION_DEADLINE_MS = 10_000;
/** ms a plugin may take to deactivate: a person waits for the process to end */
export const DEACTIVATION_DEADLINE_MS = 3_000;

/** Activates each plugin once, on first use; records who waits for whom so that a cycle is an error and not a hang. */
export class Activation {
  readonly #records = new Map<string, ActivationRecord>();
  readonly #registered = new Map<string, unknown>();
  /** plugin → plugins it waits for */
  readonly #waits = new Map<string, Set<string>>();
  readonly #order: ActivationRecord[] = [];
  readonly #load: (plugin: IndexedPlugin) => Promise<PluginModule>;
  readonly #context: (plugin: IndexedPlugin, activation: Activation) => PluginContext;

  constructor(options: {
    load(plugin: IndexedPlugin): Promise<PluginModule>;
    context(plugin: IndexedPlugin, activation: Activation): PluginContext;
  }) {
    this.#load = options.load;
    this.#context = options.context;
  }

  record(plugin: IndexedPlugin): ActivationRecord {
    let record = this.#records.get(plugin.name);
    if (!record) {
      record = { plugin, state: 'indexed' };
      this.#records.set(plugin.name, record);
    }
    return record;
  }

  /** What the plugin registered for this part. @throws OC_PLUGIN_FAILED, OC_CYCLE, OC_NOT_CONTRIBUTED */
  async use<K extends Kind>(kind: K, id: string, owner: IndexedPlugin, waiter?: string): Promise<Kinds[K]> {
    const key = `${kind}:${id}`;
    if (this.record(owner).state !== 'active') await this.activate(owner, waiter);
    if (!this.#registered.has(key)) throw new KernelError('OC_NOT_CONTRIBUTED', { plugin: owner.name, part: key });
    return this.#registered.get(key) as Kinds[K];
  }

  /** @throws OC_NOT_CONTRIBUTED for what the manifest does not declare, and from a plugin that failed already */
  register(plugin: IndexedPlugin, kind: Kind, id: string, implementation: unknown): void {
    const declared = plugin.manifest.contributes[kind] as { id: string }[] | undefined;
    if (this.record(plugin).state === 'failed' || !declared?.some((contribution) => contribution.id === id)) {
      throw new KernelError('OC_NOT_CONTRIBUTED', { plugin: plugin.name, part: `${kind}:${id}` });
    }
    this.#registered.set(`${kind}:${id}`, implementation);
  }

  /** @throws OC_PLUGIN_FAILED with the cause, OC_CYCLE with the path */
  async activate(plugin: IndexedPlugin, waiter?: string): Promise<void> {
    const record = this.record(plugin);
    if (record.state === 'active') return;
    if (waiter) this.#wait(waiter, plugin.name);
    try {
      record.ready ??= this.#start(record);
      await record.ready;
    } finally {
      if (waiter) this.#waits.get(waiter)?.delete(plugin.name);
    }
  }

  async #start(record: ActivationRecord): Promise<void> {
    const { plugin } = record;
    record.state = 'activating';
    try {
      const begin = performance.now();
      const work = (async () => {
        const module = await this.#load(plugin);
        record.loadMs = performance.now() - begin;
        const start = performance.now();
        await module.activate(this.#context(plugin, this));
        record.activateMs = performance.now() - start;
        record.module = module;
      })();
      await within(ACTIVATION_DEADLINE_MS, `activate ${plugin.name}`, work);
      record.state = 'active';
      this.#order.push(record);
    } catch (error) {
      record.state = 'failed';
      record.error = error;
      this.#withdraw(plugin);
      if (error instanceof KernelError && error.code === 'OC_CYCLE') throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new KernelError('OC_PLUGIN_FAILED', { plugin: plugin.name, message }, { cause: error });
    }
  }

  #withdraw(plugin: IndexedPlugin): void {
    for (const [kind, contributions] of Object.entries(plugin.manifest.contributes)) {
      for (const { id } of contributions ?? []) this.#registered.delete(`${kind}:${id}`);
    }
  }

  #wait(waiter: string, target: string): void {
    const path = this.#path(target, waiter, [waiter]);
    if (path) throw new KernelError('OC_CYCLE', { path: path.join(' → ') });
    let targets = this.#waits.get(waiter);
    if (!targets) {
      targets = new Set();
      this.#waits.set(waiter, targets);
    }
    targets.add(target);
  }

  #path(from: string, to: string, seen: string[]): string[] | undefined {
    if (from === to) return [...seen, to];
    if (seen.includes(from)) return undefined;
    for (const next of this.#waits.get(from) ?? []) {
      const path = this.#path(next, to, [...seen, from]);
      if (path) return path;
    }
    return undefined;
  }

  /** Deactivates in reverse order; a failing plugin does not stop the others. @returns the failures */
  async close(): Promise<{ plugin: string; error: unknown }[]> {
    const failures: { plugin: string; error: unknown }[] = [];
    for (const record of this.#order.reverse()) {
      try {
        const left = Promise.resolve(record.module?.deactivate?.());
        await within(DEACTIVATION_DEADLINE_MS, `deactivate ${record.plugin.name}`, left);
      } catch (error) {
        failures.push({ plugin: record.plugin.name, error });
      }
      record.state = 'closed';
    }
    this.#registered.clear();
    return failures;
  }
}
