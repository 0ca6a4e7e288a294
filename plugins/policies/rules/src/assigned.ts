import type { Assignment, Command, Redirection, Statement, SyntaxNode, Word } from 'unbash';
import { isReader } from './readers.ts';
import { programName } from './unwrap.ts';
import { isOwnVariable, type Known } from './variables.ts';
import { isHarmlessPart, isHarmlessWord, shellWord } from './words.ts';

type ForEachChild = typeof import('unbash')['forEachChild'];

/** rounds until it is settled which variables take over what must not be shown */
const MAX_ROUNDS = 8;
/** builtins that set variables by the names they are given */
const SETS = /^(read|mapfile|readarray|getopts|declare|typeset|local|export|readonly)$/;
/** Commands that might give a variable another value than its one assignment does. */
const SETTERS = 'read|declare|typeset|local|export|readonly|let|eval|source|mapfile|readarray|getopts|unset|printf|set|trap|alias|wait';
const SETTER = new RegExp(`^(\\.|${SETTERS})$`);
/** What might be one where names of commands are not known. */
const NAMED = new RegExp(`\\b(${SETTERS})\\b|[^\\w]\\.\\s`);
/** The next word of such a one that sets no variable. */
const HARMLESS: Readonly<Record<string, RegExp>> = { __proto__: null as never, printf: /^[^-]/, set: /^[-+][euxo]+$/ };
/** Syntax that might. */
const ASSIGNS = /\bselect\b|\(\(|\$\[|:?=\}|\$\{[^}]*=|\|\s*while|<<|`/;

/** Whether variables keep the values that plain assignments and loops give them: nothing in the text sets them in another way. */
export function isSteady(root: SyntaxNode, text: string, forEachChild: ForEachChild): boolean {
  let steady = !ASSIGNS.test(text);
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command' && node.name) {
      const words = [node.name, ...node.args].map((word) => (word.type === 'Word' ? shellWord(word).value : word.name));
      // what readers are given is no command
      const told = isReader(programName(words[0] ?? '')) && words[0] !== 'wait' ? words.slice(0, 1) : words;
      steady &&=
        !told.some((word, at) => SETTER.test(word ?? '') && !HARMLESS[word ?? '']?.test(words[at + 1] ?? '-')) &&
        (words[0] !== undefined || !NAMED.test(text));
    }
    if (steady) forEachChild(node, visit);
  };
  if (steady) visit(root);
  return steady;
}

/** The variables that a text sets anywhere, with no values: undefined, or null for what may hold more than the text itself put there. */
export function assignedIn(root: SyntaxNode, forEachChild: ForEachChild): Known {
  const known = new Map<string, null | undefined>();
  let changed = true;
  const set = (name: string, shown: boolean): void => {
    const value = shown && known.get(name) !== null ? undefined : null;
    if (known.has(name) && known.get(name) === value) return;
    known.set(name, value);
    changed = true;
  };
  const shown = (words: readonly Word[]) => words.every((word) => isHarmlessWord(word, known));
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Assignment') set(node.name, shown(wordsOf(node)));
    if (node.type === 'For' || node.type === 'Select') set(node.name.value, node.wordlist !== undefined && shown(node.wordlist));
    if (node.type === 'ParameterExpansion' && node.operation?.type === 'Default' && /=$/.test(node.operation.operator))
      set(node.parameter, shown([node.operation.operand]));
    if (node.type === 'Command' && SETS.test(node.name?.value ?? ''))
      for (const word of node.args) if (word.type === 'Word' && /^[A-Za-z_]\w*$/.test(word.value)) set(word.value, true);
    forEachChild(node, visit);
  };
  for (let round = 0; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    visit(root);
  }
  return known;
}

/** Whether an assignment gives a variable of the text's own something that may be shown. */
export function setsOwn({ name, value, index }: Assignment, known: Known): boolean {
  return value.type === 'Word' && index === undefined && isOwnVariable(name) && known.get(name) !== null && isHarmlessWord(value, known);
}

/** What stands between brackets in a list, and is evaluated: `a=([x]=1)`. */
export function subscriptsOf(assignment: Assignment): string[] {
  return wordsOf(assignment).flatMap(({ text }) => /^\[([\s\S]*?)\]\+?=/.exec(text)?.[1] ?? []);
}

/** Whether a here-document or here-string holds variables that are not to be shown. */
export function tellsMore(redirects: readonly Redirection[], known: Known): boolean {
  return redirects.some((one) => {
    if (one.type === 'HereString') return one.target !== undefined && !isHarmlessWord(one.target, known);
    return one.type === 'HereDoc' && one.body.parts !== undefined && !one.body.parts.every((part) => isHarmlessPart(part, known));
  });
}

function wordsOf({ value }: Assignment): readonly Word[] {
  return value.type === 'Word' ? [value] : value.elements;
}

/** Whether nothing in a steady text but this one assignment, or this one loop, could set the variable. Words such as `-f` and `a/f` set none. */
export function isSetOnce(name: string, text: string): boolean {
  return (text.match(new RegExp(`(?<![$\\w./-])(?<!\\$\\{)${name}\\b`, 'g')) ?? []).length === 1;
}

/** The variable that a statement surely sets to a value that is written out, for all that comes after it: `dir=src`, `dir=src && ls`. */
export function settledBy({ command, background }: Statement, text: string, known: Known): [string, string] | undefined {
  const first = command.type === 'AndOr' ? command.commands[0] : command;
  return background || first?.type !== 'Command' ? undefined : settledValue(first, text, known);
}

export function settledValue(command: Command, text: string, known: Known): [string, string] | undefined {
  const [set, ...more] = command.prefix;
  if (command.name || more.length > 0 || set?.type !== 'Assignment' || set.append || set.index || set.value.type !== 'Word')
    return undefined;
  const { value } = shellWord(set.value, known);
  // behind a colon, too, a home folder would be put in
  if (value === undefined || set.text.includes('~') || !isOwnVariable(set.name)) return undefined;
  return isSetOnce(set.name, text) ? [set.name, value] : undefined;
}
