import { readdirSync } from 'node:fs';
import { resolvePath } from '@ock/kernel';
import type { ShellWord } from './words.ts';

const MAX_ENTRIES = 2_000;
const MAX_WORDS = 300;

/**
 * The words as the shell hands them on, with file name patterns replaced by the names that they match now: a file called `-o` becomes an option.
 * undefined: that cannot be told. @param folders where the command may run @param isList no name of a command stands first
 */
export function expandGlobs(words: readonly ShellWord[], folders: readonly string[] | undefined, isList = false): ShellWord[] | undefined {
  if (words.every(({ glob }) => glob === undefined)) return [...words];
  const [folder, ...others] = folders ?? [];
  if (folder === undefined || others.length > 0 || (!isList && words[0]?.glob !== undefined)) return undefined;
  const expanded: ShellWord[] = [];
  for (const word of words) {
    const names = word.glob === undefined ? undefined : matches(word.glob, folder);
    if (word.glob !== undefined && names === undefined) return undefined;
    expanded.push(
      ...(names
        ? (names.length > 0 ? names : [word.glob ?? '']).map((name) => ({ raw: name, value: name.startsWith('~') ? `./${name}` : name }))
        : [word]),
    );
    if (expanded.length > MAX_WORDS) return undefined;
  }
  return expanded;
}

/** undefined: too many, or the folder cannot be read */
function matches(glob: string, folder: string): string[] | undefined {
  if (/^[/~]|(^|\/)\.\.?(\/|$)/.test(glob)) return undefined;
  let found = [''];
  for (const part of glob.split('/')) {
    const next: string[] = [];
    for (const start of found) {
      // what ends in a slash is a folder
      if (part === '' && start !== '' && !entries(resolvePath(start, folder))) continue;
      if (!/[*?[]/.test(part)) next.push(`${start}${part}`);
      else {
        const names = entries(resolvePath(start === '' ? '.' : start, folder));
        if (!names) return undefined;
        const pattern = patternOf(part);
        if (!pattern) return undefined;
        next.push(
          ...names.filter((name) => (part.startsWith('.') || !name.startsWith('.')) && pattern.test(name)).map((name) => `${start}${name}`),
        );
      }
      if (next.length > MAX_WORDS) return undefined;
    }
    found = next.map((name) => `${name}/`);
  }
  return found.map((name) => name.slice(0, -1)).sort();
}

function entries(folder: string): string[] | undefined {
  try {
    const names = readdirSync(folder);
    return names.length <= MAX_ENTRIES ? names : undefined;
  } catch {
    return undefined;
  }
}

/** One folder's part of a glob; undefined: with classes that depend on the language. */
function patternOf(part: string): RegExp | undefined {
  if (/\[[!^]?\]|\[[[:.=]/.test(part)) return undefined;
  const source = part.replace(/\[([!^]?)([^\]]*)\]|\*+|[?.+^${}()|[\]\\]/g, (found, not?: string, chars?: string) => {
    if (chars !== undefined) return `[${not ? '^' : ''}${chars.replace(/[[\\^]/g, '\\$&')}]`;
    return found.startsWith('*') ? '.*' : found === '?' ? '.' : `\\${found}`;
  });
  try {
    return new RegExp(`^${source}$`, 's');
  } catch {
    return undefined;
  }
}
