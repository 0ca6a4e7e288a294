import { callModel, effortText, endpoint, type ModelTarget, modelHeaders, type Wire } from '@ock/kernel';
import { countTokens } from './count-tokens.ts';
import { effortFields } from './effort.ts';
import { quirksOf } from './quirks.ts';
import { buildMessagesBody } from './request.ts';
import { MessagesReader } from './stream.ts';

const VERSION = '2023-06-01';

/** The wire `anthropic-messages`: `POST {baseUrl}/v1/messages`, answered by server-sent events. */
export function createMessagesWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
    async stream(request, target, io) {
      const call = { url: messagesUrl(target), headers: headers(target), body: buildMessagesBody(request, target) };
      await callModel(call, target, io, new MessagesReader(target, io.emit));
    },
    countTokens: (request, target, io) => countTokens(request, target, io, { url: messagesUrl(target), headers: headers(target) }),
  };
}

/** Base URLs are given with and without `/v1`. */
function messagesUrl(target: ModelTarget): string {
  const { baseUrl, model } = target;
  const { pathVerb } = quirksOf(target);
  if (pathVerb) return endpoint(baseUrl, `/models/${encodeURIComponent(model).replaceAll('%40', '@')}:${pathVerb}`);
  const versioned = /\/v\d+\/?(\?.*)?$/.test(baseUrl.trim()) || /\/messages\/?(\?.*)?$/.test(baseUrl.trim());
  return endpoint(baseUrl, versioned ? '/messages' : '/v1/messages');
}

function headers(target: ModelTarget): Record<string, string> {
  const { beta, bodyVersion } = quirksOf(target);
  return { ...(bodyVersion ? {} : { 'anthropic-version': VERSION }), ...(beta ? { 'anthropic-beta': beta } : {}), ...modelHeaders(target) };
}
