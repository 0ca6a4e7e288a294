import type { SlashExpansion } from '@ock/kernel';
import { shellQuoted, wordsOf } from './words.ts';

type Piece = SlashExpansion['pieces'][number];

/** `` !`command` `` that stands at the beginning of a line or behind a blank, and the placeholders of arguments. */
const COMMAND = /(^|[\s(:])!`([^`\n]+)`/gm;
const PLACE = /\$(ARGUMENTS|[1-9])(?!\w)/g;
/** lines between fences, in which nothing is run */
const FENCE = /^(```|~~~)[\s\S]*?^\1[^\n]*$/gm;
/** ms that a command of a prompt may take */
const TIMEOUT_MS = 60_000;

/**
 * The prompt of a command with its arguments. What is to be run is found before arguments are put in, and in commands they are quoted: an argument never
 * becomes a command. Where the prompt has no place for arguments they stand behind it.
 */
export function fillTemplate(body: string, rest: string): Piece[] {
  const words = wordsOf(rest);
  const pieces: Piece[] = [];
  const text = (part: string) => {
    if (part !== '') pieces.push({ text: part.replace(PLACE, (_all, place: string) => argumentAt(place, rest, words)) });
  };
  const fences = [...body.matchAll(FENCE)].map((match) => [match.index, match.index + match[0].length] as const);
  let at = 0;
  for (const match of body.matchAll(COMMAND)) {
    const [whole, before = '', command = ''] = match;
    if (fences.some(([from, to]) => match.index >= from && match.index < to)) continue;
    text(body.slice(at, match.index + before.length));
    pieces.push({ tool: 'bash', input: { command: filledCommand(command, words), timeout: TIMEOUT_MS } });
    at = match.index + whole.length;
  }
  text(body.slice(at));
  if (rest !== '' && body.search(PLACE) < 0) pieces.push({ text: `\n\nArguments: ${rest}` });
  return pieces;
}

function argumentAt(place: string, rest: string, words: readonly string[]): string {
  return place === 'ARGUMENTS' ? rest : (words[Number(place) - 1] ?? '');
}

/** A command with arguments, each of them one word for the shell. */
function filledCommand(command: string, words: readonly string[]): string {
  return command.replace(PLACE, (_all, place: string, at: number) => {
    const inside = quoteAt(command, at);
    const given = place === 'ARGUMENTS' ? words : words.slice(Number(place) - 1, Number(place));
    return given.map((word) => shellQuoted(word, inside)).join(' ');
  });
}

/** Between which quotes a place of a command line stands. */
function quoteAt(command: string, at: number): '"' | "'" | '' {
  let inside: '"' | "'" | '' = '';
  for (let i = 0; i < at; i++) {
    const char = command[i];
    if (char === '\\' && inside !== "'") i++;
    else if (inside === '' && (char === '"' || char === "'")) inside = char;
    else if (char === inside) inside = '';
  }
  return inside;
}
