import type { Message, Part } from '@ock/schemas';
import { withAnsweredCalls } from '../../http/answered-calls.ts';
import type { ModelContent, ModelMessage } from '../../kinds/model.ts';

const LOST = 'The call was interrupted before it finished; whether it had any effect is unknown.';

/**
 * Stored messages as a wire wants them: results in the order of their calls, every call answered, empty messages left out.
 * @param provider who is asked: proofs of reasoning that another provider made are of no use to it, and some refuse them
 */
export function toModelMessages(messages: readonly Message[], provider?: string): ModelMessage[] {
  const told = messages.map(({ role, parts, model }) => {
    const isForeign = provider !== undefined && model !== undefined && !model.startsWith(`${provider}/`);
    const content = parts.map(toContent).filter((part) => part !== undefined);
    return { role, content: isForeign ? content.map(withoutProof) : content };
  });
  return withAnsweredCalls(told, LOST);
}

function withoutProof(part: ModelContent): ModelContent {
  return part.type === 'reasoning' ? { type: 'reasoning', text: part.text } : part;
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
        text: part.metadata?.outside === true ? fromOutside(part.output, part.tool) : part.output,
        isError: part.is_error,
        ...(part.attachments && { files: part.attachments }),
      };
  }
}

/** What others wrote, fenced so that it passes neither for the tool's own words nor for anybody's orders. */
function fromOutside(text: string, tool: string): string {
  return `<from_outside tool="${tool}">\n${text.replace(/<(?=\/?from_outside)/gi, '&lt;')}\n</from_outside>`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
