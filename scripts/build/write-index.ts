import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VERSION, readBundledPlugins, type ShippedIndex } from '@ock/kernel/build';
import { completeContributions } from './contributions.ts';

/** The text of `oclif.manifest.json`: the same for the same sources on every machine. */
export async function indexText(installRoot: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(installRoot, 'package.json'), 'utf8')) as { version: string };
  const plugins: ShippedIndex['plugins'] = [];
  for (const plugin of readBundledPlugins(installRoot)) {
    await completeContributions(plugin, join(installRoot, plugin.root));
    const { origin: _origin, ...shipped } = plugin;
    plugins.push({ ...shipped, root: plugin.root.split('\\').join('/') });
  }
  const index: ShippedIndex = { version, apiVersion: API_VERSION, plugins };
  return `${JSON.stringify(index, null, 1)}\n`;
}
