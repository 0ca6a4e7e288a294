import type { Redirection, SyntaxNode } from 'unbash';
import { type FindWalk, findWalk } from './find-words.ts';
import type { ShellCommand } from './shell.ts';
import { programName } from './unwrap.ts';
import type { ShellWord } from './words.ts';

/** How words are made of what is read: of lines or of blanks, with or without quotes in them. */
export type Split = 'nul' | 'lines' | 'marked' | 'blanks';

/** The files that find and xargs hand to the commands that they run. */
export interface Handed {
  /** more than one may come at a time */
  readonly several: boolean;
  /** found by find */
  readonly walk?: FindWalk;
  /** read by xargs from these, the first ones first; without either nobody knows the names */
  readonly feed?: { readonly commands: readonly ShellCommand[]; readonly split: Split };
}

const MAX_FEED = 8;

/** For each command that find or xargs runs, what it is handed. @param feed commands whose output is read */
export function handedTo(words: readonly ShellWord[], feed: readonly ShellCommand[]): readonly Handed[] {
  const [first, ...rest] = words;
  const name = programName(first?.value ?? '');
  if (name === 'find') return foundBy(rest);
  const options = name === 'xargs' ? xargsOptions(rest) : undefined;
  if (!options) return [];
  const { split, several } = options;
  return [{ several, ...(feed.length > 0 ? { feed: { commands: feed, split } } : {}) }];
}

function foundBy(words: readonly ShellWord[]): Handed[] {
  return execs(words).map(({ at, end }) => {
    // in the folder of the file other programs find names without a folder, which may be options
    const before = words[at]?.value === '-exec' ? withoutExecs(words.slice(0, at)) : undefined;
    const walk = before && findWalk(before);
    return { several: words[end]?.value === '+', ...(walk ? { walk } : {}) };
  });
}

/** Where a command ends that find runs: at `;`, or at a `+` that stands right behind the files. @returns -1: nowhere */
export function execEnd(words: readonly ShellWord[], start: number): number {
  return words.findIndex(({ value }, at) => at > start && (value === ';' || (value === '+' && words[at - 1]?.value === '{}')));
}

/** Where the commands stand that find runs, with the words that end them. */
function execs(words: readonly ShellWord[]): { at: number; end: number }[] {
  const found: { at: number; end: number }[] = [];
  for (let at = 0; at < words.length; at++) {
    if (!/^-(exec|ok)(dir)?$/.test(words[at]?.value ?? '')) continue;
    const end = execEnd(words, at);
    found.push({ at, end: end === -1 ? words.length : end });
    if (end === -1) break;
    at = end;
  }
  return found;
}

/** The words of a find without the commands that it runs; undefined: one of them has no end. */
export function withoutExecs(words: readonly ShellWord[]): ShellWord[] | undefined {
  const all = execs(words);
  if (all.some(({ end }) => end === words.length)) return undefined;
  return words.filter((_word, index) => !all.some(({ at, end }) => index >= at && index <= end));
}

/** How xargs reads and passes on, where its options do nothing else. */
export function xargsOptions(words: readonly ShellWord[]): { split: Split; several: boolean } | undefined {
  const splits = new Set<Split>();
  let counts = false;
  for (let at = 0; at < words.length; at++) {
    const value = words[at]?.value;
    if (value === undefined) return undefined;
    if (!value.startsWith('-')) break;
    const [, letters = '', last = '', joined = ''] = /^-([0rtx]*)(?:([nLPId])([\s\S]*))?$/.exec(value) ?? [];
    if (letters + last === '' && !/^--(null|no-run-if-empty|verbose|max-(args|procs)=\d+)$/.test(value)) return undefined;
    const given = last === '' ? '' : joined === '' ? words[++at]?.value : joined;
    if (given === undefined || (/[nLP]/.test(last) && !/^\d+$/.test(given))) return undefined;
    if (last === 'd' && given !== '\\n') return undefined;
    if (letters.includes('0') || value === '--null') splits.add('nul');
    if (last === 'd') splits.add('lines');
    if (last === 'I') splits.add('marked');
    counts ||= /[nL]/.test(last) || value.startsWith('--max-args');
  }
  const marked = splits.has('marked');
  const [split = marked ? 'marked' : 'blanks', ...others] = [...splits].filter((one) => one !== 'marked');
  return others.length > 0 || (counts && marked) ? undefined : { split, several: !marked };
}

/** Notes for each command of a pipe those whose output it reads, where nothing else comes into it. */
export function feeding(node: Extract<SyntaxNode, { type: 'Pipeline' }>, fed: Map<SyntaxNode, readonly SyntaxNode[]>): void {
  const before: SyntaxNode[] = [];
  for (const [at, command] of node.commands.entries()) {
    if (command.type !== 'Command' || !command.redirects.every(isSilencing) || node.operators[at - 1] === '|&' || at > MAX_FEED) return;
    if (before.length > 0) fed.set(command, [...before]);
    before.push(command);
  }
}

/** `2>/dev/null` */
function isSilencing(one: Redirection): boolean {
  const descriptor = one.type === 'Redirect' && one.descriptor?.type === 'FileDescriptor' ? one.descriptor.value : undefined;
  return one.type === 'Redirect' && one.operator === '>' && descriptor === 2 && one.target?.value === '/dev/null';
}
