import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { HttpClient, IndexedPlugin, Kernel, PluginModule, ProviderContribution } from '@ock/kernel';
import { readPlugin } from '../../kernel/src/index/build-index.ts';
import { testKernel } from '../../kernel/test/support/test-kernel.ts';
import { ROOT } from './tree.ts';

export interface DrivenOptions {
  /** the provider's folder, as a URL that ends in `/` */
  folder: URL;
  provider: ProviderContribution;
  http: HttpClient;
  /** replaces the provider's own address; absent: it stays */
  baseUrl?: string;
  /** put where the provider looks for its key first; absent: no key anywhere */
  key?: string;
  /** variables that the provider needs beyond its key and its address */
  env?: Record<string, string>;
  /** of `opencode.toml`, beside the provider's own table */
  config?: Record<string, unknown>;
}

/** A kernel with one provider of the tree and the wires it requires, code included. */
export function drivenKernel({ folder, provider, http, baseUrl, key, env = {}, config = {} }: DrivenOptions): Kernel {
  const own = readPlugin(fileURLToPath(folder), 'bundled');
  const wires = own.manifest.requires.filter((part) => part.startsWith('wire:')).map((part) => part.slice('wire:'.length));
  const plugins: IndexedPlugin[] = [own, ...wires.map((id) => readPlugin(join(ROOT, 'plugins/wires', id), 'bundled'))];
  const variables = [...`${provider.baseUrl}`.matchAll(/\{env:([^}]+)\}/g)].map(([, name]) => [name as string, 'account-1']);
  const [name] = provider.auth.env ?? [];
  const settings = { ...(baseUrl !== undefined && { base_url: baseUrl }), ...(key !== undefined && !name && { api_key: key }) };
  return testKernel({
    plugins,
    load: async (_kernel, { root, entry }) =>
      entry ? ((await import(pathToFileURL(`${root}/${entry}`).href)) as { default: PluginModule }).default : { activate: () => undefined },
    config: { ...config, provider: { [provider.id]: settings } },
    env: { ...Object.fromEntries(variables), ...env, ...(key !== undefined && name && { [name]: key }) },
    http,
  }).kernel;
}
