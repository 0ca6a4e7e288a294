import type { DoubleQuotedChild, Word, WordPart } from 'unbash';

/** A word of a command as far as it can be known without running anything. */
export interface ShellWord {
  /** as written */
  readonly raw: string;
  /** quotes and escapes removed; undefined: it depends on expansion */
  readonly value?: string;
}

export function shellWord(word: Word): ShellWord {
  const plain = word.parts === undefined || word.parts.every(isPlain);
  const named = word.text.startsWith('~') && !/^~(\/|$)/.test(word.text);
  return plain && !named ? { raw: word.text, value: word.value } : { raw: word.text };
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

function isPlain(part: WordPart | DoubleQuotedChild): boolean {
  if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') return true;
  return (part.type === 'DoubleQuoted' || part.type === 'LocaleString') && part.parts.every(isPlain);
}
