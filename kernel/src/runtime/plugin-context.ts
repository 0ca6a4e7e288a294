import { checkedFetch } from '../host/checked-fetch.ts';
import { grantedTo, grantsHost } from '../host/grants.ts';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { Activation } from './activation.ts';
import { KernelError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { PluginContext } from './plugin.ts';

/** What one plugin may touch. Grants of bundled and linked plugins are what their manifest declares; of installed ones, what the person granted. */
export function pluginContext(kernel: Kernel, plugin: IndexedPlugin, activation: Activation): PluginContext {
  const settings = (kernel.config.config.plugins?.[plugin.name] ?? {}) as Record<string, unknown>;
  const granted = grantedTo(kernel.paths.data, plugin, settings);
  const need = (permission: string) => {
    if (!granted.includes(permission)) throw new KernelError('OC_PLUGIN_PERMISSION', { plugin: plugin.name, permission });
  };
  return {
    plugin: { name: plugin.name, version: plugin.version, root: plugin.root },
    config: settings,
    signal: kernel.signal,
    log: kernel.options.log.child(plugin.name),
    t: kernel.t,
    hooks: kernel.hooks.taps(plugin.name),
    http: kernel.http,
    fetch: (input, init) =>
      checkedFetch((hostname) => grantsHost(granted, hostname) || need(`net:${hostname}`), input, { signal: kernel.signal, ...init }),
    secrets: {
      get: async (name) => {
        need(`secret:${name}`);
        return kernel.keys.resolve(name, kernel.find('provider', name)?.contribution.auth.env ?? []);
      },
    },
    models: {
      complete: async (prompt, options) => {
        need('models');
        return kernel.models.complete(prompt, options);
      },
      embed: async (texts, options) => {
        need('models');
        return kernel.models.embed(texts, options);
      },
    },
    register: (kind, id, implementation) => activation.register(plugin, kind, id, implementation),
    use: ((kind: 'tool', id: string) => kernel.use(kind, id, plugin.name)) as PluginContext['use'],
    kernel,
  };
}
