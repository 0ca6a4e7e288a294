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
  return text({ version, apiVersion: API_VERSION, plugins });
}

/** A line for each plugin: every start reads this file, and indenting it would cost a millisecond. */
function text({ plugins, ...head }: ShippedIndex): string {
  const lines = plugins.map((plugin) => JSON.stringify(plugin)).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"plugins":[\n${lines}\n]}\n`;
}
