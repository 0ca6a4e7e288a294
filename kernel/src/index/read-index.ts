import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KernelError } from '../runtime/errors.ts';
import type { IndexedPlugin, ShippedIndex } from './plugin-index.ts';

/**
 * Reads the shipped index and makes its paths absolute.
 * @throws OC_INTERNAL when the file is missing or not JSON: the installation is broken
 */
export function readShippedIndex(installRoot: string): { version: string; plugins: IndexedPlugin[] } {
  const file = join(installRoot, 'oclif.manifest.json');
  let index: ShippedIndex;
  try {
    index = JSON.parse(readFileSync(file, 'utf8')) as ShippedIndex;
  } catch (cause) {
    throw new KernelError('OC_INTERNAL', { message: `${file} cannot be read; reinstall` }, { cause });
  }
  const plugins = index.plugins.map((plugin): IndexedPlugin => ({ ...plugin, root: join(installRoot, plugin.root), origin: 'bundled' }));
  return { version: index.version, plugins };
}

/** The second index: plugins a person installed or linked, with what their package.json files said when it was written. */
export interface UserIndex {
  /** package.json → mtime in ms */
  stamps: Record<string, number>;
  plugins: IndexedPlugin[];
}

/**
 * Reads the user index from the data folder; undefined when there is none or when a package.json it was made from has changed since
 * (then `buildUserIndex` makes it anew).
 */
export function readUserIndex(dataDir: string): UserIndex | undefined {
  try {
    const index = JSON.parse(readFileSync(join(dataDir, 'plugin-index.json'), 'utf8')) as UserIndex;
    for (const [file, mtime] of Object.entries(index.stamps)) if (statSync(file).mtimeMs !== mtime) return undefined;
    return index;
  } catch {
    return undefined;
  }
}
