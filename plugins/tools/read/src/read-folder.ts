import { readdir } from 'node:fs/promises';
import type { ToolOutput } from '@ock/kernel';
import type { LineRange } from './line-collector.ts';

/** The names in a folder, folders with a slash, links with an @. */
export async function readFolder(path: string, shown: string, range: LineRange): Promise<ToolOutput> {
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries
    .map((entry) => entry.name.replace(/[\x00-\x1f\x7f]/g, '?') + (entry.isDirectory() ? '/' : entry.isSymbolicLink() ? '@' : ''))
    .sort();
  const from = range.offset - 1;
  const part = names.slice(from, from + range.limit);
  const more = from + part.length < names.length;
  const foot = more
    ? [`(entries ${from + 1}-${from + part.length} of ${names.length}; continue with offset ${from + part.length + 1})`]
    : [];
  return {
    text:
      part.length === 0
        ? names.length === 0
          ? '(empty folder)'
          : `(the folder has ${names.length} entries)`
        : [...part, ...foot].join('\n'),
    title: `${shown}/ (${names.length})`,
    metadata: { entries: names.length, truncated: more },
  };
}
