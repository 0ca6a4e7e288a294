import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, type ErrorDetails, KernelError } from '../runtime/errors.ts';
import { API_VERSION, type IndexedPlugin, type ShippedIndex } from './plugin-index.ts';

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
    // in English, as the catalogue may be gone with it
    throw new KernelError('OC_INTERNAL', { message: `${file} cannot be read; reinstall` }, { cause });
  }
  const plugins = index.plugins.map((plugin): IndexedPlugin => ({ ...plugin, root: join(installRoot, plugin.root), origin: 'bundled' }));
  return { version: index.version, plugins };
}

/** file of the second index in the data folder */
export const USER_INDEX = 'plugin-index.json';

/** The second index: plugins a person installed or linked, with what their package.json files said when it was written. */
export interface UserIndex {
  /** kernel API version that the plugins were checked against */
  apiVersion: string;
  /** package.json → mtime in ms, 0 when there was none */
  stamps: Record<string, number>;
  plugins: IndexedPlugin[];
  /** plugins that were left out, and why: told at every start until they are gone */
  problems: { plugin: string; error: KernelError }[];
}

type StoredIndex = Omit<UserIndex, 'problems'> & { problems?: { plugin: string; code: ErrorCode; details: ErrorDetails }[] };

/**
 * Reads the user index from the data folder; undefined when there is none, when a package.json it was made from has changed since, or when it
 * was made for another kernel API (then `buildUserIndex` makes it anew).
 */
export function readUserIndex(dataDir: string): UserIndex | undefined {
  try {
    const index = JSON.parse(readFileSync(join(dataDir, USER_INDEX), 'utf8')) as StoredIndex;
    if (index.apiVersion !== API_VERSION) return undefined;
    for (const [file, mtime] of Object.entries(index.stamps))
      if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) !== mtime) return undefined;
    const problems = (index.problems ?? []).map(({ plugin, code, details }) => ({ plugin, error: new KernelError(code, details) }));
    return { ...index, problems };
  } catch {
    return undefined;
  }
}
