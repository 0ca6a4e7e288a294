import type { Token, Tokens } from 'marked';
import { type Line, styled } from '../screen/spans.ts';
import type { Painter } from './render-block.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };
const BOLD = '1';
const ITALIC = '3';
const STRUCK = '9';

/** Text with its emphasis, one line for each forced break. Line breaks of the source are blanks. */
export function inlineLines(tokens: Token[], painter: Painter): Line[] {
  const lines: Line[] = [[]];
  const add = (line: Line) => (lines.at(-1) as Line).push(...line);
  for (const token of tokens) {
    if (token.type === 'br') lines.push([]);
    else {
      const [first = [], ...more] = spans(token, painter);
      add(first);
      lines.push(...more);
    }
  }
  return lines;
}

function spans(token: Token, painter: Painter): Line[] {
  const { theme } = painter;
  const painted = theme.depth > 0;
  const inner = () => inlineLines((token as Tokens.Strong).tokens ?? [], painter);
  const all = (sgr: string) => inner().map((line) => styled(line, painted ? sgr : ''));
  switch (token.type) {
    case 'strong':
      return all(BOLD);
    case 'em':
      return all(ITALIC);
    case 'del':
      return all(STRUCK);
    case 'codespan':
      return [[theme.span('code', oneLine((token as Tokens.Codespan).text))]];
    case 'link':
      return link(token as Tokens.Link, painter);
    case 'image':
      return [[theme.span('dim', `[${oneLine((token as Tokens.Image).text || (token as Tokens.Image).href)}]`)]];
    case 'text':
      return (token as Tokens.Text).tokens ? inner() : [[{ text: decoded(oneLine((token as Tokens.Text).text)) }]];
    case 'escape':
      return [[{ text: (token as Tokens.Escape).text }]];
    default:
      return [[{ text: oneLine(token.raw) }]];
  }
}

/** As a link where the terminal knows them; elsewhere the address stands behind the words. */
function link({ href, text, tokens }: Tokens.Link, painter: Painter): Line[] {
  const { theme, links } = painter;
  const label = inlineLines(tokens, painter).flat();
  const painted = styled(label, theme.sgr('link'));
  const target = safeTarget(href);
  if (links && target) return [painted.map((span) => ({ ...span, link: target }))];
  if (!href || href === text || href === `mailto:${text}`) return [painted];
  return [[...painted, theme.span('dim', ` (${oneLine(href)})`)]];
}

/** Addresses that a click may open; others are only shown. */
function safeTarget(href: string): string | undefined {
  if (!/^(?:https?|mailto|file):/i.test(href) || href.length > 2_000) return undefined;
  try {
    return encodeURI(decodeURI(href)).replace(/[^\x21-\x7e]/g, '');
  } catch {
    return undefined; // not an address after all
  }
}

function oneLine(text: string): string {
  return text.replace(/\n/g, ' ');
}

function decoded(text: string): string {
  return text.includes('&') ? text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_all, name: string) => ENTITIES[name] ?? '') : text;
}
