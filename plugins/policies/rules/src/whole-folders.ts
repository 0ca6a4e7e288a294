import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePath } from '@ock/kernel';
import { expandGlobs } from './expand-globs.ts';
import type { ShellWord } from './words.ts';

/** What a command takes in beyond the files that its words name. */
export interface TakenIn {
  /** folders of which everything below is read */
  readonly trees: readonly string[];
  /** git shows contents of files that it knows: below these places, or anywhere */
  readonly shows?: { readonly from: string; readonly below: readonly string[] };
}

const NOTHING: TakenIn = { trees: [] };
const RECURSIVE = /^-[a-zA-Z]*[rR]|^--(recursive|dereference-recursive|archive)$/;
/** Programs that read folders whole: with such an option, or (true) always; `here` without a folder as well. */
const WHOLE: Readonly<Record<string, { with: RegExp | true; here?: true }>> = {
  ...Object.fromEntries(
    ['tar', 'gtar', 'bsdtar'].map((name) => [name, { with: /^-?[a-zA-Z]*[cruA][a-zA-Z]*$|^--(create|append|update)$/ }]),
  ),
  ...Object.fromEntries(['zip', 'scp'].map((name) => [name, { with: RECURSIVE }])),
  ...Object.fromEntries(['7z', '7za', '7zr', 'rar', 'pax', 'mksquashfs', 'genisoimage'].map((name) => [name, { with: true }])),
  ...Object.fromEntries(['cp', 'rsync'].map((name) => [name, { with: /^-[a-zA-Z]*[rRa]|^--(recursive|archive)$/ }])),
  ...Object.fromEntries(
    ['grep', 'egrep', 'fgrep', 'zgrep', 'pcregrep'].map((name) => [
      name,
      { with: /^-[a-zA-Z]*[rRd]|^--(recursive|dereference-recursive|directories=recurse|directories)$/, here: true },
    ]),
  ),
  ...Object.fromEntries(['rgrep', 'rg', 'ag', 'ack', 'ugrep', 'ug'].map((name) => [name, { with: true, here: true }])),
  // what is read through the link in the same command is judged by the link's name
  ln: { with: /^-[a-zA-Z]*s|^--symbolic$/ },
  diff: { with: RECURSIVE },
};

/** Whether, and of what, a use of a program takes in all that is below a folder. @param folders where it may run */
export function takenIn(words: readonly ShellWord[], folders: readonly string[] | undefined): TakenIn {
  const name = (words[0]?.value ?? '').replace(/^.*\//, '');
  if (name === 'git') return gitTakes(words.slice(1), folders);
  const whole = Object.hasOwn(WHOLE, name) ? WHOLE[name] : undefined;
  if (!whole) return NOTHING;
  const rest = (expandGlobs(words, folders) ?? words).slice(1).flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (whole.with !== true && !rest.some((word) => (whole.with as RegExp).test(word))) return NOTHING;
  const parts = rest.flatMap((word) => [word, ...word.split('=').slice(1)]);
  const trees = parts.filter((part) => isFolder(part, folders));
  return { trees: trees.length === 0 && whole.here ? ['.'] : trees };
}

/** Subcommands of git that show or pack what stands in files. */
const SHOWS =
  /^(diff|show|log|whatchanged|diff-(tree|index|files)|stash|format-patch|archive|range-diff|bundle|fast-export|reflog|cat-file)$/;
/** Of these, what shows contents only when it is asked to. */
const ON_DEMAND = /^(log|whatchanged|reflog|stash|diff-(tree|index|files))$/;
const PATCH = /^(-p|-u|-U\d*|-c|-cc|-m|-L\S*|--(patch|unified|cc|patch-with-\w+|full-diff|binary|word-diff|color-words)\b.*)$/;
/** Lists and counts in the place of contents. */
const NAMES = /^(--(stat|shortstat|numstat|dirstat|summary|name-only|name-status|raw|quiet|check|no-patch|compact-summary)\b.*|-s)$/;

function gitTakes(given: readonly ShellWord[], folders: readonly string[] | undefined): TakenIn {
  let from = '.';
  let at = 0;
  for (; at < given.length && given[at]?.value?.startsWith('-'); at++) {
    const { value } = given[at] as ShellWord;
    if (value === '-C') from = placed(given[at + 1]?.value ?? '', from);
    if (/^-[Cc]$|^--(git-dir|work-tree|namespace|config-env)$/.test(value ?? '')) at++;
  }
  const sub = given[at]?.value ?? '';
  const words = given.slice(at + 1);
  const values = words.map(({ value = '' }) => value);
  if (sub === 'grep' && values.some((word) => /^--(no-index|untracked)$/.test(word))) return { trees: [from] };
  if (sub === 'diff' && values.includes('--no-index'))
    return { trees: values.map((word) => placed(word, from)).filter((path) => isFolder(path, folders)) };
  // copies of a repository, read under other names
  if ((sub === 'worktree' && values.includes('add')) || sub === 'checkout-index') return { trees: [], shows: { from, below: [] } };
  const sources = sub === 'clone' ? values.map((word) => placed(word.replace(/^file:\/\//, ''), from)) : [];
  const copied = sources.find((path) => isFolder(path, folders));
  if (copied !== undefined) return { trees: [], shows: { from: copied, below: [] } };
  if (!SHOWS.test(sub)) return NOTHING;
  if (sub === 'cat-file' && !values.some((word) => word.startsWith('--batch'))) return NOTHING;
  if (ON_DEMAND.test(sub) && !values.some((word) => PATCH.test(word))) return NOTHING;
  if (!values.some((word) => PATCH.test(word)) && values.some((word) => NAMES.test(word))) return NOTHING;
  const dashes = values.indexOf('--');
  const paths =
    dashes === -1
      ? values.filter((word) => word !== '' && !word.startsWith('-') && stands(placed(word, from), folders))
      : values.slice(dashes + 1);
  const magic = paths.some((path) => path === '' || path.startsWith(':') || /[*?[]/.test(path));
  return { trees: [], shows: { from, below: magic ? [] : paths.map((path) => placed(path, from)) } };
}

function placed(word: string, from: string): string {
  return /^[/~]/.test(word) ? word : join(from, word);
}

function isFolder(path: string, folders: readonly string[] = []): boolean {
  return folders.some((folder) => {
    try {
      return statSync(resolvePath(path, folder), { throwIfNoEntry: false })?.isDirectory() ?? false;
    } catch (error) {
      // a pattern may be too long for a name; what may not be looked at may be a folder
      return (error as NodeJS.ErrnoException).code === 'EACCES';
    }
  });
}

function stands(path: string, folders: readonly string[] = []): boolean {
  return folders.some((folder) => existsSync(resolvePath(path, folder)));
}
