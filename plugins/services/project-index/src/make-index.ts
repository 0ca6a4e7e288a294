import { join } from 'node:path';
import { factsOf, listFiles, type ProjectIndex } from '@ock/kernel';
import { type ReadManifest, readManifest } from './read-manifest.ts';
import { FileSorter } from './sort-files.ts';
import { testCommands } from './test-commands.ts';

/** files looked at */
export const MAX_FILES = 200_000;
/** manifests whose content is read: those nearest to the top */
const MAX_MANIFESTS = 40;
const MAX_FOLDERS = 30;
const MAX_BELOW = 12;
const MAX_TEST_FOLDERS = 20;
const MAX_ENTRIES = 40;

export interface MadeIndex {
  index: ProjectIndex;
  /** what decides whether the index is still true, relative to the root */
  watched: string[];
}

/** Goes over all files of the folder once and reads the manifests nearest to its top. */
export async function makeIndex(root: string, signal: AbortSignal): Promise<MadeIndex> {
  const sorter = new FileSorter();
  const ignores: string[] = [];
  const { complete } = await listFiles(root, {
    signal,
    rules: async () => (await import('ignore')).default,
    onFile(given) {
      const path = given.replaceAll('\\', '/');
      sorter.add(path);
      if (path === '.gitignore' || path.endsWith('/.gitignore')) ignores.push(path);
      return sorter.sorted.files < MAX_FILES;
    },
  });
  const { sorted } = sorter;
  const near = sorted.manifests.sort(byDepth).slice(0, MAX_MANIFESTS);
  const manifests: ReadManifest[] = [];
  for (const path of near) manifests.push(await readManifest(root, path));
  const named = manifests.flatMap(({ entries }) => entries).filter(({ path }) => isFile(join(root, path)));
  const entries = [...named, ...sorted.entries.sort((a, b) => byDepth(a.path, b.path))];
  const index: ProjectIndex = {
    root,
    made_at: new Date().toISOString(),
    files: sorted.files,
    complete,
    languages: mostFirst(sorted.languages).map(([name, files]) => ({ name, files })),
    folders: foldersOf(sorted.folders),
    manifests: manifests.map(({ entries: _entries, text: _text, ...manifest }) => manifest),
    entry_points: entries.filter(({ path }, at) => entries.findIndex((other) => other.path === path) === at).slice(0, MAX_ENTRIES),
    tests: {
      files: [...sorted.tests.values()].reduce((sum, files) => sum + files, 0),
      folders: mostFirst(sorted.tests)
        .slice(0, MAX_TEST_FOLDERS)
        .map(([path, files]) => ({ path, files })),
      commands: testCommands(manifests, sorted),
    },
    ci: sorted.ci.sort(),
    config: sorted.config.sort(byDepth),
    docs: sorted.docs.sort(byDepth),
  };
  return { index, watched: [...sorter.folders, ...near, ...ignores, '.git/HEAD'] };
}

function foldersOf(counts: Map<string, number>): ProjectIndex['folders'] {
  const all = mostFirst(counts).map(([path, files]) => ({ path, files }));
  return all
    .filter(({ path }) => !path.includes('/'))
    .slice(0, MAX_FOLDERS)
    .map((folder) => ({ ...folder, folders: all.filter(({ path }) => path.startsWith(`${folder.path}/`)).slice(0, MAX_BELOW) }));
}

function mostFirst(counts: Map<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}

function isFile(path: string): boolean {
  return factsOf(path)?.isFile() ?? false;
}
