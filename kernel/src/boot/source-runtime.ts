import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from '@oclif/core';
import { bundledPluginRoots } from '../index/build-index.ts';
import type { PluginModule } from '../runtime/plugin.ts';
import type { Runtime } from './runtime.ts';

/** Runs on the sources, through a TypeScript loader: for development and for tests of parts. */
export function sourceRuntime(installRoot = join(dirname(fileURLToPath(import.meta.url)), '../../..')): Runtime {
  return {
    installRoot,
    loadPlugin: async (plugin) => {
      if (!plugin.entry) return { activate: () => undefined };
      return ((await import(pathToFileURL(join(plugin.root, plugin.entry)).href)) as { default: PluginModule }).default;
    },
    loadCommands: async (plugin) => {
      const commands: Record<string, Command.Class> = {};
      for (const { id, module } of plugin.manifest.contributes.command ?? []) {
        if (module) commands[id] = ((await import(pathToFileURL(join(plugin.root, module)).href)) as { default: Command.Class }).default;
      }
      return commands;
    },
    messages: () => gatherMessages(installRoot),
    configSchema: () => JSON.parse(readFileSync(join(installRoot, 'schemas/config.schema.json'), 'utf8')) as Record<string, unknown>,
  };
}

/** The English catalogue: the kernel's texts and each plugin's own. */
export function gatherMessages(installRoot: string): Record<string, string> {
  const files = [join(installRoot, 'kernel'), ...bundledPluginRoots(installRoot)].map((root) => join(root, 'messages.json'));
  return Object.assign({}, ...files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, 'utf8')) as object));
}
