import type { Command } from '@oclif/core';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { PluginModule } from '../runtime/plugin.ts';

export type CommandClasses = Record<string, Command.Class>;

/** What differs between the release form (one chunk per plugin) and the sources. */
export interface Runtime {
  installRoot: string;
  /** Imports the module that activates a bundled plugin. */
  loadPlugin(plugin: IndexedPlugin): Promise<PluginModule>;
  /** Imports a bundled plugin's command classes, by id. */
  loadCommands(plugin: IndexedPlugin): Promise<CommandClasses>;
  /** The English catalogue. Read when the first text is needed. */
  messages(): Record<string, string>;
  /** JSON Schema of `opencode.toml`. Read when a file has to be checked. */
  configSchema(): Record<string, unknown>;
}
