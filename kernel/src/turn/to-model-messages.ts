import type { Message, Part } from '@ock/schemas';
import type { ModelContent, ModelMessage } from '../kinds/model.ts';

/** Stored messages as a wire wants them: results in the order of their calls, every call answered, empty messages left out. */
export function toModelMessages(messages: readonly Message[]): ModelMessage[] {
  const out: ModelMessage[] = [];
  let open: { id: string; name: string }[] = [];
  const settle = (results: ModelContent[]) => {
    if (open.length === 0) return;
    const content = open.map(
      ({ id, name }): ModelContent =>
        results.find((result) => result.type === 'tool_result' && result.id === id) ?? {
          type: 'tool_result',
          id,
          name,
          text: 'The call was interrupted before it finished; whether it had any effect is unknown.',
          isError: true,
        },
    );
    out.push({ role: 'tool', content });
    open = [];
  };
  for (const message of messages) {
    const content = message.parts.map(toContent).filter((part) => part !== undefined);
    if (message.role === 'tool') {
      settle(content);
      continue;
    }
    settle([]);
    if (content.length === 0) continue;
    out.push({ role: message.role, content });
    if (message.role === 'assistant') open = content.filter((part) => part.type === 'tool_call').map(({ id, name }) => ({ id, name }));
  }
  settle([]);
  return out;
}

function toContent(part: Part): ModelContent | undefined {
  switch (part.type) {
    case 'text':
      return part.text === '' ? undefined : { type: 'text', text: part.text };
    case 'reasoning':
      return {
        type: 'reasoning',
        text: part.text,
        ...(part.signature && { signature: part.signature }),
        ...(part.opaque !== undefined && { opaque: part.opaque }),
      };
    case 'file':
      return { type: 'file', mime: part.mime, data: part.data, ...(part.name && { name: part.name }) };
    case 'tool_call':
      return {
        type: 'tool_call',
        id: part.call_id,
        name: part.tool,
        input: isObject(part.input) ? part.input : { invalid_arguments: part.input },
      };
    case 'tool_result':
      return {
        type: 'tool_result',
        id: part.call_id,
        name: part.tool,
        text: part.output,
        isError: part.is_error,
        ...(part.attachments && { files: part.attachments }),
      };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
