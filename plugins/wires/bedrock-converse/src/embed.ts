import {
  callJson,
  type EmbeddingAnswer,
  type EmbeddingRequest,
  endpoint,
  inParallel,
  type ModelTarget,
  modelHeaders,
  readVectors,
  type WireIo,
} from '@ock/kernel';

/** requests at a time of models that take one text each */
const PARALLEL = 4;
const TOKENS_HEADER = 'x-amzn-bedrock-input-token-count';

/**
 * What a model is invoked with is its maker's own affair: the quirk `embedFormat` says whose. `titan` (default): one text a request;
 * `cohere`: all in one.
 */
export async function embedTexts(
  request: EmbeddingRequest,
  target: ModelTarget,
  io: Pick<WireIo, 'http' | 'signal'>,
): Promise<EmbeddingAnswer> {
  const invoke = (body: Record<string, unknown>) =>
    callJson(
      { url: endpoint(target.baseUrl, `/model/${encodeURIComponent(target.model)}/invoke`), headers: modelHeaders(target), body },
      target,
      io,
    );
  return target.info.quirks?.embedFormat === 'cohere' ? cohere(request, target, invoke) : titan(request, target, invoke);
}

type Invoke = (body: Record<string, unknown>) => ReturnType<typeof callJson>;

async function titan({ texts, dimensions }: EmbeddingRequest, target: ModelTarget, invoke: Invoke): Promise<EmbeddingAnswer> {
  const answers = await inParallel(texts, PARALLEL, async (inputText) => {
    const { value, headers } = await invoke({ inputText, ...(dimensions === undefined ? {} : { dimensions }) });
    const { embedding, inputTextTokenCount } = (value ?? {}) as { embedding?: unknown; inputTextTokenCount?: unknown };
    return { embedding, tokens: typeof inputTextTokenCount === 'number' ? inputTextTokenCount : countOf(headers) };
  });
  const vectors = readVectors(
    answers.map(({ embedding }) => embedding),
    texts.length,
    target,
  );
  const counts = answers.map(({ tokens }) => tokens);
  const isCounted = counts.every((count): count is number => count !== undefined);
  return { vectors, ...(isCounted && { tokens: counts.reduce((sum, count) => sum + count, 0) }) };
}

async function cohere(
  { texts, purpose = 'document', dimensions }: EmbeddingRequest,
  target: ModelTarget,
  invoke: Invoke,
): Promise<EmbeddingAnswer> {
  const { value, headers } = await invoke({
    texts,
    input_type: purpose === 'query' ? 'search_query' : 'search_document',
    embedding_types: ['float'],
    truncate: 'NONE',
    ...(dimensions === undefined ? {} : { output_dimension: dimensions }),
  });
  const { embeddings } = (value ?? {}) as { embeddings?: unknown };
  const floats = Array.isArray(embeddings) ? embeddings : (embeddings as { float?: unknown } | undefined)?.float;
  const tokens = countOf(headers);
  return { vectors: readVectors(floats, texts.length, target), ...(tokens !== undefined && { tokens }) };
}

function countOf(headers: Readonly<Record<string, string>>): number | undefined {
  const count = Number(headers[TOKENS_HEADER] ?? Number.NaN);
  return Number.isFinite(count) ? count : undefined;
}
