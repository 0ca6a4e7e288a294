import type { ChatMessage } from './messages.ts';

/**
 * Joins neighbours of one role for servers whose templates demand that roles alternate.
 * @param strict also puts a short assistant message between tool results and a user message
 */
export function alternate(messages: readonly ChatMessage[], strict: boolean): ChatMessage[] {
  const joined: ChatMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last && last.role === message.role && message.role !== 'tool') {
      last.content = join(last.content, message.content);
      if (message.tool_calls) last.tool_calls = [...(last.tool_calls ?? []), ...message.tool_calls];
      continue;
    }
    if (strict && last?.role === 'tool' && message.role === 'user') joined.push({ role: 'assistant', content: 'I have the results.' });
    joined.push({ ...message });
  }
  return joined;
}

function join(a: unknown, b: unknown): unknown {
  if (a === null || a === '' || a === undefined) return b;
  if (b === null || b === '' || b === undefined) return a;
  if (typeof a === 'string' && typeof b === 'string') return `${a}\n\n${b}`;
  return [...asParts(a), ...asParts(b)];
}

function asParts(content: unknown): unknown[] {
  return Array.isArray(content) ? content : [{ type: 'text', text: content }];
}
