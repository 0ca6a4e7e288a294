import type { For } from 'unbash';
import { type Known, shellWord } from './words.ts';

const MAX_VALUES = 32;
/** What might give the variable another value than the loop does. */
const ASSIGNS =
  /\b(read|declare|typeset|local|export|readonly|let|eval|source|mapfile|readarray|getopts|unset|select|printf|set|trap|alias)\b|\(\(|\$\[|[^\w]\.\s|:?=\}|\$\{[^}]*=|\|\s*while|<<|`/;

/**
 * The values that a loop's variable takes, where they are written out and nothing else in the text could set it, so that the loop can be judged
 * as what it runs. undefined: they cannot be told.
 */
export function loopValues(node: For, text: string, known: Known): string[] | undefined {
  const name = node.name.value;
  if (!node.wordlist || node.wordlist.length === 0 || node.wordlist.length > MAX_VALUES || !/^\w+$/.test(name)) return undefined;
  const values = node.wordlist.map((word) => shellWord(word, known).value);
  if (!values.every((value) => value !== undefined)) return undefined;
  if (known.has(name) || ASSIGNS.test(text)) return undefined;
  const mentions = text.match(new RegExp(`(?<![$\\w])(?<!\\$\\{)${name}\\b`, 'g')) ?? [];
  const loops = text.match(new RegExp(`\\bfor\\s+${name}\\b`, 'g')) ?? [];
  return mentions.length === 1 && loops.length === 1 ? values : undefined;
}
