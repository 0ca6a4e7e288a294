import { callJson, endpoint, type ModelRequest, type ModelTarget, modelHeaders, unreadable, type WireIo } from '@ock/kernel';
import { buildResponsesBody } from './request.ts';

/** what `/responses/input_tokens` takes of a request; it refuses the rest */
const COUNTED = ['model', 'input', 'instructions', 'tools', 'tool_choice', 'parallel_tool_calls', 'reasoning', 'text'];

/** `POST {baseUrl}/responses/input_tokens`. */
export async function countTokens(request: ModelRequest, target: ModelTarget, io: Pick<WireIo, 'http' | 'signal'>): Promise<number> {
  const whole = buildResponsesBody(request, { ...target, extra: {} });
  const body = Object.fromEntries(COUNTED.flatMap((field) => (field in whole ? [[field, whole[field]]] : [])));
  const url = endpoint(target.baseUrl, '/responses/input_tokens');
  const { value } = await callJson({ url, headers: modelHeaders(target), body }, target, io);
  const { input_tokens: tokens } = (value ?? {}) as { input_tokens?: unknown };
  if (typeof tokens !== 'number') throw unreadable('no count of tokens', target, false);
  return tokens;
}
