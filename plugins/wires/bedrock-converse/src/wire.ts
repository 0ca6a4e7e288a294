import { callModel, endpoint, modelHeaders, type Wire } from '@ock/kernel';
import { frameFormat } from './frames.ts';
import { quirksOf } from './quirks.ts';
import { buildConverseBody } from './request.ts';
import { ConverseReader } from './stream.ts';

/** The wire `bedrock-converse`: `POST {baseUrl}/model/{id}/converse-stream`, answered by an AWS event stream. The target signs, or has a key. */
export function createConverseWire(): Wire {
  return {
    async stream(request, target, io) {
      const whole = quirksOf(target).noToolStream && request.tools.length > 0;
      const url = endpoint(target.baseUrl, `/model/${encodeURIComponent(target.model)}/converse${whole ? '' : '-stream'}`);
      const headers = { accept: 'application/vnd.amazon.eventstream, application/json', ...modelHeaders(target) };
      const body = buildConverseBody(request, target);
      await callModel({ url, headers, body, format: frameFormat }, target, io, new ConverseReader(target, io.emit));
    },
  };
}
