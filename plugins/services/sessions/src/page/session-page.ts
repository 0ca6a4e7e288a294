import { createHash } from 'node:crypto';
import { costText, inputOf, type Language } from '@ock/kernel';
import type { Message, Part, SessionExport, ToolResultPart } from '@ock/schemas';
import { codeMarkup, diffMarkup, element, escapeHtml } from './markup.ts';
import { proseMarkup } from './prose.ts';
import { STYLE } from './style.ts';

type Speaker = Pick<Language, 't' | 'format' | 'tag' | 'rtl'>;

/** Kinds of pictures that are nothing but a picture. SVG can hold scripts and addresses. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * One file that shows a session to people. It loads nothing, runs nothing and links to nothing: its policy forbids all but its own style sheet and the pictures
 * in it, and every text of others is escaped.
 */
export function sessionPage(data: SessionExport, { t, format, tag, rtl }: Speaker): string {
  const { session, messages } = data;
  const say = (key: string, args: Record<string, string | number> = {}) => t(`service-sessions.page_${key}`, args);
  const title = session.title || say('untitled');
  const facts: [string, string | undefined][] = [
    ['folder', session.directory],
    ['model', session.model],
    ['agent', session.agent],
    ['created', format.dateTime(session.created_at)],
    ['tokens', say('tokens_are', { input: format.number(inputOf(session.usage)), output: format.number(session.usage.output) })],
    ['cost', costText(session.cost_usd, session.cost_known, t)],
  ];
  const time = Date.parse(data.exported_at);
  const exported = Number.isNaN(time) ? data.exported_at : format.dateTime(time);
  const list = facts.flatMap(([key, value]) =>
    value ? [element('dt', {}, escapeHtml(say(key))), element('dd', { dir: 'auto' }, escapeHtml(value))] : [],
  );
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${escapeHtml(tag)}"${rtl ? ' dir="rtl"' : ''}>`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    element('title', {}, escapeHtml(title)),
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    element('header', {}, element('h1', { dir: 'auto' }, escapeHtml(title)) + element('dl', {}, list.join(''))),
    '<main>',
    ...messages.map((message) => articleOf(message, say)).filter((html) => html !== ''),
    '</main>',
    element('footer', {}, escapeHtml(say('footer', { date: exported }))),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

type Say = (key: string, args?: Record<string, string | number>) => string;

function articleOf(message: Message, say: Say): string {
  const blocks = message.parts.map((part) => blockOf(part, say)).filter((html) => html !== '');
  if (message.error) blocks.push(element('p', { class: 'error' }, escapeHtml(say('error', { message: message.error.message }))));
  if (blocks.length === 0) return '';
  const heading = message.role === 'tool' ? '' : element('h2', {}, escapeHtml(say(message.role)));
  return element(
    'article',
    { class: message.role, id: `m-${message.id.replace(/[^A-Za-z0-9]/g, '')}` },
    `${heading}\n${blocks.join('\n')}`,
  );
}

function blockOf(part: Part, say: Say): string {
  switch (part.type) {
    case 'text':
      return part.synthetic || part.text.trim() === '' ? '' : proseMarkup(part.text);
    case 'reasoning':
      return part.text.trim() === '' ? '' : folded(say('reasoning'), proseMarkup(part.text));
    case 'tool_call':
      return folded(say('call', { tool: part.tool, input: telling(part.input) }), codeMarkup(JSON.stringify(part.input, null, 2) ?? ''));
    case 'tool_result':
      return resultOf(part, say);
    case 'file':
      return fileOf(part, say);
  }
}

/** A change is what people look for: its difference is open, all other output is folded. */
function resultOf(part: ToolResultPart, say: Say): string {
  const diff = typeof part.metadata?.diff === 'string' && part.metadata.diff !== '' ? part.metadata.diff : undefined;
  const files = (part.attachments ?? []).map((file) => fileOf(file, say)).join('\n');
  const label = say(part.is_error ? 'failed' : 'result', { tool: part.tool });
  const body = diff === undefined ? codeMarkup(part.output) : diffMarkup(diff);
  return folded(label, body, { open: diff !== undefined, failed: part.is_error }) + files;
}

function folded(label: string, body: string, { open = false, failed = false } = {}): string {
  return element(
    'details',
    { open: open || undefined, class: failed ? 'failed' : undefined },
    `${element('summary', {}, escapeHtml(label))}\n${body}`,
  );
}

function fileOf({ mime, name, data }: { mime: string; name?: string | undefined; data: string }, say: Say): string {
  const label = say('file', { name: name ?? mime });
  if (!PICTURES.has(mime) || !BASE64.test(data)) return element('p', {}, escapeHtml(label));
  return `<figure><img src="data:${mime};base64,${data}" alt="${escapeHtml(label)}"></figure>`;
}

/** The one argument that tells most. */
function telling(input: unknown): string {
  const { command, filePath, pattern, path, url } = (input ?? {}) as Record<string, unknown>;
  const found = [command, filePath, pattern, path, url].find((value) => typeof value === 'string');
  const [line = ''] = typeof found === 'string' ? found.split('\n') : [];
  return [...line].slice(0, 120).join('');
}
