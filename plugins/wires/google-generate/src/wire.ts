import { callModel, effortText, endpoint, ModelError, type ModelTarget, modelHeaders, type Wire } from '@ock/kernel';
import { countTokens } from './count-tokens.ts';
import { effortFields } from './effort.ts';
import { embedTexts } from './embed.ts';
import { modelPath } from './model-path.ts';
import { buildGenerateBody } from './request.ts';
import { GenerateReader } from './stream.ts';

/**
 * The wire `google-generate`: `POST {baseUrl}/models/{model}:streamGenerateContent`, answered by server-sent events. Where the model does not
 * accept the signatures of a session (another model made them), the request is sent once more with the mark that stands for none.
 */
export function createGenerateWire(): Wire {
  return {
    effort: (effort, target) => effortText(effortFields(effort, target)),
    async stream(request, target, io) {
      const send = async (to: ModelTarget): Promise<void> => {
        const call = { url: generateUrl(to), headers: modelHeaders(to), body: buildGenerateBody(request, to) };
        await callModel(call, to, io, new GenerateReader(to, io.emit));
      };
      try {
        await send(target);
      } catch (error) {
        if (target.info.quirks?.foreignSignatures || !isAboutSignatures(error)) throw error;
        await send({ ...target, info: { ...target.info, quirks: { ...target.info.quirks, signCalls: true, foreignSignatures: true } } });
      }
    },
    embed: embedTexts,
    countTokens,
  };
}

/** Refused before anything was told: so nothing is told twice. */
function isAboutSignatures(error: unknown): boolean {
  return error instanceof ModelError && error.status === 400 && /thought[ _]?signature/i.test(String(error.details.message));
}

function generateUrl(target: ModelTarget): string {
  const url = endpoint(target.baseUrl, `${modelPath(target)}:streamGenerateContent`);
  return `${url}${url.includes('?') ? '&' : '?'}alt=sse`;
}
