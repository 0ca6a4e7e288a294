import { callJson, endpoint, type ModelRequest, type ModelTarget, modelHeaders, unreadable, type WireIo } from '@ock/kernel';
import { buildConverseBody } from './request.ts';

/** Tokens are counted for the model itself: an inference profile, which names the part of the world it routes to, is refused. */
const GEOGRAPHY = /^(us-gov|us|eu|apac|jp|au|in|ca|global)\.(?=\w+\.)/;
/** what the operation takes of a Converse request */
const COUNTED = ['messages', 'system', 'toolConfig', 'additionalModelRequestFields'];

/** `POST {baseUrl}/model/{id}/count-tokens`; not every model has a count. */
export async function countTokens(request: ModelRequest, target: ModelTarget, io: Pick<WireIo, 'http' | 'signal'>): Promise<number> {
  const whole = buildConverseBody(request, { ...target, extra: {} });
  const converse = Object.fromEntries(COUNTED.flatMap((field) => (field in whole ? [[field, whole[field]]] : [])));
  const url = endpoint(target.baseUrl, `/model/${encodeURIComponent(target.model.replace(GEOGRAPHY, ''))}/count-tokens`);
  const { value } = await callJson({ url, headers: modelHeaders(target), body: { input: { converse } } }, target, io);
  const { inputTokens } = (value ?? {}) as { inputTokens?: unknown };
  if (typeof inputTokens !== 'number') throw unreadable('no count of tokens', target, false);
  return inputTokens;
}
