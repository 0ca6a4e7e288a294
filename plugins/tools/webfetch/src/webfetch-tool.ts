import {
  type AllowPrivate,
  decodePage,
  fetchWeb,
  parseWebUrl,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  type WebPage,
  webContent,
  withoutHidden,
} from '@ock/kernel';
import { type PageFormat, pageText } from './page-text.ts';
import type { WebFetchInput } from './parameters.ts';

const TIMEOUT_S = 30;
const MAX_SHOWN_BYTES = 48 << 10;
const TEXTUAL = /^(text\/|application\/(.*\+)?(json|xml|yaml|toml|javascript|ecmascript|x-sh|sql|graphql)$|image\/svg)/;
const ACCEPT: Record<PageFormat, string> = {
  markdown: 'text/markdown, text/html;q=0.9, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.5',
  text: 'text/plain, text/html;q=0.9, */*;q=0.5',
  html: 'text/html, application/xhtml+xml, */*;q=0.5',
};

export function createWebFetchTool(): Tool<WebFetchInput> {
  return {
    subjects: ({ url }) => [{ action: 'net', url: judged(url) }],
    async run({ url, format = 'markdown', timeout }, ctx) {
      ctx.signal.throwIfAborted();
      const page = await fetchWeb(url, {
        tool: 'webfetch',
        allow: allowPrivate(ctx.config.allow_private),
        timeoutMs: (timeout ?? TIMEOUT_S) * 1000,
        headers: { accept: ACCEPT[format] },
        redirectHint: 'To fetch that, call webfetch with it.',
        signal: ctx.signal,
        env: ctx.env,
      });
      if (page.status >= 400) throw new ToolError(`${page.url} answered ${page.status}${reason(page)}.`);
      return shown(page, format, ctx);
    },
  };
}

/** As the request will spell it, so that a rule meets every spelling; what is no URL is refused by `run`. */
function judged(url: string): string {
  try {
    return parseWebUrl(url).href;
  } catch {
    return url;
  }
}

function allowPrivate(value: unknown): AllowPrivate {
  return Array.isArray(value) ? value.filter((host) => typeof host === 'string') : value === true;
}

function reason(page: WebPage): string {
  const title = /<title[^>]*>([^<]{1,120})/i.exec(page.bytes.toString('utf8', 0, 4096))?.[1];
  return title?.trim() ? ` (${withoutHidden(title).replace(/\s+/g, ' ').trim()})` : '';
}

async function shown(page: WebPage, format: PageFormat, ctx: ToolContext): Promise<ToolOutput> {
  const metadata = { url: page.url, status: page.status, mime: page.mime, bytes: page.bytes.length };
  if (/^(image\/(png|jpe?g|gif|webp)|application\/pdf)$/.test(page.mime)) {
    const name = new URL(page.url).pathname.split('/').pop() || 'download';
    const text = `Attached ${page.url} (${page.mime}, ${page.bytes.length} bytes).`;
    return { text, title: page.url, attachments: [{ mime: page.mime, data: page.bytes.toString('base64'), name }], metadata };
  }
  const isHtml = page.mime === 'text/html' || page.mime === 'application/xhtml+xml' || (page.mime === '' && looksLikeHtml(page.bytes));
  if (!isHtml && page.mime !== '' && !TEXTUAL.test(page.mime))
    throw new ToolError(
      `${page.url} is ${page.mime} (${page.bytes.length} bytes), which is not text. Use a command such as curl to save it.`,
    );
  const source = withoutHidden(decodePage(page));
  const content = isHtml && format !== 'html' ? await pageText(source, page.url, format) : { title: '', text: source };
  const head = content.title === '' ? '' : `Title: ${content.title}\n\n`;
  const limits = { dir: ctx.outputDir, maxBytes: MAX_SHOWN_BYTES, name: `webfetch-${ctx.callId}` };
  const body = await webContent(page.url, head + (content.text || '(the page has no text)'), limits);
  return { text: body.text, title: page.url, metadata: { ...metadata, ...(body.file && { output_file: body.file }) } };
}

function looksLikeHtml(bytes: Buffer): boolean {
  return /^\s*(<!doctype html|<html|<head|<body)/i.test(bytes.toString('latin1', 0, 512));
}
