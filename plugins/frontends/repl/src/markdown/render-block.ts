import type { Token, Tokens } from 'marked';
import { breakLine, type Line, lineWidth, styled, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';
import type { Block } from './blocks.ts';
import { inlineLines } from './inline.ts';
import { tableLines } from './table.ts';

export interface Painter {
  theme: Theme;
  /** columns */
  width: number;
  /** the terminal knows links */
  links: boolean;
  /** code in colours; absent, or for a language it does not know: plain */
  highlight?: ((code: string, lang: string) => Line[] | undefined) | undefined;
}

const CODE_INDENT = 2;
const QUOTE = '│ ';
const BULLET = '•';
const MIN_WIDTH = 10;

/** A block as lines, none wider than the terminal. */
export function renderBlock(block: Block, painter: Painter): Line[] {
  const lines =
    block.type === 'token' ? tokenLines(block.token, painter) : codeLines(block.text, block.type === 'code' ? block.lang : '', painter);
  return block.blank ? [[], ...lines] : lines;
}

function tokenLines(token: Token, painter: Painter): Line[] {
  const { theme, width } = painter;
  switch (token.type) {
    case 'heading':
      return inline(token.tokens, painter).map((line) => styled(line, theme.sgr('heading')));
    case 'paragraph':
    case 'text':
      return inline(token.tokens ?? [{ type: 'text', raw: token.raw, text: (token as Tokens.Text).text }], painter);
    case 'list':
      return listLines(token as Tokens.List, painter);
    case 'blockquote': {
      const lines = blockLines((token as Tokens.Blockquote).tokens, { ...painter, width: Math.max(MIN_WIDTH, width - QUOTE.length) });
      return lines.map((line) => [theme.span('quote', QUOTE), ...styled(line, theme.sgr('quote'))]);
    }
    case 'table':
      return tableLines(token as Tokens.Table, painter, (cell) => inlineLines(cell.tokens, painter)[0] ?? []);
    case 'code':
      return codeLines((token as Tokens.Code).text, (token as Tokens.Code).lang ?? '', painter);
    case 'hr':
      return [[theme.span('border', '─'.repeat(Math.min(width, 40)))]];
    case 'space':
    case 'def':
      return [];
    default:
      return token.raw
        .replace(/\n+$/, '')
        .split('\n')
        .flatMap((line) => wrapLine([{ text: line }], width));
  }
}

/** Blocks inside another one. */
function blockLines(tokens: Token[], painter: Painter): Line[] {
  const lines: Line[] = [];
  let gap = false;
  for (const token of tokens) {
    if (token.type === 'space') {
      gap = lines.length > 0;
      continue;
    }
    if (gap) lines.push([]);
    gap = /\n[ \t]*\n[ \t\n]*$/.test(token.raw);
    lines.push(...tokenLines(token, painter));
  }
  return lines;
}

function listLines(list: Tokens.List, painter: Painter): Line[] {
  const { theme, width } = painter;
  return list.items.flatMap((item, i) => {
    const number = /^\s*(\d+[.)])/.exec(item.raw)?.[1] ?? `${Number(list.start || 1) + i}.`;
    const task = item.task ? (item.checked ? '☑' : '☐') : BULLET;
    const mark = list.ordered && !item.task ? number : task;
    const indent = mark.length + 1;
    const tokens = item.tokens.filter(({ type }) => (type as string) !== 'checkbox');
    const inner = blockLines(tokens, { ...painter, width: Math.max(MIN_WIDTH, width - indent) });
    const lines = inner.length > 0 ? inner : [[]];
    return lines.map((line, at): Line => {
      if (at === 0) return [theme.span('accent', mark), { text: ' ' }, ...line];
      return lineWidth(line) === 0 ? [] : [{ text: ' '.repeat(indent) }, ...line];
    });
  });
}

function codeLines(code: string, lang: string, { theme, width, highlight }: Painter): Line[] {
  const plain = (): Line[] => code.split('\n').map((line) => [theme.span('code', line)]);
  const lines = (lang && highlight?.(code, lang)) || plain();
  const room = Math.max(MIN_WIDTH, width - CODE_INDENT);
  return lines
    .map((line) => line.map((span) => ({ ...span, text: span.text.replaceAll('\t', '    ') })))
    .flatMap((line) => breakLine(line, room))
    .map((line) => (lineWidth(line) > 0 ? [{ text: ' '.repeat(CODE_INDENT) }, ...line] : []));
}

function inline(tokens: Token[] | undefined, painter: Painter): Line[] {
  return inlineLines(tokens ?? [], painter).flatMap((line) => wrapLine(line, painter.width));
}
