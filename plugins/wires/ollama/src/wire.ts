import { callModel, effortText, endpoint, modelHeaders, type Wire } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { embedTexts } from './embed.ts';
import { buildOllamaBody } from './request.ts';
import { OllamaReader } from './stream.ts';

/** The wire `ollama`: `POST {baseUrl}/api/chat`, answered by a JSON value a line. */
export function createOllamaWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
    async stream(request, target, io) {
      // the same server speaks OpenAI's protocol below /v1
      const url = endpoint(target.baseUrl.replace(/\/v1\/?$/, ''), '/api/chat');
      const headers = { accept: 'application/x-ndjson', ...modelHeaders(target) };
      await callModel(
        { url, headers, body: buildOllamaBody(request, target), format: 'lines' },
        target,
        io,
        new OllamaReader(target, io.emit),
      );
    },
    embed: embedTexts,
  };
}
