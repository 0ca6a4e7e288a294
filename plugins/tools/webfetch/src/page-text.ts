import { type DomDocument, type DomElement, parseHtml, ToolError } from '@ock/kernel';
import { pageSize } from './page-size.ts';

export type PageFormat = 'markdown' | 'text' | 'html';

/** Styles of what no reader of the page sees: a place for words that only a model should read. */
const UNSEEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$))/i;

/** Readability and Markdown take time with the depth times the elements, and cannot be interrupted: beyond, a page is told as plain text. */
const READABLE = { elements: 30_000, depth: 200 };
/** Parsing itself takes time with the square of this. */
const MAX_DEPTH = 10_000;

/**
 * The main content of an HTML page, as readability finds it; the whole body where it finds none, the body as text where the page is huge.
 * @returns the page's title, and its content in the wanted form
 */
export async function pageText(html: string, url: string, format: Exclude<PageFormat, 'html'>): Promise<{ title: string; text: string }> {
  const { elements, depth } = pageSize(html, MAX_DEPTH);
  if (depth > MAX_DEPTH)
    throw new ToolError(`${url} has elements nested more than ${MAX_DEPTH} deep, too deep to find its text. format html shows it raw.`);
  const document = await parseHtml(html);
  const title = document.title.trim();
  for (const node of document.querySelectorAll('script, style, noscript, template, iframe, svg, [hidden]')) node.remove();
  for (const node of document.querySelectorAll('[style]')) if (UNSEEN.test(node.getAttribute('style') ?? '')) node.remove();
  const body = document.querySelector('body') ?? document.querySelector('html');
  if (elements > READABLE.elements || depth > READABLE.depth) return { title, text: plain(body?.textContent ?? '').trim() };
  const { Readability } = await import('@mozilla/readability');
  absoluteLinks(document, url);
  const whole = body?.innerHTML ?? '';
  const article = new Readability(document as unknown as ReadableDocument, { charThreshold: 200 }).parse();
  const content = article?.content ?? whole;
  const root = (await parseHtml(`<html><body><div>${content}</div></body></html>`)).querySelector('div');
  const text = root === null ? '' : format === 'text' ? plain(root.textContent ?? '') : await markdown(root);
  return { title: article?.title || title, text: text.trim() };
}

type ReadableDocument = ConstructorParameters<typeof import('@mozilla/readability').Readability>[0];

function absoluteLinks(document: DomDocument, url: string): void {
  for (const [selector, attribute] of [
    ['a[href]', 'href'],
    ['img[src]', 'src'],
  ] as const) {
    for (const node of document.querySelectorAll(selector)) {
      const value = node.getAttribute(attribute) ?? '';
      if (URL.canParse(value, url)) node.setAttribute(attribute, new URL(value, url).href);
    }
  }
}

async function markdown(root: DomElement): Promise<string> {
  const { default: Turndown } = await import('turndown');
  const service = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-', hr: '---' });
  service.addRule('tables', { filter: 'table', replacement: (_content, node) => `\n\n${table(node as unknown as DomElement)}\n\n` });
  service.addRule('data images', {
    filter: (node) => node.nodeName === 'IMG' && (node.getAttribute('src') ?? '').startsWith('data:'),
    replacement: (_content, node) => (node as unknown as DomElement).getAttribute('alt') ?? '',
  });
  return service.turndown(root as unknown as Parameters<typeof service.turndown>[0]).replace(/\n{3,}/g, '\n\n');
}

function table(node: DomElement): string {
  const rows = [...node.querySelectorAll('tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()),
  );
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width === 0) return '';
  const line = (cells: readonly string[]) => `| ${Array.from({ length: width }, (_, i) => cells[i] ?? '').join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(new Array<string>(width).fill('---')), ...body.map(line)].join('\n');
}

function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t\u00a0]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
