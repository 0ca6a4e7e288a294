import type { ShellCommand } from './shell.ts';

/** What may make of a word that looks like an include the pattern that is searched for, or a file: then it narrows nothing. */
const UNSURE = /^--$|^--((in|ex)c|la|g)[a-z-]*$|^-[a-zA-Z\d]*[ef]|^--(reg|file(=|$))/;

/** The names that grep keeps to; none: all, or that cannot be told. */
export function includesOf({ words }: Pick<ShellCommand, 'words'>): string[] {
  if (words.some(({ value }) => value === undefined || UNSURE.test(value))) return [];
  const given = words.flatMap(({ value = '' }) => (/^--(in|ex)c\w*=/.test(value) ? [value] : []));
  const names = given.map((word) => word.slice(word.indexOf('=') + 1));
  return given.every((word) => word.startsWith('--include=')) && names.every((name) => !/[[\\{]/.test(name)) ? names : [];
}

/** The patterns of files that a search is given: they bring hidden files in. */
export function globsOf({ words }: Pick<ShellCommand, 'words'>): string[] {
  return words.flatMap(({ value = '' }, at) => {
    const joined = /^(?:--i?glob=|-[a-zA-Z]*g=?)([\s\S]+)$/.exec(value)?.[1];
    const pattern = joined ?? (/^(--i?glob|-[a-zA-Z]*g)$/.test(value) ? (words[at + 1]?.value ?? '*') : undefined);
    return pattern === undefined || pattern.startsWith('!') ? [] : [pattern];
  });
}
