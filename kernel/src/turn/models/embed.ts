import type { HttpClient } from '../../http/client.ts';
import { unreadable } from '../../http/model-failure.ts';
import type { EmbeddingAnswer, EmbeddingModelInfo, EmbeddingRequest } from '../../kinds/embedding.ts';
import type { ModelTarget } from '../../kinds/model.ts';
import type { Embedded, EmbedOptions } from '../../kinds/model-calls.ts';
import type { Wire } from '../../kinds/wire.ts';
import { KernelError } from '../../runtime/errors.ts';
import { inParallel } from '../../runtime/in-parallel.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { estimateTokens } from '../context/estimate-tokens.ts';
import { untilStopped } from '../until-stopped.ts';
import { boundedHttp } from './bounded-http.ts';
import { type EmbeddingRef, embeddingModel } from './embedding-models.ts';
import { providerSettings } from './providers.ts';
import { mayRetry, pause, retryDelay } from './retry.ts';
import { reachedTarget } from './select-model.ts';

/** requests under way at a time */
const PARALLEL = 4;
const BATCH = 96;
/** tokens of one request, by estimate; the quirk `batchTokens` says where a server takes less */
const BATCH_TOKENS = 100_000;

/**
 * Vectors of any number of texts: cut into requests as the provider takes them, sent some at a time, in the order of the texts. A request that
 * is too large for the server after all is halved. Retries, keys, addresses and time limits are those of conversations.
 *
 * Quirks it heeds: `batch` and `batchTokens` (what one request may hold), `documentPrefix` and `queryPrefix` (what a model wants before its texts).
 * @throws KernelError OC_EMBEDDINGS_NONE, OC_MODEL_UNKNOWN, OC_AUTH_MISSING, OC_INPUT for a text without words; ModelError; the signal's reason
 */
export async function embed(kernel: Kernel, texts: readonly string[], options: EmbedOptions = {}): Promise<Embedded> {
  const found = embeddingModel(kernel, options.model);
  const { provider, info } = found;
  const model = `${provider.id}/${info.id}`;
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty >= 0) throw new KernelError('OC_INPUT', { because: 'embeddings.empty_text', index: empty });
  const dimensions = askedDimensions(info, model, options.dimensions);
  const stop = new AbortController();
  const signal = AbortSignal.any([kernel.signal, stop.signal, ...(options.signal ? [options.signal] : [])]);
  signal.throwIfAborted();
  if (texts.length === 0) return { model, vectors: [], tokens: 0, costUsd: 0 };

  const caller = await callerOf(kernel, found, signal);
  const { purpose = 'document' } = options;
  const prefix = info.quirks?.[purpose === 'query' ? 'queryPrefix' : 'documentPrefix'] ?? '';
  const batches = batchesOf(
    texts.map((text) => `${prefix}${text}`),
    found,
  );
  const request = { purpose, ...(dimensions !== undefined && { dimensions }) };
  try {
    const answers = await inParallel(batches, PARALLEL, (batch) => caller.embed({ ...request, texts: batch }, signal));
    return summed(model, answers, found, options.dimensions, caller.target);
  } finally {
    // one that failed takes the others along
    stop.abort();
  }
}

/** Asked for only where it differs from what comes anyway. @throws OC_INPUT where the model is known to have one length */
function askedDimensions(info: EmbeddingModelInfo, model: string, wanted: number | undefined): number | undefined {
  if (wanted === undefined || wanted === info.dimensions) return undefined;
  const isFixed = info.dimensions !== undefined && !info.shortens;
  if (isFixed || !Number.isInteger(wanted) || wanted <= 0)
    throw new KernelError('OC_INPUT', { because: 'embeddings.dimensions', model, wanted, dimensions: info.dimensions ?? '?' });
  return wanted;
}

function batchesOf(texts: readonly string[], { provider, info }: EmbeddingRef): string[][] {
  const most = Number(info.quirks?.batch) || provider.embeddings?.batch || BATCH;
  const mostTokens = Number(info.quirks?.batchTokens) || BATCH_TOKENS;
  const batches: string[][] = [];
  let tokens = 0;
  for (const text of texts) {
    const more = estimateTokens(text);
    const last = batches.at(-1);
    if (last && last.length < most && tokens + more <= mostTokens) {
      last.push(text);
      tokens += more;
    } else {
      batches.push([text]);
      tokens = more;
    }
  }
  return batches;
}

