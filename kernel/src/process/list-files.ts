import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf } from '../host/facts-of.ts';
import { findRipgrep } from './ripgrep.ts';
import { type RunLinesResult, runLines } from './run-lines.ts';
import { findOnPath } from './shell.ts';
import { type IgnoreFactory, walkFiles } from './walk-files.ts';

export interface ListFilesOptions {
  signal: AbortSignal;
  /** ms that a program may take; default 60 000 */
  timeoutMs?: number;
  /** reads `.gitignore` where neither ripgrep nor git can: the `ignore` package's default export */
  rules(): Promise<IgnoreFactory>;
  /** order by time of change, newest first; default: any order */
  newestFirst?: boolean;
  /** false: this file is left out before anything else is asked about it */
  wanted?(path: string): boolean;
  /** saves time: `patterns` as in `.gitignore` that let through every file wanted, and perhaps more; `dir` is a private folder for them */
  narrow?: { patterns: readonly string[]; dir: string };
  /** relative to the root, with `/`; return false to stop */
  onFile(path: string): boolean | undefined;
  /** for tests: which ways are tried, default all three in this order */
  ways?: readonly Way[];
}
type Way = 'ripgrep' | 'git' | 'walk';

const TIMEOUT_MS = 60_000;
/** files looked at where we sort them ourselves */
const MAX_SORTED = 50_000;

/**
 * Lists the files below `root`: hidden ones too, `.git` and what `.gitignore` excludes not. By ripgrep; without it by git; outside a
 * repository by reading the folders. @returns the way taken, and whether all files were seen
 */
export async function listFiles(root: string, options: ListFilesOptions): Promise<{ way: Way; complete: boolean }> {
  const { ways = ['ripgrep', 'git', 'walk'], wanted = () => true } = options;
  const dated: Dated[] = [];
  const take = (path: string): boolean | undefined => {
    if (!wanted(path)) return true;
    return options.newestFirst ? dated.push({ path, changed: changedAt(root, path) }) < MAX_SORTED : options.onFile(path);
  };
  const rg = ways.includes('ripgrep') ? findRipgrep() : undefined;
  if (rg) {
    const run = await ripgrepFiles(rg, root, options, (path) => (wanted(path) ? options.onFile(path) : true));
    if (run) return { way: 'ripgrep', complete: !run.stopped && !run.timedOut };
  }
  const git = ways.includes('git') ? findOnPath('git') : undefined;
  if (git) {
    // the repository's settings may name programs to run: none is needed to list files
    const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
    const args = [...quiet, 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const seen = (path: string): boolean | undefined => (exists(join(root, path)) ? take(path) : undefined);
    const run = await runLines(git, args, {
      cwd: root,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      separator: '\0',
      onLine: seen,
    }).catch(unlessMissing);
    if (run && (run.exitCode === 0 || run.stopped)) return { way: 'git', complete: deliver(dated, options) && !run.stopped };
    dated.length = 0;
  }
  const complete = await walkFiles(root, await options.rules(), options.signal, take);
  return { way: 'walk', complete: deliver(dated, options) && complete };
}

async function ripgrepFiles(
  rg: string,
  root: string,
  { signal, narrow, newestFirst, timeoutMs = TIMEOUT_MS }: ListFilesOptions,
  onLine: (path: string) => boolean | undefined,
): Promise<RunLinesResult | undefined> {
  const names = narrow && onlyNames(narrow.patterns);
  const file = narrow && !names && join(narrow.dir, `narrow-${randomBytes(5).toString('hex')}`);
  // what .gitignore says counts more than this file
  if (file)
    writeFileSync(file, ['*', '!*/', ...narrow.patterns.map((pattern) => `!${pattern}`), ''].join('\n'), { flag: 'wx', mode: 0o600 });
  // a type is the quicker way; a `--glob` would list what .gitignore excludes
  const types = names ? [...names.flatMap((name) => ['--type-add', `wanted:${name}`]), '--type', 'wanted'] : [];
  const narrowed = file ? ['--ignore-file', file] : types;
  const sort = newestFirst ? ['--sortr', 'modified'] : [];
  const args = [
    '--files',
    '--null',
    '--hidden',
    '--no-config',
    '--no-messages',
    '--no-require-git',
    '--glob',
    '!.git',
    ...narrowed,
    ...sort,
  ];
  try {
    return await runLines(rg, args, { cwd: root, signal, timeoutMs, separator: '\0', onLine }).catch(unlessMissing);
  } finally {
    if (file) rmSync(file, { force: true });
  }
}

/** The patterns' last parts, where they are about names in every folder and nothing else. */
function onlyNames(patterns: readonly string[]): string[] | undefined {
  const names = patterns.map((pattern) => pattern.replace(/^(?:\*\*\/)+/, ''));
  return names.some((name) => name.includes('/')) ? undefined : names;
}

interface Dated {
  path: string;
  /** ms */
  changed: number;
}

function changedAt(root: string, path: string): number {
  return factsOf(`${root}/${path}`)?.mtimeMs ?? 0;
}

function deliver(dated: Dated[], options: ListFilesOptions): boolean {
  dated.sort((a, b) => b.changed - a.changed || (a.path < b.path ? -1 : 1));
  return dated.every(({ path }) => options.onFile(path) !== false);
}

function exists(path: string): boolean {
  return factsOf(path)?.isFile() ?? false;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error;
}
