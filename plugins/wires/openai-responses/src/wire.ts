import { callModel, effortText, endpoint, ModelError, type ModelTarget, modelHeaders, type Wire } from '@ock/kernel';
import { countTokens } from './count-tokens.ts';
import { effortFields } from './effort.ts';
import { buildResponsesBody } from './request.ts';
import { ResponsesReader } from './stream.ts';

/**
 * The wire `openai-responses`: `POST {baseUrl}/responses`, answered by server-sent events. Where a server cannot read the encrypted reasoning
 * of a session (another account made it) or has none, the request is sent once more without.
 */
export function createResponsesWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
    async stream(request, target, io) {
      const send = async (to: ModelTarget): Promise<void> => {
        const call = { url: endpoint(to.baseUrl, '/responses'), headers: modelHeaders(to), body: buildResponsesBody(request, to) };
        await callModel(call, to, io, new ResponsesReader(to, io.emit));
      };
      try {
        await send(target);
      } catch (error) {
        const plain = withoutEncrypted(target);
        if (!plain || !isAboutEncryption(error)) throw error;
        await send(plain);
      }
    },
    countTokens,
  };
}

/** Refused before anything was told: so nothing is told twice. */
function isAboutEncryption(error: unknown): boolean {
  return error instanceof ModelError && error.status === 400 && /encrypted[ _.]content/i.test(String(error.details.message));
}

function withoutEncrypted(target: ModelTarget): ModelTarget | undefined {
  const { info } = target;
  return info.quirks?.noEncrypted ? undefined : { ...target, info: { ...info, quirks: { ...info.quirks, noEncrypted: true } } };
}
