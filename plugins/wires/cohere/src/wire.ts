import { callModel, endpoint, modelHeaders, type Wire } from '@ock/kernel';
import { embedTexts } from './embed.ts';
import { buildCohereBody } from './request.ts';
import { CohereReader } from './stream.ts';

/** The wire `cohere`: `POST {baseUrl}/v2/chat`, answered by server-sent events. */
export function createCohereWire(): Wire {
  return {
    async stream(request, target, io) {
      // base URLs are given with and without the version
      const url = endpoint(target.baseUrl.trim().replace(/\/v[12]\/?$/, ''), '/v2/chat');
      await callModel(
        { url, headers: modelHeaders(target), body: buildCohereBody(request, target) },
        target,
        io,
        new CohereReader(target, io.emit),
      );
    },
    embed: embedTexts,
  };
}
