import { createHash } from 'node:crypto';
import { type ModelContent, type ModelMessage, type ModelRequest, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { alternate } from './alternation.ts';
import { type FileContent, fileParts } from './files.ts';
import { type ChatQuirks, quirksOf } from './quirks.ts';
import { detailsOf } from './reasoning-details.ts';

export interface ChatMessage {
  role: string;
  content?: unknown;
  tool_calls?: unknown[];
  tool_call_id?: string;
  [field: string]: unknown;
}

/** The `messages` of a request: system text first, tool results as `tool` messages, their images in a user message behind them. */
export function buildMessages(request: ModelRequest, target: ModelTarget): ChatMessage[] {
  const quirks = quirksOf(target);
  const messages: ChatMessage[] = [];
  if (request.system !== '')
    messages.push({ role: quirks.noSystemRole ? 'user' : (quirks.systemRole ?? 'system'), content: request.system });
  for (const message of withAnsweredCalls(request.messages)) messages.push(...convert(message, target, quirks));
  return quirks.strictAlternation || quirks.noSystemRole ? alternate(messages, quirks.strictAlternation === true) : messages;
}

function convert(message: ModelMessage, target: ModelTarget, quirks: ChatQuirks): ChatMessage[] {
  if (message.role === 'assistant') return assistant(message.content, quirks);
  if (message.role === 'tool') return toolResults(message.content, target, quirks);
  const parts = message.content.flatMap((part) => userParts(part, target));
  return parts.length === 0 ? [] : [{ role: 'user', content: compact(parts) }];
}

function userParts(part: ModelContent, target: ModelTarget): Record<string, unknown>[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
  return part.type === 'file' ? fileParts(part, target) : [];
}

/** Text alone travels as a string: many servers know no part lists. */
function compact(parts: Record<string, unknown>[]): unknown {
  return parts.every(({ type }) => type === 'text') ? parts.map(({ text }) => text).join('\n\n') : parts;
}

function assistant(content: readonly ModelContent[], quirks: ChatQuirks): ChatMessage[] {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = content.filter((part) => part.type === 'tool_call');
  if (text === '' && calls.length === 0) return [];
  const message: ChatMessage = { role: 'assistant', content: text === '' ? (quirks.emptyContent ?? null) : text };
  const reasoning = content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
  const details = detailsOf(content);
  if (details) message.reasoning_details = details;
  else if (quirks.reasoningField && reasoning !== '') message[quirks.reasoningField] = reasoning;
  if (calls.length > 0) {
    message.tool_calls = calls.map(({ id, name, input }) => ({
      id: callId(id, quirks),
      type: 'function',
      function: { name, arguments: argumentText(input) },
    }));
  }
  return [message];
}

function toolResults(content: readonly ModelContent[], target: ModelTarget, quirks: ChatQuirks): ChatMessage[] {
  const results = content.filter((part) => part.type === 'tool_result');
  const messages: ChatMessage[] = results.map(({ id, text }) => ({
    role: 'tool',
    tool_call_id: callId(id, quirks),
    content: text === '' ? '(no output)' : text,
  }));
  const files = results.flatMap(({ name, files = [] }) => {
    const parts = files.flatMap((file): Record<string, unknown>[] => fileParts({ type: 'file', ...file } satisfies FileContent, target));
    return parts.length === 0 ? [] : [{ type: 'text', text: `Returned by ${name}:` }, ...parts];
  });
  return files.length === 0 ? messages : [...messages, { role: 'user', content: compact(files) }];
}

/** OpenAI refuses ids of more than 40 characters, which other providers' answers may hold; some demand a length. */
function callId(id: string, { callIdLength }: ChatQuirks): string {
  if (callIdLength === undefined) return id.slice(-40);
  if (id.length === callIdLength && /^[a-z0-9]+$/i.test(id)) return id;
  return createHash('sha256').update(id).digest('hex').slice(0, callIdLength);
}

/** Arguments are sent back as JSON of an object even where the model's own were broken: servers parse them. */
function argumentText(input: unknown): string {
  if (typeof input !== 'string') return JSON.stringify(input ?? {});
  try {
    const value: unknown = JSON.parse(input);
    if (value !== null && typeof value === 'object') return input;
  } catch {
    return JSON.stringify({ unreadable: input });
  }
  return JSON.stringify({ unreadable: input });
}
