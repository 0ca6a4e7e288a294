import type { DoubleQuotedChild, Word, WordPart } from 'unbash';
import type { Told } from './told.ts';
import { type Known, NOTHING_KNOWN, showsOwn } from './variables.ts';

/** A word of a command as far as it can be known without running anything. */
export interface ShellWord {
  /** as written */
  readonly raw: string;
  /** quotes and escapes removed; undefined: it depends on expansion */
  readonly value?: string;
  /** its expansions show nothing but what is no secret: outputs of commands that are judged by themselves, `$HOME` and the like */
  readonly harmless?: boolean;
  /** holds what the command itself chooses: outputs, variables of loops, patterns; it may be an option */
  readonly open?: boolean;
  /** stands for a file that another program hands in */
  readonly handed?: true;
  /** the output of commands that are judged by themselves, read as a file */
  readonly stream?: true;
  /** a pattern of file names and nothing else that expands */
  readonly glob?: string;
}

/** Why it cannot be told what a command does; no reason to ask where a rule that allows names the very word. */
export interface Doubt extends Told {
  readonly word?: string;
  /** a word that is not known yet may be an option */
  readonly open?: true;
  /** only rules about this program are in question */
  readonly about?: string;
}

const HARMLESS = /^\$\{?(HOME|PWD|OLDPWD|USER|SHELL|PATH|LANG|RANDOM|SECONDS|LINENO|HOSTNAME|UID|[?#$!])\}?$/;
/** what the shell neither splits nor expands again */
const SAFE = /^[\w./@%+=:,-]+$/;

export function shellWord(word: Word, known: Known = NOTHING_KNOWN): ShellWord {
  const raw = word.text;
  if (raw.startsWith('~') && !/^~(\/|$)/.test(raw)) return { raw };
  if (word.parts === undefined || word.parts.every(isPlain)) return { raw, value: untilded(word.value, raw) };
  if (known.size > 0) {
    const values = word.parts.map((part) => expanded(part, known, false));
    if (values.every((value) => value !== undefined)) return { raw, value: untilded(values.join(''), raw) };
  }
  if (word.parts.every((part) => isPlain(part) || part.type === 'Glob') && !/[\\'"]/.test(raw))
    return { raw, glob: raw, open: /^[*?]/.test(raw) };
  if (word.parts.length === 1 && word.parts[0]?.type === 'ProcessSubstitution' && word.parts[0].operator === '<')
    return { raw, stream: true };
  const open = word.parts.some((part) => isOpen(part, known)) ? { open: true } : {};
  return isHarmlessWord(word, known) ? { raw, harmless: true, ...open } : { raw, ...open };
}

/** A quoted `~` is the name of a file, no home. */
function untilded(value: string, raw: string): string {
  return value.startsWith('~') && !raw.startsWith('~') ? `./${value}` : value;
}

export function knownWord(value: string): ShellWord {
  return { raw: quoted(value), value };
}

/** One way to write a word: bare where the shell takes it so, else in single quotes. */
export function quoted(value: string): string {
  return /^[\w@%+=:,./~^-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** Words as one text: the same command written differently gives the same text. */
export function wordsText(words: readonly ShellWord[], quote = true): string {
  return words.map(({ raw, value }) => (value === undefined ? raw : quote ? quoted(value) : value)).join(' ');
}

/** `$'\\x{72}'`: bash reads braces there, its manual and other readers know nothing of them. */
const BRACED = /\\x\{/;

function isPlain(part: WordPart | DoubleQuotedChild): boolean {
  if (part.type === 'AnsiCQuoted') return !BRACED.test(part.text);
  if (part.type === 'Literal' || part.type === 'SingleQuoted') return true;
  return (part.type === 'DoubleQuoted' || part.type === 'LocaleString') && part.parts.every(isPlain);
}

/** Whether what it expands to may be shown. */
export function isHarmlessWord(word: Word, known: Known): boolean {
  return word.parts?.every((part) => isHarmlessPart(part, known)) ?? true;
}

/** Whether it shows nothing but what may be shown. */
export function isHarmlessPart(part: WordPart | DoubleQuotedChild, known: Known): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.every((inner) => isHarmlessPart(inner, known));
  if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion' || part.type === 'ArithmeticExpansion')
    return HARMLESS.test(part.text) || showsOwn(part, known, (word) => isHarmlessWord(word, known));
  return part.type === 'CommandExpansion' || part.type === 'Glob' || isPlain(part);
}

function isOpen(part: WordPart | DoubleQuotedChild, known: Known): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.some((inner) => isOpen(inner, known));
  if (part.type === 'SimpleExpansion') return known.has(part.text.slice(1));
  if (part.type === 'ParameterExpansion') return part.operation !== undefined || part.prefix !== undefined || known.has(part.parameter);
  return !isPlain(part);
}

function expanded(part: WordPart | DoubleQuotedChild, known: Known, inQuotes: boolean): string | undefined {
  if (part.type === 'AnsiCQuoted' && !isPlain(part)) return undefined;
  if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') return part.value;
  if (part.type === 'DoubleQuoted') {
    const values = part.parts.map((inner) => expanded(inner, known, true));
    return values.every((value) => value !== undefined) ? values.join('') : undefined;
  }
  const name =
    part.type === 'SimpleExpansion'
      ? part.text.slice(1)
      : part.type === 'ParameterExpansion' && part.text === `\${${part.parameter}}`
        ? part.parameter
        : undefined;
  const value = name === undefined ? undefined : known.get(name);
  return typeof value === 'string' && (inQuotes || SAFE.test(value)) ? value : undefined;
}
