import { deal, inputText, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;

const event = (value: unknown): string => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

/** OpenAI Chat Completions from the server's side. */
export const openaiChat: WireEncoder = {
  id: 'openai-chat',
  match: (path) => path.endsWith('/chat/completions'),
  progress: (body) => {
    const messages = (body.messages ?? []) as { role: string; content?: unknown }[];
    const prompts = messages.filter(({ role, content }) => role === 'user' && !(Array.isArray(content) && hasImage(content)));
    return {
      results: messages.filter(({ role }) => role === 'tool').length,
      prompts: prompts.length,
      tools: ((body.tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name),
    };
  },
  stream: (step, body, number) => {
    const base = {
      id: `chatcmpl-${number}`,
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: body.model,
      system_fingerprint: 'fp_fake',
    };
    const delta = (value: Json, finish: string | null = null) =>
      event({ ...base, choices: [{ index: 0, delta: value, logprobs: null, finish_reason: finish }] });
    const calls = (step.toolCalls ?? []).map((call, index) => [
      delta({
        tool_calls: [{ index, id: callId(call.id, number, index), type: 'function', function: { name: call.name, arguments: '' } }],
      }),
      ...pieces(inputText(call.input), step.chunkSize).map((text) => delta({ tool_calls: [{ index, function: { arguments: text } }] })),
    ]);
    const options = body.stream_options as { include_usage?: boolean } | undefined;
    return [
      delta({ role: 'assistant', content: '' }),
      ...pieces(step.reasoning ?? '', step.chunkSize).map((text) => delta({ reasoning_content: text })),
      ...pieces(step.text ?? '', step.chunkSize).map((text) => delta(step.finish === 'refusal' ? { refusal: text } : { content: text })),
      ...deal(calls, step.interleave === true),
      delta({}, finishReason(step)),
      ...(options?.include_usage ? [event({ ...base, choices: [], usage: usage(step) })] : []),
      event('[DONE]'),
    ];
  },
  document: (step, body, number) => ({
    id: `chatcmpl-${number}`,
    object: 'chat.completion',
    model: body.model,
    choices: [{ index: 0, message: message(step, number), finish_reason: finishReason(step) }],
    usage: usage(step),
  }),
  error: (status, text) => ({
    error: { message: text, type: status === 429 ? 'rate_limit_exceeded' : 'server_error', param: null, code: null },
  }),
  errorEvent: (type, text) => event({ error: { message: text, type, code: null } }),
};

function message(step: Step, number: number): Json {
  const calls = (step.toolCalls ?? []).map(({ id, name, input }, index) => ({
    id: callId(id, number, index),
    type: 'function',
    function: { name, arguments: inputText(input) },
  }));
  const refused = step.finish === 'refusal';
  return {
    role: 'assistant',
    content: refused ? null : (step.text ?? null),
    ...(refused ? { refusal: step.text } : {}),
    ...(step.reasoning ? { reasoning_content: step.reasoning } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

function callId(id: string | undefined, number: number, index: number): string {
  return id ?? `call_${number}_${index}`;
}

function finishReason(step: Step): string {
  if (step.finish === 'refusal') return 'stop';
  return step.finish ?? (step.toolCalls?.length ? 'tool_calls' : 'stop');
}

function usage({ usage: { input = 10, output = 5, reasoning = 0, cacheRead = 0, cacheWrite = 0 } = {} }: Step): Json {
  const prompt = input + cacheRead + cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead, ...(cacheWrite > 0 ? { cache_write_tokens: cacheWrite } : {}) },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function hasImage(content: unknown[]): boolean {
  return content.some((part) => (part as { type?: string }).type === 'image_url') && JSON.stringify(content[0]).includes('Returned by');
}
