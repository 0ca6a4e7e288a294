import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '@oclif/core';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { PluginModule } from '../runtime/plugin.ts';
import type { Runtime } from './runtime.ts';

/** The chunk loader of `bin/chunks.js`. */
export interface Chunks {
  load(name: string): unknown;
  provide(id: string, value: unknown): void;
  save(level: number): void;
}

interface PluginChunk {
  plugin?: PluginModule;
  commands?: Record<string, Command.Class>;
}

/** Chunk of a bundled plugin: "plugins/<kind>-<id>.js". */
export function chunkName(plugin: string): string {
  return `plugins/${plugin.replace(/^@ock\//, '').replace(/[^\w-]/g, '_')}.js`;
}

/** Runs on the chunks in `dist/`. */
export function releaseRuntime(installRoot: string, chunks: Chunks): Runtime {
  const dist = join(installRoot, 'dist');
  let messages: Record<string, string> | undefined;
  const chunk = (plugin: IndexedPlugin) => chunks.load(chunkName(plugin.name)) as PluginChunk;
  return {
    installRoot,
    loadPlugin: async (plugin) => chunk(plugin).plugin ?? { activate: () => undefined },
    loadCommands: async (plugin) => chunk(plugin).commands ?? {},
    messages: () => {
      messages ??= JSON.parse(readFileSync(join(dist, 'messages.json'), 'utf8')) as Record<string, string>;
      return messages;
    },
    configSchema: () => JSON.parse(readFileSync(join(installRoot, 'schemas/config.schema.json'), 'utf8')) as Record<string, unknown>,
  };
}
