import { callJson, endpoint, type ModelRequest, type ModelTarget, unreadable, type WireIo } from '@ock/kernel';
import { quirksOf } from './quirks.ts';
import { buildMessagesBody } from './request.ts';

/** what `count_tokens` takes of a request; it refuses the rest */
const COUNTED = ['anthropic_version', 'messages', 'system', 'tools', 'tool_choice', 'thinking'];

/** `POST {messages}/count_tokens`; on Vertex AI a model of that name is asked. @param url of the messages @param headers of any request */
export async function countTokens(
  request: ModelRequest,
  target: ModelTarget,
  io: Pick<WireIo, 'http' | 'signal'>,
  at: { url: string; headers: Record<string, string> },
): Promise<number> {
  const whole = buildMessagesBody(request, { ...target, extra: {} });
  const counted = Object.fromEntries(COUNTED.flatMap((field) => (field in whole ? [[field, whole[field]]] : [])));
  const url = quirksOf(target).pathVerb
    ? endpoint(target.baseUrl, '/models/count-tokens:rawPredict')
    : at.url.replace(/(?=\?|$)/, '/count_tokens');
  const { value } = await callJson({ url, headers: at.headers, body: { model: target.model, ...counted } }, target, io);
  const { input_tokens: tokens } = (value ?? {}) as { input_tokens?: unknown };
  if (typeof tokens !== 'number') throw unreadable('no count of tokens', target, false);
  return tokens;
}
