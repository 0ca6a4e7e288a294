import { slowMarkdownAt } from '@ock/kernel';
import { Lexer, type Token, type Tokens } from 'marked';
import { codeMarkup, diffMarkup, element, escapeHtml } from './markup.ts';

/** lists and quotes in each other */
const DEEPEST = 12;

/**
 * Markdown as elements. HTML is shown as it was written; links and pictures are shown with their addresses as text: nothing in the page leads anywhere.
 * What follows from where parsing would take too long is shown as it was written.
 */
export function proseMarkup(text: string): string {
  const slow = slowMarkdownAt(text) ?? text.length;
  const read = blocks(new Lexer({ gfm: true, breaks: true }).lex(text.slice(0, slow)), 0);
  const rest = text.slice(slow).trim();
  const raw = rest === '' ? '' : element('p', { class: 'raw' }, escapeHtml(rest));
  return element('div', { class: 'prose', dir: 'auto' }, read + raw);
}

function blocks(tokens: readonly Token[], depth: number): string {
  return tokens
    .map((token) => block(token, depth))
    .filter((html) => html !== '')
    .join('\n');
}

function block(token: Token, depth: number): string {
  if (depth > DEEPEST) return escapeHtml(token.raw);
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return '';
    case 'heading':
      return element('p', {}, element('strong', {}, inline(token.tokens, depth)));
    case 'paragraph':
      return element('p', {}, inline(token.tokens, depth));
    case 'text':
      return token.tokens ? inline(token.tokens, depth) : escapeHtml(token.raw);
    case 'code': {
      const { lang, text } = token as Tokens.Code;
      return /^(?:diff|patch)\b/.test(lang ?? '') ? diffMarkup(text) : codeMarkup(text);
    }
    case 'blockquote':
      return element('blockquote', {}, blocks((token as Tokens.Blockquote).tokens, depth + 1));
    case 'list':
      return listMarkup(token as Tokens.List, depth);
    case 'table':
      return tableMarkup(token as Tokens.Table, depth);
    case 'hr':
      return '<hr>';
    default:
      return element('p', { class: 'raw' }, escapeHtml(token.raw.trim()));
  }
}

function listMarkup({ ordered, start, items }: Tokens.List, depth: number): string {
  const rows = items.map(({ task, checked, tokens }) =>
    element('li', {}, `${task ? (checked ? '☑ ' : '☐ ') : ''}${blocks(tokens, depth + 1)}`),
  );
  const from = ordered && start !== '' && start !== 1 ? String(start) : undefined;
  return element(ordered ? 'ol' : 'ul', { start: from }, rows.join('\n'));
}

function tableMarkup({ header, rows }: Tokens.Table, depth: number): string {
  const row = (cells: readonly Tokens.TableCell[], name: string) =>
    element('tr', {}, cells.map((cell) => element(name, {}, inline(cell.tokens, depth))).join(''));
  return element('table', {}, [row(header, 'th'), ...rows.map((cells) => row(cells, 'td'))].join('\n'));
}

function inline(tokens: readonly Token[] = [], depth: number): string {
  return tokens.map((token) => inlineMarkup(token, depth + 1)).join('');
}

function inlineMarkup(token: Token, depth: number): string {
  if (depth > DEEPEST) return escapeHtml(token.raw);
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, {}, inline(token.tokens, depth));
    case 'codespan':
      return element('code', {}, escapeHtml((token as Tokens.Codespan).text));
    case 'br':
      return '<br>';
    case 'escape':
      return escapeHtml((token as Tokens.Escape).text);
    case 'text':
      return token.tokens ? inline(token.tokens, depth) : escapeHtml(token.raw);
    default:
      return escapeHtml(token.raw);
  }
}
