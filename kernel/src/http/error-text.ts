import { redact } from '../runtime/redact.ts';

const LIMIT = 300;

export interface ErrorText {
  message: string;
  /** the server's own word for it: `rate_limit_error`, `insufficient_quota`, … */
  type: string;
}

/** What an error body says in one short line, whatever its shape: JSON of any API, a proxy's HTML page, plain text, or nothing. */
export function readErrorText(body: string): ErrorText {
  const text = body.trim();
  if (text === '') return { message: '', type: '' };
  if (text.startsWith('<')) return { message: shorten(htmlTitle(text)), type: 'html' };
  const json = text.startsWith('event:') || text.startsWith('data:') ? /^data: ?(.*)$/m.exec(text)?.[1] : text;
  return describeError(parse(json ?? text) ?? text);
}

/** The same for an error that is already parsed, such as an error event inside a stream. */
export function describeError(value: unknown): ErrorText {
  const types: string[] = [];
  let at = value;
  for (let depth = 0; depth < 6; depth++) {
    if (typeof at === 'string') {
      const inner = /^\s*[{[]/.test(at) ? parse(at) : undefined;
      if (inner === undefined) return { message: shorten(at), type: types.join(' ') };
      at = inner;
    }
    if (Array.isArray(at)) at = at[0];
    if (!at || typeof at !== 'object') break;
    const { error, errors, message, detail, details, msg, type, code, status, title } = at as Record<string, unknown>;
    for (const word of [type, code, status])
      if ((typeof word === 'string' || typeof word === 'number') && word !== 'error') types.push(String(word));
    at = error ?? message ?? detail ?? msg ?? errors ?? details ?? title;
  }
  return { message: typeof at === 'string' ? shorten(at) : '', type: types.join(' ') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function htmlTitle(html: string): string {
  const found = /<(title|h1)[^>]*>([\s\S]*?)<\/\1>/i.exec(html)?.[2] ?? html.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ');
  return found
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** One line, at most 300 characters, with every key and anything that looks like one blotted out before it is cut. */
function shorten(text: string): string {
  const line = redact(text)
    .replace(/\b(sk|pk|rk|gsk|xai|key)[-_][\w*.-]{6,}/g, '$1-…')
    .replace(/\bBearer\s+\S+/gi, 'Bearer …')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > LIMIT ? `${line.slice(0, LIMIT - 1)}…` : line;
}
