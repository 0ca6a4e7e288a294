import { join } from 'node:path';
import { API_VERSION, type IndexedPlugin } from '../index/plugin-index.ts';
import { KernelError } from '../runtime/errors.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { PluginModule } from '../runtime/plugin.ts';
import { grantedTo } from './grants.ts';

/** Installed plugins run in a process of their own unless a person granted `inline`; linked ones are their author's and run here. */
export function runsInChild(kernel: Kernel, plugin: IndexedPlugin): boolean {
  if (plugin.origin !== 'user') return false;
  const settings = (kernel.config.config.plugins?.[plugin.name] ?? {}) as Record<string, unknown>;
  return !grantedTo(kernel.paths.data, plugin, settings).includes('inline');
}

/**
 * The module of a plugin that was installed or linked: the real one, or a stand-in for one in a child process. Data only: a module that does nothing.
 * @throws OC_PLUGIN_INCOMPATIBLE before any of its code runs
 */
export async function loadExternal(kernel: Kernel, plugin: IndexedPlugin): Promise<PluginModule> {
  const { default: semver } = await import('semver');
  const { apiVersion } = plugin.manifest;
  if (!semver.satisfies(API_VERSION, apiVersion))
    throw new KernelError('OC_PLUGIN_INCOMPATIBLE', { plugin: plugin.name, range: apiVersion, api: API_VERSION });
  if (!plugin.entry) return { activate: () => undefined };
  if (runsInChild(kernel, plugin)) return (await import('./host-plugin.ts')).hostPlugin(kernel, plugin);
  return (await import('./import-external.ts')).importExternal(join(plugin.root, plugin.entry));
}

/**
 * The command classes of a plugin that was installed or linked, by id. Commands are part of this process: an installed plugin needs `inline`.
 * @throws OC_PLUGIN_PERMISSION
 */
export async function loadExternalCommands(kernel: Kernel, plugin: IndexedPlugin): Promise<Record<string, unknown>> {
  if (runsInChild(kernel, plugin)) throw new KernelError('OC_PLUGIN_PERMISSION', { plugin: plugin.name, permission: 'inline' });
  const { importExternalCommands } = await import('./import-external.ts');
  const commands: Record<string, unknown> = {};
  for (const { id, module } of plugin.manifest.contributes.command ?? []) {
    if (module !== undefined) commands[id] = (await importExternalCommands(join(plugin.root, module))).default;
  }
  return commands;
}
