import { EventStreamCodec } from '@smithy/eventstream-codec';
import { deal, inputText, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;
interface Block {
  start?: Json;
  deltas: Json[];
  whole: Json;
}

const PATH = /\/model\/([^/]+)\/converse(-stream)?$/;
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** One frame of an AWS event stream: prelude, headers and payload, each with its checksum. */
export function frame(headers: Record<string, string>, payload: unknown): Buffer {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(body) }));
}

const event = (type: string, payload: Json): Buffer =>
  frame({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, { ...payload, p: 'abcdefgh' });

/** Amazon Bedrock's Converse from the server's side: the model and the wish for a stream stand in the path, a stream is binary frames. */
export const bedrockConverse: WireEncoder = {
  id: 'bedrock-converse',
  match: (path) => PATH.test(path),
  told: (body, path) => {
    const [, model = '', stream] = PATH.exec(path) ?? [];
    return { ...body, model: decodeURIComponent(model), stream: stream !== undefined };
  },
  framing: 'frames',
  streamType: 'application/vnd.amazon.eventstream',
  progress: (body) => {
    const messages = (body.messages ?? []) as { role: string; content: Json[] }[];
    const prompts = messages.filter(
      ({ role, content }) => role === 'user' && content.some((block) => !block.toolResult && !block.cachePoint),
    );
    const config = body.toolConfig as { tools?: { toolSpec?: { name: string } }[] } | undefined;
    return {
      results: messages.flatMap(({ content }) => content).filter((block) => block.toolResult).length,
      prompts: prompts.length,
      tools: (config?.tools ?? []).flatMap(({ toolSpec }) => (toolSpec ? [toolSpec.name] : [])),
    };
  },
  stream: (step, _body, number) => {
    const blocks = contentOf(step, number).map((block, contentBlockIndex) => [
      ...(block.start ? [event('contentBlockStart', { contentBlockIndex, start: block.start })] : []),
      ...block.deltas.map((delta) => event('contentBlockDelta', { contentBlockIndex, delta })),
      event('contentBlockStop', { contentBlockIndex }),
    ]);
    return [
      event('messageStart', { role: 'assistant' }),
      ...deal(blocks, step.interleave === true),
      event('messageStop', { stopReason: stopReason(step) }),
      event('metadata', { usage: usage(step), metrics: { latencyMs: 12 } }),
    ];
  },
  document: (step, _body, number) => ({
    output: { message: { role: 'assistant', content: contentOf(step, number).map(({ whole }) => whole) } },
    stopReason: stopReason(step),
    usage: usage(step),
    metrics: { latencyMs: 12 },
  }),
  error: (_status, text) => ({ message: text }),
  errorEvent: (type, text) => {
    const name = { overloaded_error: 'serviceUnavailableException', invalid_request_error: 'validationException' }[type] ?? type;
    return frame({ ':exception-type': name, ':content-type': 'application/json', ':message-type': 'exception' }, { message: text });
  },
};

function contentOf(step: Step, number: number): Block[] {
  const size = step.chunkSize;
  const blocks: Block[] = [];
  if (step.reasoning || step.signature) {
    const signature = step.signature ?? 'c2lnbmF0dXJl';
    blocks.push({
      deltas: [...pieces(step.reasoning ?? '', size).map((text) => ({ text })), { signature }].map((reasoningContent) => ({
        reasoningContent,
      })),
      whole: { reasoningContent: { reasoningText: { text: step.reasoning ?? '', signature } } },
    });
  }
  if (step.redacted) {
    const redacted = { reasoningContent: { redactedContent: step.redacted } };
    blocks.push({ deltas: [redacted], whole: redacted });
  }
  if (step.text) blocks.push({ deltas: pieces(step.text, size).map((text) => ({ text })), whole: { text: step.text } });
  (step.toolCalls ?? []).forEach(({ id = `tooluse_${number}_${blocks.length}`, name, input }) => {
    blocks.push({
      start: { toolUse: { toolUseId: id, name } },
      deltas: pieces(inputText(input), size).map((text) => ({ toolUse: { input: text } })),
      whole: { toolUse: { toolUseId: id, name, input: typeof input === 'string' ? {} : (input ?? {}) } },
    });
  });
  return blocks;
}

function stopReason(step: Step): string {
  const finish = step.finish ?? (step.toolCalls?.length ? 'tool_calls' : 'stop');
  return { stop: 'end_turn', tool_calls: 'tool_use', length: 'max_tokens', content_filter: 'content_filtered', refusal: 'refusal' }[finish];
}

function usage({ usage: { input = 10, output = 5, cacheRead = 0, cacheWrite = 0 } = {} }: Step): Json {
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input + output + cacheRead + cacheWrite,
    cacheReadInputTokens: cacheRead,
    cacheWriteInputTokens: cacheWrite,
  };
}
