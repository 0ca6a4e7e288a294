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
import { modelPath } from './model-path.ts';

/**
 * Facts about a server or a model that change how vectors are asked for, beside those of `quirks.ts`.
 *
 * | quirk | value | effect |
 * |---|---|---|
 * | `embedVerb` | `predict` | Vertex AI: the form of its own; default `batchEmbedContents` |
 * | `noTaskType` | true | the model is not told what the vectors are for: it reads that in the text |
 */
interface EmbedQuirks {
  embedVerb?: string;
  noTaskType?: boolean;
}

interface BatchAnswer {
  embeddings?: unknown;
}
interface Values {
  values?: unknown;
  statistics?: { token_count?: unknown };
}
interface PredictAnswer {
  predictions?: unknown;
}
type Io = Pick<WireIo, 'http' | 'signal'>;

/** Vectors by `:batchEmbedContents` of AI Studio, or by `:predict` of Vertex AI. */
export async function embedTexts(request: EmbeddingRequest, target: ModelTarget, io: Io): Promise<EmbeddingAnswer> {
  const { embedVerb, noTaskType } = (target.info.quirks ?? {}) as EmbedQuirks;
  const task = noTaskType ? undefined : request.purpose === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT';
  return embedVerb === 'predict' ? predict(request, task, target, io) : batch(request, task, target, io);
}

async function batch({ texts, dimensions }: EmbeddingRequest, taskType: string | undefined, target: ModelTarget, io: Io) {
  const model = `models/${target.model.replace(/^models\//, '')}`;
  const requests = texts.map((text) => ({
    model,
    content: { parts: [{ text }] },
    ...(taskType === undefined ? {} : { taskType }),
    ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
  }));
  const url = endpoint(target.baseUrl, `${modelPath(target)}:batchEmbedContents`);
  const { value } = await callJson({ url, headers: modelHeaders(target), body: { requests } }, target, io);
  const { embeddings } = (value ?? {}) as BatchAnswer;
  return {
    vectors: readVectors(
      listOf<Values | null>(embeddings)?.map((one) => one?.values),
      texts.length,
      target,
    ),
  };
}

async function predict({ texts, dimensions }: EmbeddingRequest, task: string | undefined, target: ModelTarget, io: Io) {
  const instances = texts.map((content) => ({ content, ...(task === undefined ? {} : { task_type: task }) }));
  const parameters = { autoTruncate: false, ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }) };
  const url = endpoint(target.baseUrl, `${modelPath(target)}:predict`);
  const { value } = await callJson({ url, headers: modelHeaders(target), body: { instances, parameters } }, target, io);
  const { predictions } = (value ?? {}) as PredictAnswer;
  const found = listOf<{ embeddings?: Values } | null>(predictions)?.map((one) => one?.embeddings);
  const vectors = readVectors(
    found?.map((one) => one?.values),
    texts.length,
    target,
  );
  const counts = found?.map((one) => one?.statistics?.token_count) ?? [];
  const isCounted = counts.every((count): count is number => typeof count === 'number');
  return { vectors, ...(isCounted && { tokens: counts.reduce((sum, count) => sum + count, 0) }) };
}

function listOf<T>(value: unknown): T[] | undefined {
  return Array.isArray(value) ? (value as T[]) : undefined;
}
