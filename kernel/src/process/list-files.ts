import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findRipgrep } from './ripgrep.ts';
import { runLines } from './run-lines.ts';
import { findOnPath } from './shell.ts';
import { type IgnoreFactory, walkFiles } from './walk-files.ts';

export interface ListFilesOptions {
  signal: AbortSignal;
  /** reads `.gitignore` where neither ripgrep nor git can: the `ignore` package's default export */
  rules(): Promise<IgnoreFactory>;
  /** order by time of change, newest first; default: any order */
  newestFirst?: boolean;
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
  const { ways = ['ripgrep', 'git', 'walk'] } = options;
  const rg = ways.includes('ripgrep') ? findRipgrep() : undefined;
  if (rg) {
    const sort = options.newestFirst ? ['--sortr', 'modified'] : [];
    const args = ['--files', '--null', '--hidden', '--no-config', '--no-messages', '--no-require-git', '--glob', '!.git', ...sort];
    const run = await runLines(rg, args, {
      cwd: root,
      signal: options.signal,
      timeoutMs: TIMEOUT_MS,
      separator: '\0',
      onLine: options.onFile,
    }).catch(unlessMissing);
    if (run) return { way: 'ripgrep', complete: !run.stopped && !run.timedOut };
  }
  const collected: string[] = [];
  const take = options.newestFirst ? (path: string) => collected.push(path) < MAX_SORTED : options.onFile;
  const git = ways.includes('git') ? findOnPath('git') : undefined;
  if (git) {
    // the repository's settings may name programs to run: none is needed to list files
    const quiet = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
    const args = [...quiet, 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
    const seen = (path: string): boolean | undefined => (exists(join(root, path)) ? take(path) : undefined);
    const run = await runLines(git, args, {
      cwd: root,
      signal: options.signal,
      timeoutMs: TIMEOUT_MS,
      separator: '\0',
      onLine: seen,
    }).catch(unlessMissing);
    if (run && (run.exitCode === 0 || run.stopped)) return { way: 'git', complete: deliver(root, collected, options) && !run.stopped };
    collected.length = 0;
  }
  const complete = await walkFiles(root, await options.rules(), options.signal, take);
  return { way: 'walk', complete: deliver(root, collected, options) && complete };
}

function deliver(root: string, paths: string[], options: ListFilesOptions): boolean {
  const dated = paths.map((path) => ({ path, changed: statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  dated.sort((a, b) => b.changed - a.changed);
  return dated.every(({ path }) => options.onFile(path) !== false);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error;
}
