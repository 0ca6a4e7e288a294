import { homedir } from 'node:os';
import { isInside, type Places } from './paths.ts';
import type { ShellCommand } from './shell.ts';
import type { ShellWord } from './words.ts';

const WHOLE = /^(-[a-zA-Z]*[rR][a-zA-Z]*|--recursive)$/;
/** Programs that take or change whole folders: with an option for it, or always. */
const WITH_OPTION = new Set(['rm', 'chmod', 'chown', 'chgrp', 'setfacl', 'shred']);
const ALWAYS = new Set(['mv', 'trash', 'trash-put', 'rimraf', 'srm']);
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
export function ruinedBy({ words }: ShellCommand, folders: readonly string[] | undefined, places: Places): string | undefined {
  const from = (folders ?? ['/']).map((folder) => places.resolve(folder, '/'));
  for (const word of targets(words)) {
    const written = writtenIn(word);
    if (written === undefined) continue;
    const path = ALL_IN_IT.test(written) ? written.replace(ALL_IN_IT, '') || (written.startsWith('/') ? '/' : '.') : written;
    const found = from.map((folder) => places.resolve(path, folder)).find((folder) => isDear(folder, places));
    if (found !== undefined) return found;
  }
  return undefined;
}

function targets(words: readonly ShellWord[]): readonly ShellWord[] {
  const name = (words[0]?.value ?? '').replace(/^.*\//, '');
  const rest = words.slice(1);
  const end = rest.findIndex(({ value }) => value === '--');
  const free = rest.filter(({ value = '' }, at) => !value.startsWith('-') || (end >= 0 && at > end));
  if (WITH_OPTION.has(name)) return rest.some(({ value = '' }) => WHOLE.test(value)) ? free : [];
  if (ALWAYS.has(name)) return name === 'mv' ? free.slice(0, -1) : free;
  if (name === 'find' && rest.some(({ value }) => value === '-delete')) {
    const first = rest.findIndex(({ value = '' }) => /^[-(!]/.test(value) && !/^-[HLPOD]/.test(value));
    return rest.slice(0, first);
  }
  return [];
}

/** As written, with the home that the shell puts in. */
function writtenIn({ value, glob, raw }: ShellWord): string | undefined {
  if (value !== undefined) return value;
  const plain = (glob ?? raw).replaceAll('"', '').replace(/^\$(HOME|\{HOME\})(?=\/|$)/, '~');
  return /[$`(<]/.test(plain) ? undefined : plain;
}

function isDear(path: string, { workspace }: Places): boolean {
  const home = homedir();
  return path === '/' || SYSTEM.has(path) || isInside(home, path) || (path !== workspace && isInside(workspace, path));
}
