import { type ModelContent, type ModelMessage, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { fileParts } from './files.ts';
import { quirksOf } from './quirks.ts';
import { type KeptReasoning, keptReasoning } from './reasoning-item.ts';

export interface Item {
  type?: string;
  [field: string]: unknown;
}

/** The `input` of a request: messages, reasoning in front of what it led to, calls and their outputs, each an item of its own. */
export function buildInput(messages: readonly ModelMessage[], target: ModelTarget): Item[] {
  return withAnsweredCalls(messages).flatMap((message) => {
    if (message.role === 'assistant') return assistant(message.content, target);
    if (message.role === 'tool') return message.content.flatMap((part) => (part.type === 'tool_result' ? [output(part, target)] : []));
    const content = message.content.flatMap((part) => userParts(part, target));
    return content.length === 0 ? [] : [{ role: 'user', content }];
  });
}

function userParts(part: ModelContent, target: ModelTarget): Item[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'input_text', text: part.text }];
  return part.type === 'file' ? fileParts(part, target) : [];
}

/** Reasoning is refused without the item it led to, so it waits for one. */
function assistant(content: readonly ModelContent[], target: ModelTarget): Item[] {
  const withIds = quirksOf(target).itemIds === true;
  const items: Item[] = [];
  let waiting: KeptReasoning[] = [];
  const settle = (): string | undefined => {
    for (const { id, encrypted_content, summary } of waiting)
      items.push({ type: 'reasoning', ...(withIds && id ? { id } : {}), encrypted_content, summary });
    const next = withIds ? waiting.at(-1)?.next : undefined;
    waiting = [];
    return next;
  };
  for (const part of content) {
    if (part.type === 'reasoning') {
      const kept = keptReasoning(part, target);
      if (kept) waiting.push(kept);
    } else if (part.type === 'text' && part.text !== '') {
      const id = settle();
      const text = [{ type: 'output_text', text: part.text }];
      items.push(id?.startsWith('msg') ? { type: 'message', id, role: 'assistant', content: text } : { role: 'assistant', content: text });
    } else if (part.type === 'tool_call') {
      const id = settle();
      const known = id?.startsWith('fc') ? { id } : {};
      items.push({ type: 'function_call', ...known, call_id: callId(part.id), name: part.name, arguments: argumentText(part.input) });
    }
  }
  return items;
}

function output({ id, text, files = [] }: Extract<ModelContent, { type: 'tool_result' }>, target: ModelTarget): Item {
  const parts = files.flatMap((file) => fileParts({ type: 'file', ...file }, target));
  const said = text === '' && parts.length === 0 ? '(no output)' : text;
  if (parts.length === 0) return { type: 'function_call_output', call_id: callId(id), output: said };
  const words = said === '' ? [] : [{ type: 'input_text', text: said }];
  return { type: 'function_call_output', call_id: callId(id), output: [...words, ...parts] };
}

/** Ids of more than 64 characters are refused. */
function callId(id: string): string {
  return id.slice(-64);
}

/** Arguments go back as JSON of an object even where the model's own were broken. */
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
