import { homedir } from 'node:os';
import { isInside, type Places } from './paths.ts';
import type { ShellCommand } from './shell.ts';
import type { ShellWord } from './words.ts';

const WHOLE = /^(-[a-zA-Z]*[rR][a-zA-Z]*|--rec(u(r(s(i(ve?)?)?)?)?)?)$/;
/** Programs that take or change whole folders: with an option for it, or always. */
const WITH_OPTION = new Set(['rm', 'chmod', 'chown', 'chgrp', 'setfacl', 'shred']);
const ALWAYS = new Set(['mv', 'trash', 'trash-put', 'rimraf', 'srm']);
/** What takes files when find hands them in. */
const TAKES = new Set(['rm', 'shred', 'unlink', 'chmod', 'chown', 'chgrp', 'trash', 'srm', 'truncate']);
/** mv with the folder that it moves into in an option */
const INTO = /^(-[a-zA-Z]*t|--target-dir)/;
/** Folders without which the machine does not run, and those of its users. */
const SYSTEM = new Set(
  'bin boot dev etc lib lib32 lib64 libx32 opt proc root sbin srv sys usr var home Users System Library Applications Volumes private'
    .split(' ')
    .map((name) => `/${name}`),
);
/** `/*` and the like at the end: all that lies in a folder */
const ALL_IN_IT = /(?:^|\/)(?:\*{1,2}|\.\*|\.\?\?\*|\.\[!\.\]\*|\{\*,\.\*\}|\{,\.\}\*)$/;

/**
 * The folder without which there would be nothing to come back to (the disk's root, a system folder, a home, what the workspace lies in), if the
 * command removes, moves or changes it whole; undefined: none. @param folders where the command may run
 */
export function ruinedBy(command: ShellCommand, folders: readonly string[] | undefined, places: Places): string | undefined {
  const from = (folders ?? ['/']).map((folder) => places.resolve(folder, '/'));
  for (const written of targets(command).flatMap(writtenIn)) {
    const path = ALL_IN_IT.test(written) ? written.replace(ALL_IN_IT, '') || (written.startsWith('/') ? '/' : '.') : written;
    const found = from.map((folder) => places.resolve(path, folder)).find((folder) => isDear(folder, places));
    if (found !== undefined) return found;
  }
  return undefined;
}

function targets({ words, inner }: ShellCommand): readonly ShellWord[] {
  const name = nameOf(words);
  const rest = words.slice(1);
  const end = rest.findIndex(({ value }) => value === '--');
  const free = rest.filter(({ value = '' }, at) => !value.startsWith('-') || (end >= 0 && at > end));
  if (WITH_OPTION.has(name)) return rest.some(({ value = '' }) => WHOLE.test(value)) ? free : [];
  if (ALWAYS.has(name)) return name === 'mv' && !rest.some(({ value = '' }) => INTO.test(value)) ? free.slice(0, -1) : free;
  const takes = inner.some(({ words: run }) => TAKES.has(nameOf(run)));
  if (name === 'find' && rest.some(({ value }) => value === '-delete')) return rootsOf(rest);
  if (name === 'find' && takes) return narrowed(rest) ? [] : rootsOf(rest);
  const source = takes && name === 'xargs' ? inner[0]?.handed?.feed?.commands[0]?.words : undefined;
  if (source && nameOf(source) === 'find') return narrowed(source) ? [] : rootsOf(source.slice(1));
  if (name === 'rsync' && rest.some(({ value = '' }) => /^--del/.test(value))) return free.slice(-1);
  return name === 'git' ? cleaned(rest) : [];
}

function rootsOf(rest: readonly ShellWord[]): readonly ShellWord[] {
  const first = rest.findIndex(({ value = '' }) => /^[-(!]/.test(value) && !/^(-[HLPOD]|--$)/.test(value));
  return first === -1 ? rest : rest.slice(0, first);
}

/** Whether find comes upon some files alone, by their names or times. */
function narrowed(rest: readonly ShellWord[]): boolean {
  return rest.some(
    ({ value = '' }, at) =>
      /^-(i?name|i?path|i?regex|newer.*|[acm](time|min))$/.test(value) && !/^[*?./]*$/.test(rest[at + 1]?.value ?? '*'),
  );
}

/** `git -C / clean -fdx` */
function cleaned(rest: readonly ShellWord[]): readonly ShellWord[] {
  const at = rest.findIndex(({ value }) => value === 'clean');
  const forced = rest.slice(at).some(({ value = '' }) => /^(-[a-zA-Z]*f[a-zA-Z]*|--force)$/.test(value));
  if (at < 1 || !forced) return [];
  return rest.slice(0, at).filter((_word, index) => rest[index - 1]?.value === '-C');
}

function nameOf(words: readonly ShellWord[]): string {
  return (words[0]?.value ?? '').replace(/^.*\//, '');
}

/** As written, with the home and the folder that the shell puts in, and each of `{a,b}`. */
function writtenIn({ value, glob, raw }: ShellWord): string[] {
  if (value !== undefined) return [value];
  const plain = (glob ?? raw)
    .replaceAll('"', '')
    .replace(/^\$(HOME|\{HOME(:?\?[^}]*|%%?\/)?\})(?=\/|$)/, '~')
    .replace(/^(\$(PWD|\{PWD\})|~\+)(?=\/|$)/, '.');
  if (/[$`(<]/.test(plain)) return [];
  const [, start = '', list = '', end = ''] = /^([^{]*)\{([^{},]*(?:,[^{},]*)+)\}([^{]*)$/.exec(plain) ?? [];
  return [plain, ...(list === '' ? [] : list.split(',').map((one) => start + one + end))];
}

function isDear(path: string, { workspace }: Places): boolean {
  const home = homedir();
  return path === '/' || SYSTEM.has(path) || isInside(home, path) || (path !== workspace && isInside(workspace, path));
}
