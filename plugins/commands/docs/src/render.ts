import { styleText } from 'node:util';
import { sanitize } from '@ock/kernel';
import { table } from '@ock/kernel/command';
import type { Token, Tokens } from 'marked';

export interface RenderOptions {
  /** columns; text is broken there, code and tables are not */
  width: number;
  /** false: no colours and no bold */
  styled: boolean;
}

type Style = 'bold' | 'dim' | 'cyan' | 'underline';

/** Markdown for a terminal: headings, paragraphs, lists, code and tables. */
export async function render(markdown: string, { width, styled }: RenderOptions): Promise<string> {
  const [{ marked }, { default: wrap }] = await Promise.all([import('marked'), import('wrap-ansi')]);
  const paint = (style: Style, text: string) => (styled ? styleText(style, text, { validateStream: false } as never) : text);

  const inline = (tokens: readonly Token[] | undefined): string => (tokens ?? []).map(oneInline).join('');
  const oneInline = (token: Token): string => {
    switch (token.type) {
      case 'strong':
        return paint('bold', inline(token.tokens));
      case 'codespan':
        return paint('cyan', token.text);
      case 'link':
        return /^https?:/.test(token.href) && token.href !== token.text ? `${inline(token.tokens)} (${token.href})` : inline(token.tokens);
      case 'br':
        return '\n';
      default:
        return 'tokens' in token && token.tokens ? inline(token.tokens) : 'text' in token ? unescaped(String(token.text)) : token.raw;
    }
  };
  const filled = (text: string, indent: number): string =>
    wrap(text.replace(/\s*\n\s*/g, ' '), Math.max(20, width - indent), { trim: true })
      .split('\n')
      .map((line) => ' '.repeat(indent) + line)
      .join('\n');

  const block = (token: Token, indent: number): string => {
    switch (token.type) {
      case 'heading':
        return paint(token.depth === 1 ? 'underline' : 'bold', paint('bold', inline(token.tokens)));
      case 'code':
        return token.text
          .split('\n')
          .map((line: string) => `${' '.repeat(indent + 4)}${paint('cyan', line)}`)
          .join('\n');
      case 'table':
        return grid(token as Tokens.Table);
      case 'list':
        return (token as Tokens.List).items.map((item, i) => listItem(item, token as Tokens.List, i, indent)).join('\n');
      case 'blockquote':
        return blocks((token as Tokens.Blockquote).tokens, indent + 2);
      case 'hr':
        return paint('dim', '─'.repeat(Math.min(width, 40)));
      case 'html':
      case 'space':
        return '';
      default:
        return filled('tokens' in token ? inline(token.tokens) : token.raw, indent);
    }
  };
  const listItem = (item: Tokens.ListItem, list: Tokens.List, at: number, indent: number): string => {
    const mark = list.ordered ? `${Number(list.start || 1) + at}. ` : '• ';
    const body = blocks(item.tokens, indent + mark.length, '\n');
    return ' '.repeat(indent) + mark + body.trimStart();
  };
  const grid = ({ header, rows }: Tokens.Table): string => {
    const plain = (cell: Tokens.TableCell) =>
      cell.tokens.map((token) => ('text' in token ? unescaped(String(token.text)) : token.raw)).join('');
    const lines = table([header.map(plain), ...rows.map((row) => row.map(plain))]);
    return lines.map((line, at) => (at === 0 ? paint('bold', line) : line)).join('\n');
  };
  const blocks = (tokens: readonly Token[], indent: number, between = '\n\n'): string =>
    tokens
      .map((token) => block(token, indent))
      .filter((text) => text !== '')
      .join(between);

  return `${blocks(marked.lexer(sanitize(markdown)), 0)}\n`;
}

/** marked gives texts with HTML entities for the signs that HTML knows. */
function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
