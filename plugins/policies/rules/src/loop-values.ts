import { homedir } from 'node:os';
import type { For } from 'unbash';
import { isSetOnce } from './assigned.ts';
import { expandGlobs } from './expand-globs.ts';
import type { Known } from './variables.ts';
import { type ShellWord, shellWord } from './words.ts';

const MAX_VALUES = 32;
/** of patterns, by what they match */
const MAX_MATCHES = 100;

export interface LoopValues {
  readonly values: readonly string[];
  /** patterns stand among them: the values hold for this folder alone */
  readonly matched: boolean;
}

/**
 * The values that a loop's variable takes, where they are written out, or match patterns now, and nothing else in the text could set it, so that
 * the loop can be judged as what it runs. undefined: they cannot be told. @param folder where patterns are looked up; absent: nobody knows
 */
export function loopValues(node: For, text: string, known: Known, folder: string | undefined): LoopValues | undefined {
  const name = node.name.value;
  if (!node.wordlist || node.wordlist.length === 0 || node.wordlist.length > MAX_VALUES || !/^\w+$/.test(name)) return undefined;
  if (typeof known.get(name) === 'string' || !isSetOnce(name, text)) return undefined;
  const loops = text.match(new RegExp(`\\bfor\\s+${name}\\b`, 'g')) ?? [];
  if (loops.length !== 1) return undefined;
  const words = node.wordlist.map((word) => shellWord(word, known));
  const matched = words.some(({ glob }) => glob !== undefined);
  const expanded = expandGlobs(words.map(atHome), folder === undefined ? [] : [folder], true);
  if (!expanded || expanded.length > (matched ? MAX_MATCHES : MAX_VALUES)) return undefined;
  const values = expanded.map(({ value }) => value);
  return values.every((value) => value !== undefined) ? { values, matched } : undefined;
}

/** An unquoted `~` is put in when the list is read, not where the variable is used. */
function atHome(word: ShellWord): ShellWord {
  return word.value !== undefined && /^~(\/|$)/.test(word.raw) ? { ...word, value: homedir() + word.value.slice(1) } : word;
}
