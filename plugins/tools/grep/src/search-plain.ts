import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import { listFiles } from '@ock/kernel';
import type { Search, SearchEnd } from './hits.ts';
import { includeFilter } from './include-filter.ts';

const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** ms the pattern may take in one file: a regular expression can need longer than the universe has */
const MATCH_MS = 1_000;
/** ms in all */
const SEARCH_MS = 60_000;

/** Searches without ripgrep, with JavaScript's regular expressions. Slower, same answers for common patterns. */
export async function searchPlain(search: Search): Promise<SearchEnd> {
  let pattern: RegExp;
  try {
    pattern = new RegExp(
      search.pattern.replace(/^\(\?[is]\)/, ''),
      `${search.ignoreCase || search.pattern.startsWith('(?i)') ? 'i' : ''}${search.multiline ? 'gms' : spansLines(search.pattern) ? 'gm' : ''}`,
    );
  } catch (error) {
    return { complete: true, error: error instanceof Error ? error.message : String(error) };
  }
  const files = search.file ? [search.file] : await filesBelow(search);
  const deadline = performance.now() + SEARCH_MS;
  for (const file of files) {
    search.signal.throwIfAborted();
    if (performance.now() > deadline) return { complete: false };
    const text = await textOf(join(search.root, file));
    if (text === undefined) continue;
    const lines = text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => line.replace(/\r$/, ''));
    const columns = bounded(() => (pattern.global ? columnsAcross(lines, pattern) : lines.map((line) => line.search(pattern))));
    if (!columns) return { complete: false, error: `the pattern takes too long on ${file}` };
    if (!columns.some((column) => column >= 0) || !search.wanted(file)) continue;
    if (!report(file, lines, columns, search)) return { complete: false };
  }
  return { complete: true };
}

async function filesBelow(search: Search): Promise<string[]> {
  const matches = await includeFilter(search.include);
  const ofType = await includeFilter(search.type && `*.{${TYPES[search.type] ?? search.type},}`);
  const files: string[] = [];
  await listFiles(search.root, {
    signal: search.signal,
    rules: async () => (await import('ignore')).default,
    onFile: (file) => !matches(file) || !ofType(file) || files.push(file) > 0,
  });
  return files.sort();
}

/** endings of the commonest types; any other type is taken for an ending itself */
const TYPES: Record<string, string> = {
  ts: 'ts,tsx,cts,mts',
  js: 'js,jsx,vue,cjs,mjs',
  py: 'py,pyi',
  python: 'py,pyi',
  rust: 'rs',
  cpp: 'cpp,cc,cxx,h,hpp,hh,hxx',
  c: 'c,h',
  cs: 'cs',
  csharp: 'cs',
  ruby: 'rb,gemspec',
  kotlin: 'kt,kts',
  md: 'md,markdown,mdx',
  markdown: 'md,markdown,mdx',
  yaml: 'yaml,yml',
  html: 'html,htm',
  sh: 'sh,bash,zsh',
};

function spansLines(pattern: string): boolean {
  return /\\n|\n/.test(pattern);
}

/** For each line where in it a match begins, 0 where one goes on, -1 without. */
function columnsAcross(lines: string[], pattern: RegExp): number[] {
  const columns = lines.map(() => -1);
  const text = lines.join('\n');
  let line = 0;
  let start = 0;
  for (const { index, 0: found } of text.matchAll(pattern)) {
    while (line < lines.length - 1 && start + (lines[line]?.length ?? 0) < index) start += (lines[line++]?.length ?? 0) + 1;
    const last = line + found.replace(/\n$/, '').split('\n').length - 1;
    for (let at = line; at <= last; at++) if (columns[at] === -1) columns[at] = at === line ? index - start : 0;
  }
  return columns;
}

async function textOf(path: string): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile() || facts.size > MAX_FILE_BYTES) return undefined;
  const bytes = await readFile(path).catch(() => undefined);
  return bytes?.subarray(0, 8192).includes(0) ? undefined : bytes?.toString('utf8');
}

/** @returns undefined when it took too long */
function bounded<T>(work: () => T): T | undefined {
  try {
    return new Script('work()').runInContext(createContext({ work }), { timeout: MATCH_MS }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}

function report(file: string, lines: string[], columns: number[], { context, onHit }: Search): boolean {
  let shown = -1;
  for (const [index, column] of columns.entries()) {
    if (column < 0) continue;
    for (let at = Math.max(shown + 1, index - context); at <= Math.min(lines.length - 1, index + context); at++) {
      const match = (columns[at] ?? -1) >= 0;
      if (!onHit({ file, line: at + 1, text: lines[at] ?? '', match, column: match ? (columns[at] ?? 0) : 0 })) return false;
      shown = at;
    }
  }
  return true;
}
