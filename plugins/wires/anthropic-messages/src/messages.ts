import { inputObject, type ModelContent, type ModelMessage, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { fileBlock } from './files.ts';

export interface Block {
  type: string;
  [field: string]: unknown;
}
export interface Message {
  role: 'user' | 'assistant';
  content: Block[];
}

/** The `messages` of a request: roles alternate, the user begins, and tool results stand first in the user message behind their calls. */
export function buildMessages(messages: readonly ModelMessage[], target: ModelTarget): Message[] {
  const built: Message[] = [];
  for (const message of withAnsweredCalls(messages)) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = message.content.flatMap((part) => blocks(part, role, target));
    if (content.length === 0) continue;
    const last = built.at(-1);
    if (last?.role === role) last.content.push(...content);
    else built.push({ role, content });
  }
  if (built[0]?.role === 'assistant') built.unshift({ role: 'user', content: [{ type: 'text', text: '(continued)' }] });
  trimEnd(built.at(-1));
  return built;
}

function blocks(part: ModelContent, role: Message['role'], target: ModelTarget): Block[] {
  switch (part.type) {
    case 'text':
      return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
    case 'file':
      return role === 'user' ? [fileBlock(part, target)] : [];
    case 'reasoning':
      return role === 'assistant' ? thinking(part) : [];
    case 'tool_call':
      return [{ type: 'tool_use', id: callId(part.id), name: part.name, input: inputObject(part.input) }];
    case 'tool_result': {
      const files = (part.files ?? []).map((file) => fileBlock({ type: 'file', ...file }, target));
      const text =
        part.text.trim() === '' ? (files.length > 0 ? [] : [{ type: 'text', text: '(no output)' }]) : [{ type: 'text', text: part.text }];
      const content = files.length === 0 ? (text[0]?.text ?? '') : [...text, ...files];
      return [{ type: 'tool_result', tool_use_id: callId(part.id), content, ...(part.isError ? { is_error: true } : {}) }];
    }
  }
}

/** Thinking is taken back only with the proof that came with it; without one (another provider's) it is left out. */
function thinking(part: Extract<ModelContent, { type: 'reasoning' }>): Block[] {
  const opaque = part.opaque as { type?: unknown; data?: unknown } | null | undefined;
  if (opaque?.type === 'redacted_thinking' && typeof opaque.data === 'string') return [{ type: 'redacted_thinking', data: opaque.data }];
  return part.signature ? [{ type: 'thinking', thinking: part.text, signature: part.signature }] : [];
}

/** Ids of other providers may hold characters that are refused here. */
function callId(id: string): string {
  return id.replace(/[^\w-]/g, '_');
}

/** A final assistant text that ends in blanks is refused. */
function trimEnd(message: Message | undefined): void {
  const last = message?.content.at(-1);
  if (message?.role === 'assistant' && last?.type === 'text') last.text = String(last.text).trimEnd();
}
