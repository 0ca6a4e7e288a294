import { listFiles } from '@ock/kernel';
import { MAX_FILES } from './make-index.ts';

const MAX_FOUND = 40;

/** Words of a question that say something about paths: lower case, singular, without what every question has. */
export function wordsOf(query: string): string[] {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_./-]{2,}/gu) ?? [];
  const telling = words
    .map((word) => word.replace(/^[./-]+|[./-]+$/g, '').replace(/(?<=\w{3}[^s])s$/, ''))
    .filter((word) => word.length > 1 && !COMMON.has(word));
  return [...new Set(telling)].slice(0, 10);
}

const COMMON = new Set(
  'the and for are is in of to do does how what where which who when why this that with from it its my our you your me can has have run find show all any file files project code'.split(
    ' ',
  ),
);

/** Files whose paths have the words: those with most of them first, then the shorter path. */
export async function findPaths(root: string, words: readonly string[], signal: AbortSignal): Promise<string[]> {
  const found: { path: string; score: number }[] = [];
  let seen = 0;
  await listFiles(root, {
    signal,
    rules: async () => (await import('ignore')).default,
    onFile(path) {
      const low = path.toLowerCase();
      const name = low.slice(low.lastIndexOf('/') + 1);
      const score = words.reduce((sum, word) => sum + (name.includes(word) ? 3 : low.includes(word) ? 2 : 0), 0);
      if (score > 0) found.push({ path, score });
      return ++seen < MAX_FILES;
    },
  });
  found.sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  return found.slice(0, MAX_FOUND).map(({ path }) => path);
}
