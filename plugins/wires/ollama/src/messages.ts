import { type ModelContent, type ModelMessage, type ModelRequest, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { readFile } from './files.ts';
import { quirksOf } from './quirks.ts';

export interface OllamaMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  images?: string[];
  thinking?: string;
  tool_calls?: unknown[];
  tool_name?: string;
  tool_call_id?: string;
}

/** The `messages` of a request: system text first, results named by tool, their images in a user message behind them. */
export function buildMessages(request: ModelRequest, target: ModelTarget): OllamaMessage[] {
  const messages: OllamaMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  for (const message of withAnsweredCalls(request.messages)) messages.push(...convert(message, target));
  return messages;
}

function convert({ role, content }: ModelMessage, target: ModelTarget): OllamaMessage[] {
  if (role === 'assistant') return assistant(content, target);
  if (role === 'tool') return toolResults(content, target);
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of content) {
    if (part.type === 'text') texts.push(part.text);
    if (part.type === 'file') add(readFile(part, target), texts, images);
  }
  return user(texts, images);
}

function user(texts: readonly string[], images: readonly string[]): OllamaMessage[] {
  const content = texts.filter((text) => text !== '').join('\n\n');
  if (content === '' && images.length === 0) return [];
  return [{ role: 'user', content, ...(images.length > 0 ? { images: [...images] } : {}) }];
}

function add(read: { image: string } | { text: string }, texts: string[], images: string[]): void {
  if ('image' in read) images.push(read.image);
  else texts.push(read.text);
}

function assistant(content: readonly ModelContent[], target: ModelTarget): OllamaMessage[] {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const thinking = content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
  const calls = content.filter((part) => part.type === 'tool_call');
  if (text === '' && calls.length === 0) return [];
  return [
    {
      role: 'assistant',
      content: text,
      ...(thinking === '' || quirksOf(target).noReasoningBack ? {} : { thinking }),
      ...(calls.length === 0
        ? {}
        : { tool_calls: calls.map(({ id, name, input }) => ({ id, function: { name, arguments: argumentObject(input) } })) }),
    },
  ];
}

function toolResults(content: readonly ModelContent[], target: ModelTarget): OllamaMessage[] {
  const results = content.filter((part) => part.type === 'tool_result');
  const messages = results.map(
    ({ id, name, text }): OllamaMessage => ({
      role: 'tool',
      content: text === '' ? '(no output)' : text,
      tool_name: name,
      tool_call_id: id,
    }),
  );
  const texts: string[] = [];
  const images: string[] = [];
  for (const { name, files = [] } of results) {
    if (files.length > 0) texts.push(`Returned by ${name}:`);
    for (const file of files) add(readFile(file, target), texts, images);
  }
  return [...messages, ...user(texts, images)];
}

/** Arguments travel as objects, even where the model's own were broken. */
function argumentObject(input: unknown): unknown {
  let value = input ?? {};
  if (typeof input === 'string') {
    try {
      value = JSON.parse(input);
    } catch {
      return { unreadable: input };
    }
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : { unreadable: value };
}
