import type { HttpClient } from '../http/client.ts';
import type { Kind, Kinds } from '../kinds/index.ts';
import type { ModelCalls } from '../kinds/model-calls.ts';
import type { Services } from '../kinds/service.ts';
import type { HookTaps } from './hooks.ts';
import type { Kernel } from './kernel.ts';
import type { Translate } from './translate.ts';

export interface Logger {
  debug(text: string, data?: Record<string, unknown>): void;
  info(text: string, data?: Record<string, unknown>): void;
  warn(text: string, data?: Record<string, unknown>): void;
  error(text: string, data?: Record<string, unknown>): void;
}

/** What a plugin gets when it is activated: everything it may touch of the product. */
export interface PluginContext {
  readonly plugin: { name: string; version: string; root: string };
  /** `[plugins."<name>"]` of `opencode.toml` */
  readonly config: Record<string, unknown>;
  /** aborted when the kernel closes */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly t: Translate;
  /** taps carry the plugin's name; there are no call methods */
  readonly hooks: HookTaps;
  readonly http: HttpClient;
  /** checks `net:` grants, then global fetch (through the proxy where one is set) */
  readonly fetch: typeof fetch;
  readonly secrets: { get(name: string): Promise<string | undefined> };
  /** Needs the permission `models`: calls cost the person money. @throws OC_PLUGIN_PERMISSION */
  readonly models: ModelCalls;
  /** Only for what the manifest contributes. @throws OC_NOT_CONTRIBUTED */
  register<K extends Kind>(kind: K, id: string, implementation: Kinds[K]): void;
  /** Activates the owner and returns what it registered. @throws OC_UNKNOWN_PART, OC_PLUGIN_FAILED, OC_CYCLE */
  use<K extends Exclude<Kind, 'service'>>(kind: K, id: string): Promise<Kinds[K]>;
  use<S extends keyof Services>(kind: 'service', id: S): Promise<Services[S]>;
  /** Bundled and linked plugins only: front ends, commands and services drive the kernel itself. */
  readonly kernel: Kernel;
}

export interface PluginModule {
  /** Registers what the manifest contributes. Must return within 10 s. */
  activate(ctx: PluginContext): void | Promise<void>;
  deactivate?(): void | Promise<void>;
}

/** Marks the default export of a plugin's `src/index.ts`. */
export function definePlugin(plugin: PluginModule): PluginModule {
  return plugin;
}
