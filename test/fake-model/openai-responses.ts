import { deal, inputText, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;
interface Output {
  added: Json;
  /** events between the item's beginning and its end, without their place */
  deltas: Json[];
  item: Json;
}

/** OpenAI Responses from the server's side. */
export const openaiResponses: WireEncoder = {
  id: 'openai-responses',
  match: (path) => path.endsWith('/responses'),
  progress: (body) => {
    const items = (Array.isArray(body.input) ? body.input : [{ role: 'user' }]) as { type?: string; role?: string }[];
    return {
      results: items.filter(({ type }) => type === 'function_call_output').length,
      prompts: items.filter(({ role }) => role === 'user').length,
      tools: ((body.tools ?? []) as { name: string }[]).map(({ name }) => name),
    };
  },
  stream: (step, body, number) => {
    let sequence = 0;
    const event = (value: Json): string => `event: ${value.type}\ndata: ${JSON.stringify({ ...value, sequence_number: sequence++ })}\n\n`;
    const outputs = outputsOf(step, body, number);
    const open = response(step, body, number, 'in_progress', []);
    const groups = outputs.map(({ added, deltas, item }, output_index) => [
      { type: 'response.output_item.added', output_index, item: added },
      ...deltas.map((delta) => ({ ...delta, output_index, item_id: item.id })),
      { type: 'response.output_item.done', output_index, item },
    ]);
    const isCall = (_group: Json[], at: number) => outputs[at]?.item.type === 'function_call';
    const calls = groups.filter(isCall);
    const before = groups.filter((group, at) => !isCall(group, at));
    const status = statusOf(step);
    return [
      event({ type: 'response.created', response: open }),
      event({ type: 'response.in_progress', response: open }),
      ...[...before.flat(), ...deal(calls, step.interleave === true)].map(event),
      event({
        type: `response.${status}`,
        response: response(
          step,
          body,
          number,
          status,
          outputs.map(({ item }) => item),
        ),
      }),
    ];
  },
  document: (step, body, number) =>
    response(
      step,
      body,
      number,
      statusOf(step),
      outputsOf(step, body, number).map(({ item }) => item),
    ),
  error: (status, text) => ({
    error: { message: text, type: status === 429 ? 'rate_limit_exceeded' : 'server_error', param: null, code: null },
  }),
  errorEvent: (type, text) => `event: error\ndata: ${JSON.stringify({ type: 'error', code: type, message: text, param: null })}\n\n`,
};

function statusOf(step: Step): string {
  return step.finish === 'length' || step.finish === 'content_filter' ? 'incomplete' : 'completed';
}

function response(step: Step, body: Json, number: number, status: string, output: Json[]): Json {
  const reason = step.finish === 'length' ? 'max_output_tokens' : 'content_filter';
  return {
    id: `resp_${number}`,
    object: 'response',
    created_at: 1_700_000_000,
    status,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason } : null,
    model: body.model,
    output,
    store: body.store ?? true,
    usage: status === 'in_progress' ? null : usage(step),
  };
}

function outputsOf(step: Step, body: Json, number: number): Output[] {
  const encrypted = ((body.include ?? []) as string[]).includes('reasoning.encrypted_content');
  const outputs: Output[] = [];
  if (step.reasoning || step.redacted) {
    const id = `rs_${number}`;
    const text = step.reasoning ?? '';
    const summary = text === '' ? [] : [{ type: 'summary_text', text }];
    const parts =
      text === '' ? [] : [{ type: 'response.reasoning_summary_part.added', summary_index: 0, part: { type: 'summary_text', text: '' } }];
    outputs.push({
      added: { id, type: 'reasoning', summary: [] },
      deltas: [
        ...parts,
        ...pieces(text, step.chunkSize).map((delta) => ({ type: 'response.reasoning_summary_text.delta', summary_index: 0, delta })),
        ...parts.map(() => ({ type: 'response.reasoning_summary_text.done', summary_index: 0, text })),
      ],
      item: { id, type: 'reasoning', summary, ...(encrypted ? { encrypted_content: step.redacted ?? 'Z0FBQUFB' } : {}) },
    });
  }
  if (step.text) outputs.push(message(step, step.text, number));
  (step.toolCalls ?? []).forEach((call, index) => {
    const item = { id: `fc_${number}_${index}`, type: 'function_call', call_id: call.id ?? `call_${number}_${index}`, name: call.name };
    const text = inputText(call.input);
    outputs.push({
      added: { ...item, status: 'in_progress', arguments: '' },
      deltas: [
        ...pieces(text, step.chunkSize).map((delta) => ({ type: 'response.function_call_arguments.delta', delta })),
        { type: 'response.function_call_arguments.done', name: call.name, arguments: text },
      ],
      item: { ...item, status: 'completed', arguments: text },
    });
  });
  return outputs;
}

function message(step: Step, text: string, number: number): Output {
  const refused = step.finish === 'refusal';
  const part = (said: string): Json =>
    refused ? { type: 'refusal', refusal: said } : { type: 'output_text', text: said, annotations: [] };
  const kind = refused ? 'refusal' : 'output_text';
  const item = { id: `msg_${number}`, type: 'message', role: 'assistant' };
  return {
    added: { ...item, status: 'in_progress', content: [] },
    deltas: [
      { type: 'response.content_part.added', content_index: 0, part: part('') },
      ...pieces(text, step.chunkSize).map((delta) => ({ type: `response.${kind}.delta`, content_index: 0, delta })),
      { type: `response.${kind}.done`, content_index: 0, [refused ? 'refusal' : 'text']: text },
      { type: 'response.content_part.done', content_index: 0, part: part(text) },
    ],
    item: { ...item, status: 'completed', content: [part(text)] },
  };
}

function usage({ usage: { input = 10, output = 5, reasoning = 0, cacheRead = 0 } = {} }: Step): Json {
  return {
    input_tokens: input + cacheRead,
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + cacheRead + output,
  };
}
