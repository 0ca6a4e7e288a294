import type { Kernel, McpServeOptions, PluginContext, ToolMemory, Translate } from '@ock/kernel';
import type { Event } from '@ock/schemas';

export type Sdk = typeof import('./sdk.ts');

/** What one client of ours is served with. */
export interface Served {
  sdk: Sdk;
  kernel: Kernel;
  t: Translate;
  options: McpServeOptions;
  memory: ToolMemory;
  /** every event of the program, until the client is gone */
  watch(listener: (event: Event) => void): () => void;
}

/** Rules given with the command stand for those a person once chose for always; without any, these hold. */
export function toolRules({ rules }: McpServeOptions): { rules?: { allow: string[]; ask: string[]; deny: string[] } } {
  const { allow = [], ask = [], deny = [] } = rules ?? {};
  return allow.length + ask.length + deny.length === 0 ? {} : { rules: { allow, ask, deny } };
}

/** Fans the events out to the clients that are there. */
export class Watchers {
  readonly #listeners = new Set<(event: Event) => void>();

  constructor(ctx: PluginContext) {
    ctx.hooks.event.tap((event) => {
      for (const listener of this.#listeners) listener(event);
    });
  }

  readonly add = (listener: (event: Event) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
