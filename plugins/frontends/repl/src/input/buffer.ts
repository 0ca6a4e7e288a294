import { graphemes, words } from '../screen/width.ts';

/** What a token stands for: a long paste or a file. */
export interface Token {
  label: string;
  /** what is sent in its place */
  text: string;
  /** a file that goes with the prompt */
  file?: { mime: string; data: string; name: string };
}

/** a private plane whose characters stand for tokens, so that one is moved over and deleted like a character */
const TOKEN_FIRST = 0x10f000;
const TOKEN_LAST = 0x10ffff;
const TOKENS = /[\u{10f000}-\u{10ffff}]/gu;

/** Text being edited: where the cursor stands, and the tokens in it. Immutable; every change is a new one. */
export interface Buffer {
  readonly text: string;
  /** in UTF-16 units, at the edge of a grapheme */
  readonly cursor: number;
}

export const EMPTY: Buffer = { text: '', cursor: 0 };

/** Puts text where the cursor stands. */
export function insert({ text, cursor }: Buffer, added: string): Buffer {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length };
}

/** Takes out what lies between two places. */
export function remove({ text }: Buffer, from: number, to: number): Buffer {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

/** The place one grapheme to the left. */
export function left({ text, cursor }: Buffer): number {
  const before = text.slice(lineStart(text, cursor), cursor);
  if (before === '') return Math.max(0, cursor - 1);
  return cursor - (graphemes(before).at(-1) ?? '').length;
}

/** The place one grapheme to the right. */
export function right({ text, cursor }: Buffer): number {
  const after = text.slice(cursor, lineEnd(text, cursor));
  if (after === '') return Math.min(text.length, cursor + 1);
  return cursor + (graphemes(after)[0] ?? '').length;
}

/** The beginning of the word before the cursor. */
export function wordLeft({ text, cursor }: Buffer): number {
  let at = cursor;
  for (const { text: part, isWord } of words(text.slice(0, cursor)).reverse()) {
    at -= part.length;
    if (isWord) return at;
  }
  return 0;
}

/** The end of the word behind the cursor. */
export function wordRight({ text, cursor }: Buffer): number {
  let at = cursor;
  for (const { text: part, isWord } of words(text.slice(cursor))) {
    at += part.length;
    if (isWord) return at;
  }
  return text.length;
}

/** The beginning of what stands before the cursor up to a blank: what Ctrl-W takes. */
export function blankLeft({ text, cursor }: Buffer): number {
  const before = text.slice(0, cursor);
  return before.replace(/\S*\s*$/, '').length;
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Tokens of one editor. Their characters never come from outside: `clean` takes such out of what is typed. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();

  /** The character that stands for it. */
  add(token: Token): string {
    const code = TOKEN_FIRST + (this.#tokens.size % (TOKEN_LAST - TOKEN_FIRST));
    const sign = String.fromCodePoint(code);
    this.#tokens.set(sign, token);
    return sign;
  }

  at(sign: string): Token | undefined {
    return this.#tokens.get(sign);
  }

  clean(text: string): string {
    return text.replace(TOKENS, '');
  }

  /** What is sent. */
  whole(text: string): string {
    return text.replace(TOKENS, (sign) => this.#tokens.get(sign)?.text ?? '');
  }

  /** What is shown. */
  shown(text: string): string {
    return text.replace(TOKENS, (sign) => this.#tokens.get(sign)?.label ?? '');
  }

  /** Files of the tokens in it, in order. */
  files(text: string): NonNullable<Token['file']>[] {
    return [...text.matchAll(TOKENS)].flatMap(([sign]) => this.#tokens.get(sign)?.file ?? []);
  }
}
