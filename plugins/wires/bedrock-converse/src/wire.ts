import {
  callModel,
  effortText,
  endpoint,
  ModelError,
  type ModelRequest,
  type ModelTarget,
  modelHeaders,
  type Wire,
  type WireIo,
} from '@ock/kernel';
import { countTokens } from './count-tokens.ts';
import { effortFields } from './effort.ts';
import { embedTexts } from './embed.ts';
import { frameFormat } from './frames.ts';
import { quirksOf } from './quirks.ts';
import { buildConverseBody } from './request.ts';
import { ConverseReader } from './stream.ts';
import { textFrameFormat } from './text-frames.ts';

/** What the service says of models that call tools, but not while they stream; it says so before anything is answered. */
const CANNOT_STREAM = /tool use in streaming mode|streaming[^.]{0,30}tool/i;

/**
 * The wire `bedrock-converse`: `POST {baseUrl}/model/{id}/converse-stream`, answered by an AWS event stream; `/converse` for models that cannot
 * stream tools. The target signs, or has a key.
 */
export function createConverseWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
    async stream(request, target, io) {
      const tools = request.tools.length > 0;
      if (tools && quirksOf(target).noToolStream) return converse('', request, target, io);
      try {
        await converse('-stream', request, target, io);
      } catch (error) {
        const refused = error instanceof ModelError && error.status === 400 && CANNOT_STREAM.test(String(error.details.message));
        if (!tools || !refused) throw error;
        await converse('', request, target, io);
      }
    },
    embed: embedTexts,
    countTokens,
  };
}

async function converse(mode: '' | '-stream', request: ModelRequest, target: ModelTarget, io: WireIo): Promise<void> {
  const { modelInAddress } = quirksOf(target);
  const url = endpoint(target.baseUrl, `${modelInAddress ? '' : `/model/${encodeURIComponent(target.model)}`}/converse${mode}`);
  const accept = modelInAddress ? 'text/event-stream, application/json' : 'application/vnd.amazon.eventstream, application/json';
  const headers = { accept, ...modelHeaders(target) };
  const body = buildConverseBody(request, target);
  await callModel(
    { url, headers, body, format: modelInAddress ? textFrameFormat : frameFormat },
    target,
    io,
    new ConverseReader(target, io.emit),
  );
}
