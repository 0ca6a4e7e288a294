import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { PluginModule } from '../runtime/plugin.ts';

/** Imports an ES module by URL; in the release form through `bin/chunks.js`, because chunks are scripts. */
export function importFile(url: string): Promise<unknown> {
  const real = (globalThis as Record<symbol, unknown>)[Symbol.for('opencode.import')] as ((url: string) => Promise<unknown>) | undefined;
  return real ? real(url) : import(url);
}

/** The module of a linked or installed plugin that runs in this process. */
export async function loadExternal(plugin: IndexedPlugin): Promise<PluginModule> {
  if (!plugin.entry) return { activate: () => undefined };
  const module = (await importFile(pathToFileURL(join(plugin.root, plugin.entry)).href)) as { default: PluginModule };
  return module.default;
}
