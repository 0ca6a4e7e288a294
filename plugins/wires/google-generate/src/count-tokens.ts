import { callJson, endpoint, type ModelRequest, type ModelTarget, modelHeaders, unreadable, type WireIo } from '@ock/kernel';
import { modelPath } from './model-path.ts';
import { buildGenerateBody } from './request.ts';

/**
 * `:countTokens`. AI Studio takes a whole request inside a field; Vertex AI takes its parts, for which its provider sets the quirk `plainCount`.
 */
export async function countTokens(request: ModelRequest, target: ModelTarget, io: Pick<WireIo, 'http' | 'signal'>): Promise<number> {
  const { contents, systemInstruction, tools, toolConfig, generationConfig } = buildGenerateBody(request, { ...target, extra: {} });
  const whole = { contents, systemInstruction, tools, generationConfig };
  const model = `models/${target.model.replace(/^models\//, '')}`;
  const body = target.info.quirks?.plainCount ? whole : { generateContentRequest: { model, ...whole, toolConfig } };
  const url = endpoint(target.baseUrl, `${modelPath(target)}:countTokens`);
  const { value } = await callJson({ url, headers: modelHeaders(target), body }, target, io);
  const { totalTokens } = (value ?? {}) as { totalTokens?: unknown };
  if (typeof totalTokens !== 'number') throw unreadable('no count of tokens', target, false);
  return totalTokens;
}
