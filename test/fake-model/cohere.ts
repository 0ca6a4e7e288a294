import { deal, inputText, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;

const event = (type: string, value: Json): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;
const message = (value: Json) => ({ delta: { message: value } });

/** Cohere's chat v2 from the server's side. What is said beside calls travels as the tool plan. */
export const cohere: WireEncoder = {
  id: 'cohere',
  match: (path) => path.endsWith('/v2/chat'),
  progress: (body) => {
    const messages = (body.messages ?? []) as { role: string; content?: unknown }[];
    return {
      results: messages.filter(({ role }) => role === 'tool').length,
      prompts: messages.filter(({ role, content }) => role === 'user' && !JSON.stringify(content).includes('Returned by ')).length,
      tools: ((body.tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name),
    };
  },
  stream: (step, _body, number) => {
    const size = step.chunkSize;
    let index = 0;
    const content = (type: 'text' | 'thinking', text: string | undefined): string[] => {
      if (!text) return [];
      const at = index++;
      return [
        event('content-start', { index: at, ...message({ content: { type, [type]: '' } }) }),
        ...pieces(text, size).map((piece) => event('content-delta', { index: at, ...message({ content: { [type]: piece } }) })),
        event('content-end', { index: at }),
      ];
    };
    const thought = content('thinking', step.reasoning);
    const said = step.toolCalls?.length
      ? pieces(step.text ?? '', size).map((text) => event('tool-plan-delta', message({ tool_plan: text })))
      : content('text', step.text);
    const calls = toolCalls(step, number).map((call, at) => [
      event('tool-call-start', {
        index: at,
        ...message({ tool_calls: { ...call, function: { name: call.function.name, arguments: '' } } }),
      }),
      ...pieces(call.function.arguments, size).map((text) =>
        event('tool-call-delta', { index: at, ...message({ tool_calls: { function: { arguments: text } } }) }),
      ),
      event('tool-call-end', { index: at }),
    ]);
    return [
      event('message-start', {
        id: `gen-${number}`,
        ...message({ role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }),
      }),
      ...thought,
      ...said,
      ...(said.length > 0 ? [event('citation-start', { index: 0, ...message({ citations: { start: 0, end: 1, text: 'x' } }) })] : []),
      ...deal(calls, step.interleave === true),
      event('message-end', { id: `gen-${number}`, delta: { finish_reason: reason(step), usage: usage(step) } }),
      'data: [DONE]\n\n',
    ];
  },
  document: (step, _body, number) => {
    const calls = toolCalls(step, number);
    const content = [
      ...(step.reasoning ? [{ type: 'thinking', thinking: step.reasoning }] : []),
      ...(step.text && calls.length === 0 ? [{ type: 'text', text: step.text }] : []),
    ];
    return {
      id: `gen-${number}`,
      finish_reason: reason(step),
      message: {
        role: 'assistant',
        ...(content.length > 0 ? { content } : {}),
        ...(calls.length > 0 ? { tool_plan: step.text, tool_calls: calls } : {}),
      },
      usage: usage(step),
    };
  },
  error: (_status, text) => ({ id: 'e-1', message: text }),
  errorEvent: (_type, text) => event('message-end', { delta: { finish_reason: 'ERROR', error: text } }),
};

function toolCalls(step: Step, number: number) {
  return (step.toolCalls ?? []).map(({ id, name, input }, index) => ({
    id: id ?? `${name}_${number}_${index}`,
    type: 'function',
    function: { name, arguments: inputText(input) },
  }));
}

function reason(step: Step): string {
  if (step.finish === 'length') return 'MAX_TOKENS';
  return step.finish === 'tool_calls' || (step.finish === undefined && step.toolCalls?.length) ? 'TOOL_CALL' : 'COMPLETE';
}

function usage({ usage: { input = 10, output = 5, cacheRead = 0 } = {} }: Step): Json {
  const tokens = { input_tokens: input + cacheRead, output_tokens: output };
  return { billed_units: tokens, tokens, cached_tokens: cacheRead };
}
