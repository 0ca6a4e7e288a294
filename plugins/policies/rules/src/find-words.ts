import type { ShellWord } from './words.ts';

/** What a use of find may come upon, as far as its words tell. */
export interface FindWalk {
  /** where it starts, as written */
  readonly roots: readonly string[];
  /** goes through links to folders */
  readonly follows: boolean;
  /** all of these must match a name */
  readonly names: readonly RegExp[];
  /** it says nothing of what lies below paths that one of these matches */
  readonly without: readonly RegExp[];
  /** `f`, `d`, `l`; absent: all */
  readonly kinds?: string;
  /** folders below a root that are gone down to; absent: all */
  readonly depth?: number;
}

const OPERATORS = /^(-o|-or|,|\(|\))$/;
const NOT = /^(!|-not)$/;
/** Tests and actions with a word of their own. */
const VALUED =
  /^-(i?name|i?path|wholename|type|(max|min)depth|newer(mt)?|[acm]newer|[acm](time|min)|size|i?regex|perm|user|group|l?name|links|printf)$/;

/** @param words behind `find`, as far as they narrow what is meant, without commands that it runs */
export function findWalk(words: readonly ShellWord[]): FindWalk | undefined {
  const values = words.map(({ value }) => value);
  if (values.some((value) => value === undefined || value === '--')) return undefined;
  const all = values as string[];
  let at = 0;
  while (/^-[HLP]$/.test(all[at] ?? '')) at++;
  const start = at;
  while (at < all.length && !/^-.|^[!(),]$/.test(all[at] as string)) at++;
  const roots = start === at ? ['.'] : all.slice(start, at);
  const follows = all.slice(0, start).some((word) => word !== '-P') || all.includes('-follow');
  const walk: FindWalk = { roots, follows, names: [], without: [] };
  return all.some((word) => OPERATORS.test(word)) ? walk : { ...walk, ...narrowed(all.slice(at)) };
}

/** Tests that all must hold. */
function narrowed(words: readonly string[]): Pick<FindWalk, 'names' | 'without' | 'kinds' | 'depth'> {
  const names: RegExp[] = [];
  const without: RegExp[] = [];
  let kinds: string | undefined;
  let depth: number | undefined;
  for (let at = 0; at < words.length; at++) {
    const not = NOT.test(words[at] ?? '');
    if (not) at++;
    const test = words[at] ?? '';
    const value = VALUED.test(test) ? words[++at] : undefined;
    if (NOT.test(test) || value === undefined) continue;
    const pattern = /^-i?name$|^-path$/.test(test) ? patternOf(value, test === '-iname') : undefined;
    if (/name$/.test(test) && pattern && !not) names.push(pattern);
    else if (test === '-path' && pattern && not && value.endsWith('/*')) without.push(patternOf(value.slice(0, -2), false) ?? NEVER);
    else if (test === '-type' && !not && /^[fdl](,[fdl])*$/.test(value)) kinds = value;
    else if (test === '-maxdepth' && !not && /^\d+$/.test(value)) depth = Number(value);
  }
  return { names, without, ...(kinds === undefined ? {} : { kinds }), ...(depth === undefined ? {} : { depth }) };
}

const NEVER = /^$(?!)/;

/** As find matches: `*` goes over slashes, too. undefined: with what is left to others. */
function patternOf(glob: string, anyCase: boolean): RegExp | undefined {
  if (/[[\]\\]/.test(glob)) return undefined;
  const source = glob
    .replace(/[.+^${}()|/]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  return new RegExp(`^${source}$`, anyCase ? 'iu' : 'u');
}
