import { found } from './program-options.ts';
import type { ShellCommand } from './shell.ts';
import type { ShellWord } from './words.ts';

/** Programs whose every word names something they change. */
const ALL = new Set(
  'rm mv touch mkdir rmdir tee truncate shred unlink chmod chown chgrp setfacl mkfifo mknod sponge gzip gunzip bzip2 bunzip2 xz unxz zstd ed ex link trash'.split(
    ' ',
  ),
);
/** Programs that change what their last word names. */
const LAST = new Set(['cp', 'ln', 'install', 'rsync', 'scp', 'uniq', 'iconv', 'pandoc']);
/** Subcommands of git that change the files named. */
const GIT = /^(rm|mv|checkout|restore|clean|sparse-checkout|update-index)$/;
/** Options that name the folder written to, by program. */
const INTO: Readonly<Record<string, string>> = {
  cp: '-t --target-directory',
  mv: '-t --target-directory',
  ln: '-t --target-directory',
  install: '-t --target-directory',
  tar: '-C --directory',
  unzip: '-d',
  split: '',
  patch: '-o --output -d --directory',
  git: '-C',
};

/**
 * The files that well-known programs change, as written, so that a rule against writing there holds for them too; undefined: one that is not known.
 * No more than a net with wide meshes: what any other program writes is not known, which is why commands are asked about.
 */
export function writePaths({ words }: ShellCommand): (string | undefined)[] {
  const name = (words[0]?.value ?? '').replace(/^.*\//, '');
  const rest = words.slice(1);
  const into = found(rest, INTO[name]).map(({ value }) => value?.value);
  if (ALL.has(name)) return [...free(rest), ...into];
  if (LAST.has(name)) return into.length > 0 ? into : free(rest).length > 1 || name === 'ln' ? free(rest).slice(-1) : [];
  if (name === 'dd') return rest.flatMap(({ value, raw }) => (/^of=/.test(value ?? raw) ? [value?.slice(3)] : []));
  if (name === 'tar') return rest.some(({ value = '' }) => /^-?[a-zA-Z]*x|^--(ex|get)/.test(value)) ? (into.length > 0 ? into : ['.']) : [];
  if (name === 'unzip' && rest.some(({ value = '' }) => /^-[lvtpZ]/.test(value))) return [];
  if (name === 'unzip' || name === 'patch') return into.length > 0 ? into : name === 'patch' ? free(rest).slice(0, 1) : ['.'];
  if (name === 'xxd') return free(rest).slice(1);
  if (name === 'git') return gitPaths(rest);
  return [];
}

function gitPaths(words: readonly ShellWord[]): (string | undefined)[] {
  const at = words.findIndex(({ value }, index) => !value?.startsWith('-') && !/^(-C|-c)$/.test(words[index - 1]?.value ?? ''));
  const sub = words[at]?.value ?? '';
  const rest = words.slice(at + 1);
  if (sub === 'worktree' || sub === 'clone')
    return free(rest)
      .slice(sub === 'clone' ? 1 : 2, sub === 'clone' ? 2 : 3)
      .filter((_path, index) => index === 0);
  return GIT.test(sub) ? free(rest) : [];
}

function free(words: readonly ShellWord[]): (string | undefined)[] {
  return words.flatMap(({ value }) => (value === undefined ? [undefined] : value.startsWith('-') ? [] : [value]));
}
