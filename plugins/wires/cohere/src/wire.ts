import { callModel, effortText, endpoint, modelHeaders, type Wire } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { embedTexts } from './embed.ts';
import { buildCohereBody } from './request.ts';
import { CohereReader } from './stream.ts';

/** The wire `cohere`: `POST {baseUrl}/v2/chat`, answered by server-sent events. */
export function createCohereWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
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
