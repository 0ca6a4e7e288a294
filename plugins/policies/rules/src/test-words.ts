import type { ShellWord } from './words.ts';

/** One variable in quotes: always one word, never an option or an operator where these are written out. */
const QUOTED = /^"\$(\w+|\{\w+\})"$/;

/**
 * Whether `test` and `[` only look whether a variable is empty, or compare it with a text that may be shown: `[ -z "$CI" ]`, `[ "$x" = a ]`. In other
 * places its value could be an operator, and `-v 'a[$(x)]'` runs x.
 */
export function isTestOfVariable(words: readonly ShellWord[]): boolean {
  const [first, ...rest] = words;
  if (first?.value === '[' && rest.pop()?.value !== ']') return false;
  if (first?.value !== '[' && first?.value !== 'test') return false;
  if (rest[0]?.value === '!') rest.shift();
  const [one, two, three, ...more] = rest;
  if (more.length > 0 || !one || !two) return false;
  if (!three) return /^-[nz]$/.test(one.value ?? '') && QUOTED.test(two.raw);
  return /^(==?|!=)$/.test(two.value ?? '') && isText(one) && isText(three);
}

function isText({ raw, value, harmless }: ShellWord): boolean {
  return value !== undefined ? !/[`$]/.test(value) : harmless === true && /^"[\s\S]*"$/.test(raw) && !/\$[@*]|\[@\]/.test(raw);
}