interface Caller {
  target: ModelTarget;
  embed(request: EmbeddingRequest, signal: AbortSignal): Promise<EmbeddingAnswer>;
}

async function callerOf(kernel: Kernel, { provider, info }: EmbeddingRef, signal: AbortSignal): Promise<Caller> {
  const { embeddings } = provider;
  const settings = providerSettings(kernel, provider.id);
  const wireId = (settings.type === undefined ? embeddings?.wire : undefined) ?? provider.wire;
  const { cost, quirks, ...facts } = info;
  const target = await reachedTarget(
    kernel,
    provider,
    {
      model: info.id,
      wire: wireId,
      info: { ...facts, quirks: { ...(embeddings?.path !== undefined && { embedPath: embeddings.path }), ...quirks } },
      extra: {},
    },
    signal,
  );
  const wire = await kernel.wire(target.wire);
  if (!wire.embed) throw new KernelError('OC_EMBEDDINGS_NONE', { because: 'embeddings.wire', provider: provider.id, wire: target.wire });
  const limits = kernel.config.config.limits as { retries?: number; stall_timeout_s?: number } | undefined;
  const http = boundedHttp(kernel.http, (limits?.stall_timeout_s ?? 120) * 1000, target.timeouts);
  const retries = limits?.retries ?? 5;
  return { target, embed: (request, stop) => halving(request, (part) => persistent(wire, part, target, http, retries, stop)) };
}

/** Estimates err: a request that does not fit is sent in two halves, as long as it holds several texts. */
async function halving(request: EmbeddingRequest, send: (request: EmbeddingRequest) => Promise<EmbeddingAnswer>): Promise<EmbeddingAnswer> {
  const { texts } = request;
  try {
    return await send(request);
  } catch (error) {
    if (texts.length < 2 || !(error instanceof KernelError) || error.code !== 'OC_MODEL_CONTEXT') throw error;
  }
  const middle = Math.ceil(texts.length / 2);
  const first = await halving({ ...request, texts: texts.slice(0, middle) }, send);
  const second = await halving({ ...request, texts: texts.slice(middle) }, send);
  const tokens = first.tokens === undefined || second.tokens === undefined ? undefined : first.tokens + second.tokens;
  return { vectors: [...first.vectors, ...second.vectors], ...(tokens !== undefined && { tokens }) };
}

async function persistent(
  wire: Wire,
  request: EmbeddingRequest,
  target: ModelTarget,
  http: HttpClient,
  retries: number,
  signal: AbortSignal,
): Promise<EmbeddingAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await untilStopped(
        wire.embed?.(request, target, { http, signal }) ?? Promise.reject(new TypeError('a wire without embed')),
        signal,
      );
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!mayRetry(error, attempt, { retries })) throw error;
      await pause(retryDelay(error, attempt), signal);
    }
  }
}

function summed(
  model: string,
  answers: readonly EmbeddingAnswer[],
  { info }: EmbeddingRef,
  wanted: number | undefined,
  target: ModelTarget,
): Embedded {
  const vectors = answers.flatMap((answer) => answer.vectors);
  const length = wanted ?? vectors[0]?.length ?? 0;
  const other = vectors.find((vector) => vector.length !== length);
  if (other) throw unreadable(`a vector of ${other.length} numbers where ${length} were expected`, target, false);
  const counts = answers.map(({ tokens }) => tokens);
  const tokens = counts.every((count): count is number => count !== undefined) ? counts.reduce((sum, count) => sum + count, 0) : undefined;
  const price = info.cost?.input;
  const costUsd = price === 0 ? 0 : price === undefined || tokens === undefined ? undefined : (tokens * price) / 1e6;
  return { model, vectors, ...(tokens !== undefined && { tokens }), ...(costUsd !== undefined && { costUsd }) };
}
