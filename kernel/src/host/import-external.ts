import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import * as api from '../index.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PluginModule } from '../runtime/plugin.ts';
import { API_SYMBOL, COMMAND_SYMBOL, exposeApi, shimSource } from './api-global.ts';
import { importFile } from './import-file.ts';
import { COMMAND_EXPORTS } from './kernel-package.ts';

type Resolve = (specifier: string, context: unknown, next: (specifier: string, context: unknown) => unknown) => unknown;
/** Node ≥ 22.15; the types describe Node 20 */
type WithHooks = { registerHooks?(hooks: { resolve: Resolve }): unknown };

let hooked = false;

/**
 * Imports a plugin's module that lies anywhere on the disk into this process. Its imports of `@ock/kernel` yield this kernel, in the release as
 * in the sources: same classes, no second copy.
 * @param file absolute path
 * @throws OC_PLUGIN_MANIFEST when the module's default export is no plugin
 */
export async function importExternal(file: string): Promise<PluginModule> {
  const module = await importWithApi(file);
  const plugin = module.default as Partial<PluginModule> | undefined;
  if (typeof plugin?.activate !== 'function') {
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, because: 'reason.no_plugin_module' });
  }
  return plugin as PluginModule;
}

/** Like `importExternal` for a module of command classes. */
export function importExternalCommands(file: string): Promise<Record<string, unknown>> {
  return importWithApi(file);
}

function importWithApi(file: string): Promise<Record<string, unknown>> {
  exposeApi(API_SYMBOL, api);
  exposeApi(COMMAND_SYMBOL, () => import('../oclif/command.ts'));
  hookResolution();
  return importFile(pathToFileURL(file).href) as Promise<Record<string, unknown>>;
}

/** Only plugins that are not bundled reach this, so a start without them does not pay for the hook. Bundled code resolved later meets the same exports. */
function hookResolution(): void {
  if (hooked) return;
  hooked = true;
  const shims: Record<string, string> = {
    '@ock/kernel': dataUrl(shimSource('@ock/kernel', Object.keys(api))),
    '@ock/kernel/command': dataUrl(shimSource('@ock/kernel/command', COMMAND_EXPORTS)),
  };
  const { registerHooks } = nodeModule as WithHooks;
  if (registerHooks) {
    registerHooks({
      resolve: (specifier, context, next) => (shims[specifier] ? { url: shims[specifier], shortCircuit: true } : next(specifier, context)),
    });
    return;
  }
  nodeModule.register(
    dataUrl(`const shims = ${JSON.stringify(shims)};
export const resolve = (specifier, context, next) => shims[specifier] ? { url: shims[specifier], shortCircuit: true } : next(specifier, context);`),
  );
}

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
