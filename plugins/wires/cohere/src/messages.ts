import { type ModelContent, type ModelMessage, type ModelRequest, type ModelTarget, withAnsweredCalls } from '@ock/kernel';

export interface CohereMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: unknown;
  tool_plan?: string;
  tool_calls?: unknown[];
  tool_call_id?: string;
}
type File = Pick<Extract<ModelContent, { type: 'file' }>, 'mime' | 'data' | 'name'>;
type Part = Record<string, unknown>;

/** The `messages` of a request: system text first, what was said beside calls as the tool plan, images of results behind them. */
export function buildMessages(request: ModelRequest, target: ModelTarget): CohereMessage[] {
  const messages: CohereMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  for (const message of withAnsweredCalls(request.messages)) messages.push(...convert(message, target));
  return messages;
}

function convert({ role, content }: ModelMessage, target: ModelTarget): CohereMessage[] {
  if (role === 'assistant') return assistant(content, target.info.capabilities?.reasoning !== false);
  if (role === 'tool') return toolResults(content, target);
  return user(
    content.flatMap((part) => {
      if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
      return part.type === 'file' ? [filePart(part, target)] : [];
    }),
  );
}

/** Text alone travels as a string. */
function user(parts: readonly Part[]): CohereMessage[] {
  if (parts.length === 0) return [];
  const plain = parts.every(({ type }) => type === 'text');
  return [{ role: 'user', content: plain ? parts.map(({ text }) => text).join('\n\n') : parts }];
}

/** @param thinks false: thinking of another model is left out, which this one would refuse */
function assistant(content: readonly ModelContent[], thinks: boolean): CohereMessage[] {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const thinking = content.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
  const calls = content.filter((part) => part.type === 'tool_call');
  const thought: Part[] = thinking === '' || !thinks ? [] : [{ type: 'thinking', thinking }];
  if (calls.length > 0) {
    const tool_calls = calls.map(({ id, name, input }) => ({ id, type: 'function', function: { name, arguments: argumentText(input) } }));
    return [
      {
        role: 'assistant',
        ...(text === '' ? {} : { tool_plan: text }),
        tool_calls,
        ...(thought.length > 0 ? { content: thought } : {}),
      },
    ];
  }
  return text === '' ? [] : [{ role: 'assistant', content: thought.length > 0 ? [...thought, { type: 'text', text }] : text }];
}

function toolResults(content: readonly ModelContent[], target: ModelTarget): CohereMessage[] {
  const results = content.filter((part) => part.type === 'tool_result');
  const messages = results.map(
    ({ id, text }): CohereMessage => ({ role: 'tool', tool_call_id: id, content: text === '' ? '(no output)' : text }),
  );
  const files = results.flatMap(({ name, files = [] }): Part[] =>
    files.length === 0 ? [] : [{ type: 'text', text: `Returned by ${name}:` }, ...files.map((file) => filePart(file, target))],
  );
  return [...messages, ...user(files)];
}

function filePart(file: File, target: ModelTarget): Part {
  if (file.mime.startsWith('image/') && target.info.capabilities?.images !== false) {
    return { type: 'image_url', image_url: { url: `data:${file.mime};base64,${file.data}` } };
  }
  if (/^text\/|[/+](json|xml|yaml|toml|javascript|x-sh)$/.test(file.mime)) {
    return { type: 'text', text: `${file.name ?? 'attached file'}:\n${Buffer.from(file.data, 'base64').toString('utf8')}` };
  }
  return { type: 'text', text: `[${file.name ?? 'a file'} (${file.mime}) left out: this model cannot read it]` };
}

/** Arguments are sent back as JSON of an object even where the model's own were broken: the server parses them. */
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
