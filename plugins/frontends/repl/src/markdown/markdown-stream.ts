import { slowMarkdownAt } from '@ock/kernel';
import type { Token } from 'marked';
import { lineText } from '../screen/spans.ts';
import { BlockSplitter } from './blocks.ts';
import { type Painter, renderBlock } from './render-block.ts';

/** characters of open code that get colours at every drawing; more takes too long */
const COLOURED_WHILE_OPEN = 1_500;

/** Loads the parser. Only block structure and emphasis are asked of it; what it renders to is ours. */
export async function loadLexer(): Promise<(text: string) => Token[]> {
  const { Lexer } = await import('marked');
  return (text) => {
    const slow = slowMarkdownAt(text);
    if (slow === undefined) return new Lexer({ gfm: true }).lex(text);
    if (slow > 0) return [...new Lexer({ gfm: true }).lex(text.slice(0, slow)), asWritten(text.slice(slow))];
    const end = /\n[ \t]*\n/.exec(text)?.index ?? text.length;
    return end === text.length ? [asWritten(text)] : [asWritten(text.slice(0, end)), asWritten(text.slice(end))];
  };
}

/** A text that would take too long to parse. */
function asWritten(raw: string): Token {
  return { type: 'html', raw, text: raw, block: true, pre: false };
}

/** Markdown that arrives in pieces: blocks that are done come out once, what is open is drawn anew. */
export class MarkdownStream {
  readonly #splitter: BlockSplitter;
  readonly #painter: () => Painter;

  /** @param painter asked for each block, so that a new width holds from the next one on */
  constructor(lex: (text: string) => Token[], painter: () => Painter) {
    this.#splitter = new BlockSplitter(lex);
    this.#painter = painter;
  }

  /** @returns finished lines */
  push(text: string): string[] {
    return this.#shown(this.#splitter.push(text));
  }

  /** @returns the lines that were open */
  end(): string[] {
    return this.#shown(this.#splitter.end());
  }

  /** The end of what is open, at most `rows` lines. */
  tail(rows: number): string[] {
    const { pending } = this.#splitter;
    if (pending === '') return [];
    const blocks = this.#splitter.peek();
    return this.#shown(blocks, pending.length <= COLOURED_WHILE_OPEN).slice(-rows);
  }

  #shown(blocks: Parameters<typeof renderBlock>[0][], coloured = true): string[] {
    if (blocks.length === 0) return [];
    const all = this.#painter();
    const painter = coloured ? all : { ...all, highlight: undefined };
    return blocks.flatMap((block) => renderBlock(block, painter)).map(lineText);
  }
}
