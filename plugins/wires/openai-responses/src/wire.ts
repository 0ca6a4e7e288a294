import { callModel, endpoint, modelHeaders, type Wire } from '@ock/kernel';
import { buildResponsesBody } from './request.ts';
import { ResponsesReader } from './stream.ts';

/** The wire `openai-responses`: `POST {baseUrl}/responses`, answered by server-sent events. */
export function createResponsesWire(): Wire {
  return {
    async stream(request, target, io) {
      const call = {
        url: endpoint(target.baseUrl, '/responses'),
        headers: modelHeaders(target),
        body: buildResponsesBody(request, target),
      };
      await callModel(call, target, io, new ResponsesReader(target, io.emit));
    },
  };
}
