import type { ShellCommand } from './shell.ts';

/** Letters and the long options that mean the same, in most programs. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  f: ['--force'],
  r: ['R', '--recursive'],
  R: ['r', '--recursive'],
  a: ['--all'],
  d: ['--delete'],
  D: ['--delete'],
  n: ['--no-verify'],
  i: ['--in-place', '--interactive'],
  p: ['--patch', '--parents'],
  x: ['--exec'],
  g: ['--global'],
};

/**
 * Whether a pattern with options is about a command that spells them differently: `rm -rf *` is about `rm -fr x`, `rm -r -f x`,
 * `rm --recursive --force x` and `rm x -rf`. Only for rules that ask or deny.
 */
export function matchesOptions(pattern: string, { words }: ShellCommand): boolean {
  const [name = '', ...rest] = pattern.split(/\s+/);
  if (rest.at(-1) === '*') rest.pop();
  const wanted = rest.filter((word) => word.startsWith('-'));
  if (wanted.length === 0 || [name, ...rest].some((word) => word.includes('*'))) return false;
  const typed = (words[0]?.value ?? '').replace(/^.*\//, '');
  if (typed !== name && typed.toLowerCase() !== name) return false;
  const values = words.slice(1).flatMap(({ value }) => (value === undefined ? [] : [value]));
  const given = spelled(values);
  if (![...spelled(wanted)].every((option) => [option, ...same(option)].some((one) => has(given, one)))) return false;
  const free = values.filter((value) => !value.startsWith('-'));
  let at = 0;
  for (const word of rest.filter((one) => !one.startsWith('-'))) {
    const found = free.indexOf(word, at);
    if (found === -1) return false;
    at = found + 1;
  }
  return true;
}

/** Letters of joined short options each by itself; long options without their values. */
function spelled(words: readonly string[]): Set<string> {
  return new Set(
    words.flatMap((word) => {
      if (word === '--') return [word];
      if (word.startsWith('--')) return [word.split('=')[0] as string];
      return word.startsWith('-') ? [...word.slice(1)] : [];
    }),
  );
}

function same(option: string): readonly string[] {
  return SAME[option] ?? Object.keys(SAME).filter((letter) => SAME[letter]?.includes(option));
}

/** Shortened as GNU and git allow: `--forc`. */
function has(given: ReadonlySet<string>, option: string): boolean {
  if (given.has(option)) return true;
  return (
    option.startsWith('--') && option !== '--' && [...given].some((one) => one.length > 3 && one.startsWith('--') && option.startsWith(one))
  );
}
