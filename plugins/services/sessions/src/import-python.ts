import { NO_USAGE, ulid } from '@ock/kernel';
import { type PythonBlock as Block, type Message, type Part, PythonSession } from '@ock/schemas';
import type { Imported } from './import-session.ts';
import { parseImport } from './parse-import.ts';

type PythonMessage = PythonSession['messages'][number];

/** numbers below it are seconds since the epoch */
const MIN_MILLISECONDS = 1e11;

/** True for a document that has messages but does not say that it is one of our exports. */
export function isPythonSession(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'messages' in data && !('format' in data);
}

/** System prompts are left out: they are made anew. @throws OC_IMPORT_INVALID */
export function fromPython(data: unknown): Imported {
  const file = parseImport(PythonSession, data);
  const created = milliseconds(file.created_at) ?? Date.now();
  const id = `ses_${ulid()}`;
  const calls = new Map<string, string>();
  const messages = file.messages.filter(({ role }) => role !== 'system').flatMap((message) => toMessages(message, id, created, calls));
  return {
    session: {
      id,
      title: file.title ?? '',
      directory: file.directory ?? '',
      created_at: created,
      updated_at: milliseconds(file.updated_at) ?? created,
      ...(file.agent && { agent: file.agent }),
      ...(file.model && { model: file.model }),
      usage: NO_USAGE,
      cost_usd: 0,
      state: {},
    },
    messages,
  };
}

/** One message of theirs may hold calls, results and text; ours holds results apart. @param calls tool names by call id, filled on the way */
function toMessages(
  { role, content, created_at, ...fields }: PythonMessage,
  sessionId: string,
  fallback: number,
  calls: Map<string, string>,
): Message[] {
  const text: Block[] =
    typeof content === 'string'
      ? [role === 'tool' ? { ...fields, type: 'tool_result', content } : { type: 'text', text: content }]
      : content;
  const messages: Message[] = [];
  for (const block of text) {
    const part = toPart(block, calls);
    const own = part.type === 'tool_result' ? 'tool' : role === 'assistant' ? 'assistant' : 'user';
    const last = messages.at(-1);
    if (last?.role === own) last.parts.push(part);
    else messages.push({ id: ulid(), session_id: sessionId, role: own, created_at: milliseconds(created_at) ?? fallback, parts: [part] });
  }
  for (const message of messages)
    if (message.role === 'assistant') message.finish = message.parts.some(({ type }) => type === 'tool_call') ? 'tool_calls' : 'stop';
  return messages;
}

function toPart(block: Block, calls: Map<string, string>): Part {
  const id = ulid();
  switch (block.type) {
    case 'text':
      return { id, type: 'text', text: textOf(block.text ?? block.content) };
    case 'reasoning':
    case 'thinking':
      return { id, type: 'reasoning', text: textOf(block.text ?? block.thinking ?? block.content) };
    case 'tool_use':
    case 'tool_call': {
      const call = firstText(block.id, block.tool_call_id, block.call_id) ?? `call_${ulid()}`;
      const tool = firstText(block.name, block.tool_name, block.tool) ?? 'unknown';
      calls.set(call, tool);
      return { id, type: 'tool_call', call_id: call, tool, input: inputOf(block.input ?? block.arguments ?? block.args) };
    }
    case 'tool_result': {
      const call = firstText(block.tool_use_id, block.tool_call_id, block.call_id, block.id);
      const output = textOf(block.content ?? block.output ?? block.result);
      const tool = call === undefined ? undefined : calls.get(call);
      // a result without its call is refused by providers; that system lost calls when it saved
      if (call === undefined || tool === undefined) return { id, type: 'text', text: output, synthetic: true };
      return { id, type: 'tool_result', call_id: call, tool, output, is_error: block.is_error === true || typeof block.error === 'string' };
    }
    default:
      return fileOf(id, block) ?? { id, type: 'text', text: JSON.stringify(block), synthetic: true };
  }
}

function fileOf(id: string, block: Block): Part | undefined {
  const source = (typeof block.source === 'object' && block.source !== null ? block.source : block) as Record<string, unknown>;
  const mime = firstText(source.media_type, source.mime, source.mime_type);
  return mime !== undefined && typeof source.data === 'string' ? { id, type: 'file', mime, data: source.data } : undefined;
}

function inputOf(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {};
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return { input: value };
  }
}

/** Text, or the texts of blocks. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((block) => textOf((block as { text?: unknown } | null)?.text ?? block)).join('\n');
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function firstText(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function milliseconds(time: string | number | null | undefined): number | undefined {
  if (time === null || time === undefined) return undefined;
  if (typeof time === 'string') return Date.parse(time);
  return time < MIN_MILLISECONDS ? Math.round(time * 1000) : time;
}
