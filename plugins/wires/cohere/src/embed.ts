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

interface Answer {
  embeddings?: { float?: unknown };
  meta?: { billed_units?: { input_tokens?: unknown } } | null;
}

/** `POST {baseUrl}/v2/embed`. A text that is too long is refused, not cut. */
export async function embedTexts(
  { texts, purpose = 'document', dimensions }: EmbeddingRequest,
  target: ModelTarget,
  io: Pick<WireIo, 'http' | 'signal'>,
): Promise<EmbeddingAnswer> {
  const url = endpoint(target.baseUrl.trim().replace(/\/v[12]\/?$/, ''), '/v2/embed');
  const body = {
    model: target.model,
    texts,
    input_type: purpose === 'query' ? 'search_query' : 'search_document',
    embedding_types: ['float'],
    truncate: 'NONE',
    ...(dimensions === undefined ? {} : { output_dimension: dimensions }),
  };
  const { value } = await callJson({ url, headers: modelHeaders(target), body }, target, io);
  const { embeddings, meta } = (value ?? {}) as Answer;
  const vectors = readVectors(embeddings?.float, texts.length, target);
  const tokens = meta?.billed_units?.input_tokens;
  return { vectors, ...(typeof tokens === 'number' && { tokens }) };
}
