import { deal, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;

const line = (value: Json): string => `${JSON.stringify(value)}\n`;

/** Ollama's own chat API from the server's side: one JSON value a line, each call whole, its arguments an object. */
export const ollama: WireEncoder = {
  id: 'ollama',
  match: (path) => path.endsWith('/api/chat'),
  framing: 'lines',
  streamType: 'application/x-ndjson',
  progress: (body) => {
    const messages = (body.messages ?? []) as { role: string; images?: unknown; content?: string }[];
    return {
      results: messages.filter(({ role }) => role === 'tool').length,
      prompts: messages.filter(({ role, content }) => role === 'user' && !content?.startsWith('Returned by ')).length,
      tools: ((body.tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name),
    };
  },
  stream: (step, body, number) => {
    const chunk = (message: Json) => line({ ...base(body), message: { role: 'assistant', content: '', ...message }, done: false });
    const texts = pieces(step.text ?? '', step.chunkSize).map((content) => chunk({ content }));
    const calls = toolCalls(step, number).map((call) => [chunk({ tool_calls: [call] })]);
    return [
      ...pieces(step.reasoning ?? '', step.chunkSize).map((thinking) => chunk({ thinking })),
      ...texts,
      ...deal(calls, step.interleave === true),
      line({ ...base(body), message: { role: 'assistant', content: '' }, ...ending(step) }),
    ];
  },
  document: (step, body, number) => ({
    ...base(body),
    message: {
      role: 'assistant',
      content: step.text ?? '',
      ...(step.reasoning ? { thinking: step.reasoning } : {}),
      ...(step.toolCalls?.length ? { tool_calls: toolCalls(step, number) } : {}),
    },
    ...ending(step),
  }),
  error: (_status, text) => ({ error: text }),
  errorEvent: (_type, text) => line({ error: text }),
};

function base(body: Json): Json {
  return { model: body.model, created_at: '2026-01-01T00:00:00.000000000Z' };
}

function toolCalls(step: Step, number: number): Json[] {
  return (step.toolCalls ?? []).map(({ id, name, input }, index) => ({
    id: id ?? `call_${number}_${index}`,
    function: { index, name, arguments: argumentsOf(input) },
  }));
}

function argumentsOf(input: unknown): unknown {
  if (typeof input !== 'string') return input ?? {};
  return input === '' ? {} : (JSON.parse(input) as unknown);
}

function ending({ finish, usage: { input = 10, output = 5 } = {} }: Step): Json {
  return {
    done: true,
    done_reason: finish === 'length' ? 'length' : 'stop',
    total_duration: 4_883_583_458,
    load_duration: 1_334_875,
    prompt_eval_count: input,
    prompt_eval_duration: 342_546_000,
    eval_count: output,
    eval_duration: 4_535_599_000,
  };
}
