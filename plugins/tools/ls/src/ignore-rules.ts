import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

/** bytes of a .gitignore that count; no honest one is longer */
const MAX_RULES = 262_144;

/** The rules of the .gitignore files from the repository's root down to one folder, and of the call. */
export interface IgnoreRules {
  /** @param path absolute, below the folder */
  excludes(path: string, isFolder: boolean): boolean;
  /** The rules inside a folder. @param hasOwn whether it has a .gitignore */
  enter(folder: string, hasOwn: boolean): Promise<IgnoreRules>;
}

interface Layer {
  base: string;
  rules: Ignore;
}

export async function loadIgnoreRules(root: string, patterns: string[]): Promise<IgnoreRules> {
  const { default: ignore } = await import('ignore');
  const layer = async (base: string): Promise<Layer[]> => {
    const text = await rulesText(join(base, '.gitignore'));
    return text === '' ? [] : [{ base, rules: ignore().add(text) }];
  };
  const make = (layers: Layer[]): IgnoreRules => ({
    excludes: (path, isFolder) => decide(layers, path, isFolder),
    enter: async (folder, hasOwn) => (hasOwn ? make([...(await layer(folder)), ...layers]) : make(layers)),
  });
  const found: Layer[] = [];
  const folders = repositoryFolders(root);
  for (const folder of folders) found.unshift(...(await layer(folder)));
  if (patterns.length > 0) found.unshift({ base: root, rules: ignore().add(patterns) });
  return make(found);
}

/** Empty where there are none, or what is no honest list: a pipe that nobody writes to would hold the process for ever. */
async function rulesText(file: string): Promise<string> {
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile() || facts.size > MAX_RULES) return '';
  return readFile(file, 'utf8').catch(() => '');
}

/** The nearest file that says anything about the path decides, as git does. */
function decide(layers: Layer[], path: string, isFolder: boolean): boolean {
  for (const { base, rules } of layers) {
    const verdict = rules.test(relative(base, path).split(sep).join('/') + (isFolder ? '/' : ''));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** From the repository's root down to the folder; only the folder itself outside of a repository. */
function repositoryFolders(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; ; at = dirname(at)) {
    if (at !== folder) folders.unshift(at);
    if (existsSync(join(at, '.git'))) return folders;
    if (dirname(at) === at) return [folder];
  }
}
