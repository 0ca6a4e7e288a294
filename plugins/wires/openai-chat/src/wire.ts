import { callModel, effortText, endpoint, modelHeaders, type Wire } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { embedTexts } from './embed.ts';
import { buildChatBody } from './request.ts';
import { ChatReader } from './stream.ts';

/** The wire `openai-chat`: `POST {baseUrl}/chat/completions`, answered by server-sent events. */
export function createChatWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
    async stream(request, target, io) {
      const url = endpoint(target.baseUrl, '/chat/completions');
      await callModel(
        { url, headers: modelHeaders(target), body: buildChatBody(request, target) },
        target,
        io,
        new ChatReader(target, io.emit),
      );
    },
    embed: embedTexts,
  };
}
