import type { Token, Tokens } from 'marked';

/** A part of a text that no later text changes. */
export type Block =
  | { type: 'token'; token: Token; blank: boolean }
  /** `text`: whole lines; `lang` is only named where the code is shown in colours */
  | { type: 'code'; text: string; lang: string; blank: boolean }
  /** a part of a code block that was begun before */
  | { type: 'more-code'; text: string; blank: false };

/** lines of code that are shown in colours; longer code is shown plain, line by line as it comes */
export const MAX_COLOURED = 200;
const FENCE = /^ {0,3}(`{3,}|~{3,})([^\n]*)\n/;
const BLANK_LINES = /^(?:[ \t]*\n)+/;

export type Lex = (text: string) => Token[];

/**
 * Cuts Markdown that arrives in pieces into blocks. A block is handed out when a whole line that cannot belong to it has come, so that the same
 * blocks come out wherever the pieces were cut.
 */
export class BlockSplitter {
  readonly #lex: Lex;
  #pending = '';
  #blank = false;
  #first = true;
  /** the fence of code whose beginning was handed out already */
  #open: string | undefined;

  constructor(lex: Lex) {
    this.#lex = lex;
  }

  /** What is not handed out yet. */
  get pending(): string {
    return this.#pending;
  }

  push(text: string): Block[] {
    this.#pending += text;
    return text.includes('\n') ? this.#advance(false) : [];
  }

  /** The rest. Afterwards it may be used for another text. */
  end(): Block[] {
    const blocks = this.#advance(true);
    this.#pending = '';
    this.#blank = false;
    this.#first = true;
    this.#open = undefined;
    return blocks;
  }

  /** What is pending, as it looks for now. */
  peek(): Block[] {
    const copy = new BlockSplitter(this.#lex);
    copy.#pending = this.#pending;
    copy.#blank = this.#blank;
    copy.#first = this.#first;
    copy.#open = this.#open;
    return copy.end();
  }

  #advance(isLast: boolean): Block[] {
    const blocks: Block[] = [];
    for (;;) {
      const before = this.#pending.length;
      if (this.#open !== undefined) blocks.push(...this.#moreCode(this.#open, isLast));
      else blocks.push(...this.#next(isLast));
      if (this.#pending.length === before || this.#pending === '') return blocks;
    }
  }

  #next(isLast: boolean): Block[] {
    const blanks = BLANK_LINES.exec(this.#pending)?.[0];
    if (blanks) {
      this.#blank = true;
      this.#pending = this.#pending.slice(blanks.length);
      return [];
    }
    const whole = isLast ? this.#pending : this.#pending.slice(0, this.#pending.lastIndexOf('\n') + 1);
    if (whole.trim() === '') return [];
    const fence = FENCE.exec(isLast && !whole.endsWith('\n') ? `${whole}\n` : whole);
    if (fence) return this.#code(fence, whole, isLast);
    const tokens = this.#lex(whole);
    const [first, ...rest] = tokens;
    if (!first) return [];
    if (first.type === 'list') return this.#items(first as Tokens.List, isClosed(first, rest) || isLast);
    if (!isLast && !isClosed(first, rest)) return [];
    this.#consume(first.raw);
    return [{ type: 'token', token: first, blank: this.#gap() }];
  }

  /** Items are blocks of their own: all but the last are done when the next one began. */
  #items(list: Tokens.List, closed: boolean): Block[] {
    const item = list.items[0];
    if (!item || (list.items.length === 1 && !closed)) return [];
    this.#consume(item.raw);
    const token: Tokens.List = { ...list, raw: item.raw, items: [item] };
    return [{ type: 'token', token, blank: this.#gap() }];
  }

  #code([head, mark = '', info = '']: RegExpExecArray, whole: string, isLast: boolean): Block[] {
    const lines = whole.slice(head.length).split('\n');
    if (lines.at(-1) === '') lines.pop();
    const end = lines.findIndex((line) => closes(line, mark));
    const body = end < 0 ? lines : lines.slice(0, end);
    if (end < 0 && !isLast && body.length <= MAX_COLOURED) return [];
    const lang = info.trim().split(/\s+/)[0] ?? '';
    const blank = this.#gap();
    const used = [head.slice(0, -1), ...body, ...(end < 0 ? [] : [lines[end] as string])].join('\n').length;
    this.#pending = this.#pending.slice(Math.min(this.#pending.length, used + 1));
    if (end < 0 && !isLast) this.#open = mark;
    if (body.length <= MAX_COLOURED) return [{ type: 'code', text: body.join('\n'), lang, blank }];
    return [{ type: 'code', text: body.join('\n'), lang: '', blank }];
  }

  #moreCode(mark: string, isLast: boolean): Block[] {
    const whole = isLast ? this.#pending : this.#pending.slice(0, this.#pending.lastIndexOf('\n') + 1);
    if (whole === '') return [];
    const lines = whole.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const end = lines.findIndex((line) => closes(line, mark));
    const body = end < 0 ? lines : lines.slice(0, end);
    const used = (end < 0 ? lines : lines.slice(0, end + 1)).join('\n').length;
    this.#pending = this.#pending.slice(Math.min(this.#pending.length, used + 1));
    if (end >= 0) this.#open = undefined;
    return body.length > 0 ? [{ type: 'more-code', text: body.join('\n'), blank: false }] : [];
  }

  /** Takes a block's lines off; blank lines behind it stay, they tell that there is a gap. */
  #consume(raw: string): void {
    const text = raw.replace(/\n[ \t\n]*$/, '');
    const rest = this.#pending.slice(text.length);
    this.#pending = rest.startsWith('\n') ? rest.slice(1) : rest.replace(/^[ \t]+\n/, '');
  }

  #gap(): boolean {
    const blank = this.#blank && !this.#first;
    this.#blank = false;
    this.#first = false;
    return blank;
  }
}

function closes(line: string, mark: string): boolean {
  const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return close !== undefined && close[0] === mark[0] && close.length >= mark.length;
}

/** No later line changes it. Lists and indented code go on after blank lines. */
function isClosed(token: Token, rest: Token[]): boolean {
  if (token.type === 'heading' || token.type === 'hr') return true;
  if (token.type === 'list' || token.type === 'code') return rest.some(({ type }) => type !== 'space');
  return rest.length > 0;
}
