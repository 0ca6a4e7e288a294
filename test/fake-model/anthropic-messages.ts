import { deal, inputText, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;
interface Block {
  start: Json;
  deltas: Json[];
  whole: Json;
}

const event = (type: string, value: Json): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;

/** Anthropic Messages from the server's side. */
export const anthropicMessages: WireEncoder = {
  id: 'anthropic-messages',
  match: (path) => path.endsWith('/messages') || path.endsWith(':streamRawPredict'),
  told: (body, path) => ({ model: /\/models\/([^/:]+):/.exec(path)?.[1], ...body }),
  progress: (body) => {
    const messages = (body.messages ?? []) as { role: string; content: { type: string }[] | string }[];
    const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    const prompts = messages.filter(
      ({ role, content }) => role === 'user' && (typeof content === 'string' || content.some(({ type }) => type !== 'tool_result')),
    );
    return {
      results: blocks.filter(({ type }) => type === 'tool_result').length,
      prompts: prompts.length,
      tools: ((body.tools ?? []) as { name: string }[]).map(({ name }) => name),
    };
  },
  stream: (step, body, number) => {
    const { output_tokens: output, output_tokens_details: details, ...input } = usage(step);
    const message = {
      id: `msg_${number}`,
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
    };
    const blocks = contentOf(step, number).map((block, index) => [
      event('content_block_start', { index, content_block: block.start }),
      ...block.deltas.map((delta) => event('content_block_delta', { index, delta })),
      event('content_block_stop', { index }),
    ]);
    return [
      event('message_start', { message: { ...message, usage: { ...input, output_tokens: 1 } } }),
      event('ping', {}),
      ...deal(blocks, step.interleave === true),
      event('message_delta', {
        delta: { stop_reason: stopReason(step), stop_sequence: null },
        usage: { output_tokens: output, output_tokens_details: details },
      }),
      event('message_stop', {}),
    ];
  },
  document: (step, body, number) => ({
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: contentOf(step, number).map(({ whole }) => whole),
    stop_reason: stopReason(step),
    stop_sequence: null,
    usage: usage(step),
  }),
  error: (status, text) => ({
    type: 'error',
    error: { type: status === 429 ? 'rate_limit_error' : status === 529 ? 'overloaded_error' : 'api_error', message: text },
    request_id: 'req_fake',
  }),
  errorEvent: (type, text) => event('error', { error: { type, message: text } }),
};

function contentOf(step: Step, number: number): Block[] {
  const size = step.chunkSize;
  const blocks: Block[] = [];
  if (step.reasoning || step.signature) {
    const thinking = pieces(step.reasoning ?? '', size).map((text) => ({ type: 'thinking_delta', thinking: text }));
    const signature = step.signature ?? 'c2lnbmF0dXJl';
    blocks.push({
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [...thinking, { type: 'signature_delta', signature }],
      whole: { type: 'thinking', thinking: step.reasoning ?? '', signature },
    });
  }
  if (step.redacted) {
    const block = { type: 'redacted_thinking', data: step.redacted };
    blocks.push({ start: block, deltas: [], whole: block });
  }
  if (step.text) {
    const deltas = pieces(step.text, size).map((text) => ({ type: 'text_delta', text }));
    blocks.push({ start: { type: 'text', text: '' }, deltas, whole: { type: 'text', text: step.text } });
  }
  (step.toolCalls ?? []).forEach(({ id = `toolu_${number}_${blocks.length}`, name, input }) => {
    const deltas = pieces(inputText(input), size).map((text) => ({ type: 'input_json_delta', partial_json: text }));
    blocks.push({
      start: { type: 'tool_use', id, name, input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: '' }, ...deltas],
      whole: { type: 'tool_use', id, name, input: typeof input === 'string' ? {} : (input ?? {}) },
    });
  });
  return blocks;
}

function stopReason(step: Step): string {
  const finish = step.finish ?? (step.toolCalls?.length ? 'tool_calls' : 'stop');
  return { stop: 'end_turn', tool_calls: 'tool_use', length: 'max_tokens', content_filter: 'refusal', refusal: 'refusal' }[finish];
}

function usage({ usage: { input = 10, output = 5, reasoning = 0, cacheRead = 0, cacheWrite = 0 } = {} }: Step): Json {
  return {
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
    output_tokens_details: { thinking_tokens: reasoning },
  };
}
