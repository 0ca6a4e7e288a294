import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IndexedPlugin, KernelError, type PluginFolder } from '@ock/kernel';

/**
 * Reads a package and checks its whole manifest, more than the kernel does at a start: this is the moment to tell an author what is wrong.
 * @throws OC_PLUGIN_MANIFEST naming file and key, OC_PLUGIN_INCOMPATIBLE
 */
export async function checkedPlugin(folder: PluginFolder, root: string, origin: 'user' | 'linked'): Promise<IndexedPlugin> {
  const plugin = folder.inspect(root, origin);
  const file = join(root, 'package.json');
  const { PluginManifest } = await import('@ock/schemas');
  const { opencode } = JSON.parse(await readFile(file, 'utf8')) as { opencode: unknown };
  const { error } = PluginManifest.safeParse(opencode);
  const issue = error?.issues[0];
  if (issue) {
    const key = ['opencode', ...issue.path].join('.');
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, key, message: `${key}: ${issue.message}` });
  }
  const name = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
  if (!name.test(plugin.name) || plugin.name.length > 214)
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, key: 'name', because: 'command-plugins.bad_name', name: plugin.name });
  if (/^@ock\//.test(plugin.name) && origin === 'user') {
    throw new KernelError('OC_PLUGIN_MANIFEST', { file, key: 'name', because: 'command-plugins.reserved_scope' });
  }
  return plugin;
}
