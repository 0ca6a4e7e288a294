import type { IndexedPlugin } from '../index/plugin-index.ts';
import type { Activation } from './activation.ts';
import { KernelError } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { PluginContext } from './plugin.ts';

/** What one plugin may touch. Grants of bundled and linked plugins are what their manifest declares; of installed ones, what the person granted. */
export function pluginContext(kernel: Kernel, plugin: IndexedPlugin, activation: Activation): PluginContext {
  const settings = (kernel.config.config.plugins?.[plugin.name] ?? {}) as Record<string, unknown>;
  const granted = plugin.origin === 'user' ? ((settings.grant as string[] | undefined) ?? []) : plugin.manifest.permissions;
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
    fetch: async (input, init) => {
      const { hostname } = new URL(input instanceof Request ? input.url : String(input));
      if (!granted.includes('net:*')) need(`net:${hostname}`);
      return fetch(input, { signal: kernel.signal, ...init });
    },
    secrets: {
      get: async (name) => {
        need(`secret:${name}`);
        return kernel.keys.get(name, kernel.find('provider', name)?.contribution.auth.env ?? []);
      },
    },
    register: (kind, id, implementation) => activation.register(plugin, kind, id, implementation),
    use: ((kind: 'tool', id: string) => kernel.use(kind, id, plugin.name)) as PluginContext['use'],
    kernel,
  };
}
