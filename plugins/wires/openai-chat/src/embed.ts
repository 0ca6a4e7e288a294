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

/**
 * Facts about a server or a model that change how vectors are asked for, beside those of `quirks.ts`.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `embedPath` | path | below the base URL; default `/embeddings` |
 * | `embedEncoding` | `base64`, `float` | asks for vectors in this form; default: does not say, which means numbers as text |
 * | `dimensionsField` | name | field that carries the length asked for; default `dimensions`, `none` sends nothing |
 * | `purposeField` | name | field that says what the vectors are for: `input_type`, `task`, …; default: nothing says so |
 * | `purposeDocument`, `purposeQuery` | word | what it says; default `document` and `query` |
 * | `truncationField` | name | field that is sent as false, so that a text too long is refused and not cut in silence |
 */
interface EmbedQuirks {
  embedPath?: string;
  embedEncoding?: string;
  dimensionsField?: string;
  purposeField?: string;
  purposeDocument?: string;
  purposeQuery?: string;
  truncationField?: string;
}

interface Answer {
  data?: { index?: unknown; embedding?: unknown }[];
  usage?: { prompt_tokens?: unknown; total_tokens?: unknown } | null;
}

/** `POST {baseUrl}/embeddings`: all texts in one request, the vectors back in their order whatever order the server has. */
export async function embedTexts(
  request: EmbeddingRequest,
  target: ModelTarget,
  io: Pick<WireIo, 'http' | 'signal'>,
): Promise<EmbeddingAnswer> {
  const { embedPath = '/embeddings' } = quirksOf(target);
  const call = { url: endpoint(target.baseUrl, embedPath), headers: modelHeaders(target), body: bodyOf(request, target) };
  const { value } = await callJson(call, target, io);
  const { data, usage } = (value ?? {}) as Answer;
  const vectors = readVectors(ordered(data), request.texts.length, target);
  const tokens = [usage?.prompt_tokens, usage?.total_tokens].find((count): count is number => typeof count === 'number');
  return { vectors, ...(tokens !== undefined && { tokens }) };
}

function bodyOf({ texts, purpose = 'document', dimensions }: EmbeddingRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const { dimensionsField = 'dimensions', purposeDocument = 'document', purposeQuery = 'query' } = quirks;
  const body: Record<string, unknown> = { model: target.model, input: texts };
  if (quirks.embedEncoding) body.encoding_format = quirks.embedEncoding;
  if (dimensions !== undefined && dimensionsField !== 'none') body[dimensionsField] = dimensions;
  if (quirks.purposeField) body[quirks.purposeField] = purpose === 'query' ? purposeQuery : purposeDocument;
  if (quirks.truncationField) body[quirks.truncationField] = false;
  return body;
}

/** By `index` where every entry has one of its own; some servers leave it out, or say 0 in each. */
function ordered(data: Answer['data']): unknown {
  if (!Array.isArray(data)) return undefined;
  const places = new Set(data.map((entry) => entry?.index));
  const isPlaced = places.size === data.length && data.every((entry) => Number.isInteger(entry?.index));
  const entries = isPlaced ? [...data].sort((a, b) => Number(a.index) - Number(b.index)) : data;
  return entries.map((entry) => entry?.embedding);
}

function quirksOf(target: ModelTarget): EmbedQuirks {
  return (target.info.quirks ?? {}) as EmbedQuirks;
}
