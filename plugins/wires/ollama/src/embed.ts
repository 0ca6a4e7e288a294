import {
  callJson,
  type EmbeddingAnswer,
  type EmbeddingRequest,
  endpoint,
  type ModelTarget,
  modelHeaders,
  readVectors,
  type WireIo,
} from '@ock/kernel';
import { quirksOf } from './quirks.ts';

interface Answer {
  embeddings?: unknown;
  prompt_eval_count?: unknown;
}

/** `POST {baseUrl}/api/embed`. A text that is too long for the model's window is refused, not cut. */
export async function embedTexts(
  { texts, dimensions }: EmbeddingRequest,
  target: ModelTarget,
  io: Pick<WireIo, 'http' | 'signal'>,
): Promise<EmbeddingAnswer> {
  const { keepAlive, numCtx } = quirksOf(target);
  const url = endpoint(target.baseUrl.replace(/\/v1\/?$/, ''), '/api/embed');
  const body = {
    model: target.model,
    input: texts,
    truncate: false,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(keepAlive === undefined ? {} : { keep_alive: keepAlive }),
    ...(numCtx === undefined ? {} : { options: { num_ctx: numCtx } }),
  };
  const { value } = await callJson({ url, headers: modelHeaders(target), body }, target, io);
  const { embeddings, prompt_eval_count: tokens } = (value ?? {}) as Answer;
  const vectors = readVectors(embeddings, texts.length, target);
  return { vectors, ...(typeof tokens === 'number' && { tokens }) };
}
