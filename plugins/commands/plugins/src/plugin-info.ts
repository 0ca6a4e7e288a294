import { errorText, type IndexedPlugin, type Kernel, PluginFolder } from '@ock/kernel';
import { partsOf } from './describe.ts';

export interface PluginInfo {
  name: string;
  version: string;
  origin: IndexedPlugin['origin'];
  state: 'indexed' | 'activating' | 'active' | 'failed' | 'closed' | 'disabled' | 'unusable';
  contributions: string[];
  description?: string;
  root?: string;
  runs?: 'data' | 'child' | 'here';
  permissions?: string[];
  granted?: string[];
  requires?: string[];
  from?: string;
  /** why it cannot be used */
  problem?: string;
}

/** Everything installed, bundled parts included, by name; also what could not be read, with the reason. Runs no plugin code. */
export function pluginInfos(kernel: Kernel): PluginInfo[] {
  const folder = new PluginFolder(kernel.paths.data);
  const { problems } = folder.index();
  const broken = problems.map(({ plugin, error }): PluginInfo => {
    const entry = folder.entries().find(({ name }) => name === plugin);
    return {
      name: plugin,
      version: '?',
      origin: entry?.type === 'link' ? 'linked' : 'user',
      state: 'unusable',
      contributions: [],
      ...(entry?.root !== undefined && { root: entry.root }),
      problem: errorText(error, kernel.t),
    };
  });
  const grants = folder.grants();
  const known = kernel.options.plugins.filter(({ name }) => !broken.some((info) => info.name === name));
  const infos = known.map((plugin) => info(kernel, plugin, grants[plugin.name]?.permissions ?? [], grants[plugin.name]?.from));
  return [...infos, ...broken].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function info(kernel: Kernel, plugin: IndexedPlugin, stored: string[], from: string | undefined): PluginInfo {
  const { name, version, description, origin, root, entry, manifest } = plugin;
  const enabled = kernel.catalogue.plugins.some((one) => one.name === name);
  const record = kernel.activationOf(plugin);
  const settings = (kernel.config.config.plugins?.[name] ?? {}) as { grant?: string[] };
  const granted = origin === 'user' ? [...new Set([...stored, ...(settings.grant ?? [])])] : manifest.permissions;
  return {
    name,
    version,
    origin,
    state: enabled ? record.state : 'disabled',
    contributions: partsOf(plugin),
    ...(description && { description }),
    root,
    runs: entry === undefined ? 'data' : origin === 'user' && !granted.includes('inline') ? 'child' : 'here',
    permissions: manifest.permissions,
    granted,
    requires: manifest.requires,
    ...(from !== undefined && { from }),
    ...(record.error !== undefined && { problem: errorText(record.error, kernel.t) }),
  };
}
