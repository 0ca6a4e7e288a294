import { runLines } from '@ock/kernel';
import type { Search, SearchEnd } from './hits.ts';
import { includeFilter } from './include-filter.ts';
import { argumentsOf, byPath, TIMEOUT_MS } from './search-ripgrep.ts';

/** files with matches, before it stops */
const MAX_FILES = 10_000;

/**
 * How many lines match in each file, files in the order of paths. Nothing is quoted: of a file that is one long line with a million matches
 * every match would be.
 */
export async function countRipgrep(rg: string, search: Search, onCount: (file: string, matches: number) => void): Promise<SearchEnd> {
  const matches = await includeFilter(search.include);
  const found: { path: string[]; count: number }[] = [];
  /** beginning of a name that has a line break in it */
  let name = '';
  const run = await runLines(rg, ['--count', '--with-filename', '--null', ...argumentsOf({ ...search, context: 0 })], {
    cwd: search.root,
    signal: search.signal,
    timeoutMs: TIMEOUT_MS,
    onLine(line) {
      const [path = '', count] = `${name}${line}`.split('\0');
      name = count === undefined ? `${path}\n` : '';
      if (count !== undefined) found.push({ path: path.replace(/^\.\//, '').split('/'), count: Number(count) });
      return found.length < MAX_FILES;
    },
  });
  found.sort((a, b) => byPath(a.path, b.path));
  for (const { path, count } of found) {
    const file = path.join('/');
    if (matches(file) && search.wanted(file)) onCount(file, count);
  }
  const failed = run.exitCode === 2 && run.stderr !== '';
  return { complete: !run.stopped && !run.timedOut, ...(failed && { error: run.stderr.replace(/^rg: /gm, '').trim() }) };
}
