import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IndexedPlugin } from './plugin-index.ts';
import { readPlugin } from './build-index.ts';
import type { UserIndex } from './read-index.ts';

interface InstalledPlugin {
  name: string;
  type: 'user' | 'link';
  root?: string;
}

/**
 * Makes the user index from `<dataDir>/package.json`, npm's own record of what was installed and linked. A plugin whose manifest cannot be
 * read is left out and named in `problems`.
 */
export function buildUserIndex(dataDir: string): UserIndex & { problems: { plugin: string; error: unknown }[] } {
  const record = join(dataDir, 'package.json');
  const index: UserIndex & { problems: { plugin: string; error: unknown }[] } = { stamps: {}, plugins: [], problems: [] };
  if (!existsSync(record)) return index;
  const installed = (JSON.parse(readFileSync(record, 'utf8')) as { oclif?: { plugins?: InstalledPlugin[] } }).oclif?.plugins ?? [];
  index.stamps[record] = statSync(record).mtimeMs;
  for (const { name, type, root } of installed) {
    const folder = type === 'link' && root ? root : join(dataDir, 'node_modules', name);
    try {
      const file = join(folder, 'package.json');
      const plugin: IndexedPlugin = readPlugin(folder, type === 'link' ? 'linked' : 'user');
      index.stamps[file] = statSync(file).mtimeMs;
      index.plugins.push(plugin);
    } catch (error) {
      index.problems.push({ plugin: name, error });
    }
  }
  save(dataDir, index);
  return index;
}

function save(dataDir: string, { stamps, plugins }: UserIndex): void {
  const file = join(dataDir, 'plugin-index.json');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, JSON.stringify({ stamps, plugins }), { mode: 0o600 });
    renameSync(temporary, file);
  } catch {
    // a read-only data folder costs a rebuild at each start, nothing else
  }
}
