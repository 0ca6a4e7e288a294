import { type Buffer, blankLeft, EMPTY, insert, left, lineEnd, lineStart, remove, right, Tokens, wordLeft, wordRight } from './buffer.ts';
import { KillRing } from './kill-ring.ts';

/** characters of a token that is opened: what is typed at is laid out with every key */
export const MAX_OPEN = 100_000;
/** changes that can be taken back */
const MAX_UNDO = 500;

/** What can be done to the text with a key. */
export type EditAction =
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'line-start'
  | 'line-end'
  | 'text-start'
  | 'text-end'
  | 'backspace'
  | 'delete'
  | 'kill-line'
  | 'kill-to-start'
  | 'kill-word'
  | 'kill-word-back'
  | 'kill-to-blank'
  | 'yank'
  | 'yank-next'
  | 'transpose'
  | 'newline'
  | 'undo'
  | 'redo';

/** Emacs' way of editing several lines of text: graphemes, a kill ring, undo. Pure: it knows no terminal. */
export class Editor {
  readonly tokens = new Tokens();
  readonly #ring = new KillRing();
  #buffer: Buffer = EMPTY;
  #undo: Buffer[] = [];
  #redo: Buffer[] = [];
  /** what the last change was, so that typed letters are undone together and kills join */
  #last: 'type' | 'kill' | 'yank' | undefined;
  #yanked = 0;

  get text(): string {
    return this.#buffer.text;
  }
  get cursor(): number {
    return this.#buffer.cursor;
  }
  get empty(): boolean {
    return this.#buffer.text === '';
  }
  /** As it is sent: tokens replaced by what they stand for. */
  get whole(): string {
    return this.tokens.whole(this.text);
  }

  /** Types text at the cursor. */
  type(text: string): void {
    const clean = this.tokens.clean(text);
    if (clean === '') return;
    const joins = this.#last === 'type' && !/\s/.test(clean);
    this.#change(insert(this.#buffer, clean), joins);
    this.#last = 'type';
  }

  /** Puts a token at the cursor. */
  put(token: Parameters<Tokens['add']>[0]): void {
    this.#change(insert(this.#buffer, this.tokens.add(token)));
  }

  /** Replaces what stands between two places. */
  replace(from: number, to: number, text: string): void {
    this.#change(insert(remove(this.#buffer, from, to), this.tokens.clean(text)));
  }

  /** Another text altogether, cursor at its end; can be undone. */
  set(text: string): void {
    this.#change({ text, cursor: text.length });
  }

  /** Empties it for the next text; what was undone before belongs to the last one. */
  clear(): void {
    this.#buffer = EMPTY;
    this.#undo = [];
    this.#redo = [];
    this.#last = undefined;
  }

  moveTo(cursor: number): void {
    this.#buffer = { text: this.text, cursor: Math.max(0, Math.min(this.text.length, cursor)) };
    this.#last = undefined;
  }

  /** The token beside the cursor, opened: what it stands for takes its place. @returns false where there is none */
  openToken(): boolean {
    for (const [from, to] of [
      [left(this.#buffer), this.cursor],
      [this.cursor, right(this.#buffer)],
    ] as const) {
      const token = this.tokens.at(this.text.slice(from, to));
      if (!token || token.file || token.text.length > MAX_OPEN) continue;
      this.#change(insert(remove(this.#buffer, from, to), token.text));
      return true;
    }
    return false;
  }

  run(action: EditAction): void {
    this.#actions[action](this.#buffer);
  }

  readonly #actions: Readonly<Record<EditAction, (at: Buffer) => void>> = {
    left: (at) => this.moveTo(left(at)),
    right: (at) => this.moveTo(right(at)),
    'word-left': (at) => this.moveTo(wordLeft(at)),
    'word-right': (at) => this.moveTo(wordRight(at)),
    'line-start': ({ text, cursor }) => this.moveTo(lineStart(text, cursor)),
    'line-end': ({ text, cursor }) => this.moveTo(lineEnd(text, cursor)),
    'text-start': () => this.moveTo(0),
    'text-end': ({ text }) => this.moveTo(text.length),
    backspace: (at) => this.#cut(left(at), at.cursor),
    delete: (at) => this.#cut(at.cursor, right(at)),
    'kill-line': (at) => {
      const end = lineEnd(at.text, at.cursor);
      this.#kill(at.cursor, end === at.cursor ? right(at) : end, 'after');
    },
    'kill-to-start': (at) => {
      const start = lineStart(at.text, at.cursor);
      this.#kill(start === at.cursor ? left(at) : start, at.cursor, 'before');
    },
    'kill-word': (at) => this.#kill(at.cursor, wordRight(at), 'after'),
    'kill-word-back': (at) => this.#kill(wordLeft(at), at.cursor, 'before'),
    'kill-to-blank': (at) => this.#kill(blankLeft(at), at.cursor, 'before'),
    yank: () => this.#yank(this.#ring.top()),
    'yank-next': () => {
      if (this.#last === 'yank') this.#yank(this.#ring.rotate(), this.#yanked);
    },
    transpose: () => this.#transpose(),
    newline: (at) => this.#change(insert(at, '\n')),
    undo: () => this.#back(this.#undo, this.#redo),
    redo: () => this.#back(this.#redo, this.#undo),
  };

  #change(next: Buffer, joins = false): void {
    if (!joins) this.#undo.push(this.#buffer);
    if (this.#undo.length > MAX_UNDO) this.#undo.shift();
    this.#redo = [];
    this.#buffer = next;
    this.#last = undefined;
  }

  #cut(from: number, to: number): void {
    if (from < to) this.#change(remove(this.#buffer, from, to));
  }

  #kill(from: number, to: number, side: 'before' | 'after'): void {
    if (from >= to) return;
    this.#ring.kill(this.text.slice(from, to), this.#last === 'kill' ? side : undefined);
    this.#change(remove(this.#buffer, from, to));
    this.#last = 'kill';
  }

  #yank(text: string, replaced = 0): void {
    if (text === '') return;
    this.#change(insert(remove(this.#buffer, this.cursor - replaced, this.cursor), text));
    this.#yanked = text.length;
    this.#last = 'yank';
  }

  #transpose(): void {
    const at = this.#buffer;
    const middle = at.cursor === lineEnd(at.text, at.cursor) ? left(at) : at.cursor;
    const from = left({ ...at, cursor: middle });
    const to = right({ ...at, cursor: middle });
    if (from < lineStart(at.text, at.cursor) || middle === from || to === middle) return;
    const swapped = at.text.slice(middle, to) + at.text.slice(from, middle);
    this.#change(insert(remove(at, from, to), swapped));
  }

  #back(from: Buffer[], to: Buffer[]): void {
    const before = from.pop();
    if (!before) return;
    to.push(this.#buffer);
    this.#buffer = before;
    this.#last = undefined;
  }
}
