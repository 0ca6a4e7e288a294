import { callModel, endpoint, type ModelTarget, modelHeaders, type Wire } from '@ock/kernel';
import { buildGenerateBody } from './request.ts';
import { GenerateReader } from './stream.ts';

/** The wire `google-generate`: `POST {baseUrl}/models/{model}:streamGenerateContent`, answered by server-sent events. */
export function createGenerateWire(): Wire {
  return {
    async stream(request, target, io) {
      const call = { url: generateUrl(target), headers: modelHeaders(target), body: buildGenerateBody(request, target) };
      await callModel(call, target, io, new GenerateReader(target, io.emit));
    },
  };
}

function generateUrl({ baseUrl, model }: ModelTarget): string {
  const id = encodeURIComponent(model.replace(/^models\//, '')).replaceAll('%40', '@');
  const url = endpoint(baseUrl, `/models/${id}:streamGenerateContent`);
  return `${url}${url.includes('?') ? '&' : '?'}alt=sse`;
}
