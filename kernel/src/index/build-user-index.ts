import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelError } from '../runtime/errors.ts';
import { readPlugin } from './build-index.ts';
import { checkInstalled } from './check-installed.ts';
import { API_VERSION, type IndexedPlugin } from './plugin-index.ts';
import { USER_INDEX, type UserIndex } from './read-index.ts';

/** A line of `oclif.plugins` in `<dataDir>/package.json`. */
export interface InstalledPlugin {
  name: string;
  type: 'user' | 'link';
  /** folder of a linked plugin */
  root?: string;
  /** what was installed: a `file:` path or a URL */
  url?: string;
  tag?: string;
}

/**
 * Makes the user index from `<dataDir>/package.json`, npm's own record of what was installed and linked. A plugin whose manifest cannot be
 * used is left out and named in `problems`.
 */
export function buildUserIndex(dataDir: string): UserIndex {
  const record = join(dataDir, 'package.json');
  const index: UserIndex = { apiVersion: API_VERSION, stamps: {}, plugins: [], problems: [] };
  if (!existsSync(record)) return index;
  index.stamps[record] = statSync(record).mtimeMs;
  for (const installed of readRecord(record, index)) {
    const { name, type, root } = installed;
    const linked = type === 'link' && root !== undefined;
    const folder = linked ? root : join(dataDir, 'node_modules', name);
    const file = join(folder, 'package.json');
    index.stamps[file] = stamp(file);
    try {
      const plugin: IndexedPlugin = readPlugin(folder, linked ? 'linked' : 'user');
      checkInstalled(plugin, file);
      index.plugins.push(plugin);
    } catch (error) {
      index.problems.push({ plugin: name, error: manifestError(error, file) });
    }
  }
  save(dataDir, index);
  return index;
}

function readRecord(record: string, index: UserIndex): InstalledPlugin[] {
  try {
    const { oclif } = JSON.parse(readFileSync(record, 'utf8')) as { oclif?: { plugins?: unknown } };
    const plugins = Array.isArray(oclif?.plugins) ? oclif.plugins : [];
    return plugins.filter(
      (entry): entry is InstalledPlugin => typeof entry?.name === 'string' && (entry.type === 'user' || entry.type === 'link'),
    );
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    index.problems.push({ plugin: record, error: new KernelError('OC_PLUGIN_MANIFEST', { file: record, message }, { cause }) });
    return [];
  }
}

function manifestError(error: unknown, file: string): KernelError {
  if (error instanceof KernelError) return error;
  return new KernelError('OC_PLUGIN_MANIFEST', { file, message: error instanceof Error ? error.message : String(error) }, { cause: error });
}

/** 0 for a file that is not there: it may come back. */
function stamp(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function save(dataDir: string, { apiVersion, stamps, plugins, problems }: UserIndex): void {
  const file = join(dataDir, USER_INDEX);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const told = problems.map(({ plugin, error: { code, details } }) => ({ plugin, code, details }));
    writeFileSync(temporary, JSON.stringify({ apiVersion, stamps, plugins, problems: told }), { mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    // a read-only data folder costs a rebuild at each start, nothing else
  }
}
