import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the `ignore` package makes: gitignore rules of one folder, asked with paths relative to it. */
export interface IgnoreRules {
  add(text: string): unknown;
  test(path: string): { ignored: boolean; unignored: boolean };
}
export type IgnoreFactory = () => IgnoreRules;

const MAX_FOLDERS = 50_000;

/**
 * Lists files without any program's help: hidden ones too, `.git` not, symlinks not followed, `.gitignore` files honoured as far as `rules`
 * can read them. @returns false when it stopped early, told by `onFile` or by its bound
 */
export async function walkFiles(
  root: string,
  rules: IgnoreFactory,
  signal: AbortSignal,
  onFile: (path: string) => boolean | undefined,
): Promise<boolean> {
  const queue: { path: string; scopes: { from: string; rules: IgnoreRules }[] }[] = [{ path: '', scopes: [] }];
  for (let seen = 0; queue.length > 0; seen++) {
    const folder = queue.pop();
    if (!folder || seen >= MAX_FOLDERS) return false;
    signal.throwIfAborted();
    const entries = await readdir(join(root, folder.path), { withFileTypes: true }).catch(() => []);
    let { scopes } = folder;
    if (entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) {
      const own = rules();
      own.add(await readFile(join(root, folder.path, '.gitignore'), 'utf8').catch(() => ''));
      scopes = [...scopes, { from: folder.path, rules: own }];
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder.path ? `${folder.path}/${entry.name}` : entry.name;
      if (entry.name === '.git' || ignored(path, entry.isDirectory(), scopes)) continue;
      if (entry.isDirectory()) queue.push({ path, scopes });
      else if (entry.isFile() && onFile(path) === false) return false;
    }
  }
  return true;
}

/** The innermost `.gitignore` that says something about the path decides. */
function ignored(path: string, folder: boolean, scopes: { from: string; rules: IgnoreRules }[]): boolean {
  for (const { from, rules } of scopes.toReversed()) {
    const relative = from ? path.slice(from.length + 1) : path;
    const verdict = rules.test(folder ? `${relative}/` : relative);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}
