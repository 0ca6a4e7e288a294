import type { Readable } from 'node:stream';
import { KernelError, ModelError } from '../runtime/errors.ts';
import type { HttpResponse } from './client.ts';
import type { RawResponse } from './exchange.ts';

const TEXT_LIMIT = 1 << 20;

interface BodyOptions {
  host: string;
  /** ms without a byte after which the body counts as stalled */
  idleTimeoutMs: number;
  /** the first byte, where it has a time of its own: how long from the request, and what of that is left */
  firstByte?: { withinMs: number; leftMs: number };
  signal?: AbortSignal;
}

/** Makes a response readable once, by callback. A failure before `read` is kept for it; an abort closes the socket at any time. */
export function createBody(raw: RawResponse, options: BodyOptions): HttpResponse {
  let failure: unknown;
  let settle: ((error?: unknown) => void) | undefined;
  const fail = (error: unknown) => {
    failure ??= error;
    raw.destroy();
    settle?.(failure);
  };
  const abort = () => fail(options.signal?.reason);
  options.signal?.addEventListener('abort', abort, { once: true });
  raw.stream.on('error', (error) => fail(streamError(error, options.host)));
  raw.stream.once('close', () => options.signal?.removeEventListener('abort', abort));
  if (options.signal?.aborted) abort();

  const read = async (onChunk: (chunk: Uint8Array) => void): Promise<void> => {
    const source = await decoded(raw, (error) => fail(streamError(error, options.host)));
    const { firstByte } = options;
    const stalled = () => fail(silent(options.host, options.idleTimeoutMs));
    let isFirst = firstByte !== undefined;
    let timer = firstByte
      ? setTimeout(() => fail(noAnswer(options.host, firstByte.withinMs)), firstByte.leftMs)
      : setTimeout(stalled, options.idleTimeoutMs);
    try {
      await new Promise<void>((resolve, reject) => {
        settle = (error) => (failure === undefined && error === undefined ? resolve() : reject(failure ?? error));
        if (failure !== undefined) return settle();
        source.on('data', (chunk: Uint8Array) => {
          if (isFirst) {
            clearTimeout(timer);
            timer = setTimeout(stalled, options.idleTimeoutMs);
            isFirst = false;
          } else timer.refresh();
          if (failure !== undefined) return;
          try {
            onChunk(chunk);
          } catch (error) {
            fail(error);
          }
        });
        source.once('end', () => settle?.());
        source.once('close', () => settle?.(streamError(new Error('closed'), options.host)));
      });
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    }
  };

  const text = async (limit = TEXT_LIMIT): Promise<string> => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const enough = new Error('limit reached');
    try {
      await read((chunk) => {
        chunks.push(chunk.subarray(0, limit - size));
        size += chunk.length;
        if (size >= limit) throw enough;
      });
    } catch (error) {
      if (error !== enough) throw error;
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  };
  return { status: raw.status, headers: flatten(raw.headers), read, text };
}

/** Nothing of the answer came in the time there was. */
export function noAnswer(host: string, ms: number): ModelError {
  const time = `${Math.round(ms / 100) / 10} s`;
  const message = `${host} did not answer within ${time}`;
  return new ModelError('OC_MODEL_STALL', { message, because: 'model.no_answer', host, time }, { retryable: true });
}

function silent(host: string, ms: number): ModelError {
  const seconds = ms / 1000;
  const message = `${host} sent nothing for ${seconds} s`;
  return new ModelError('OC_MODEL_STALL', { message, because: 'model.silent', host, seconds }, { retryable: true });
}

async function decoded(raw: RawResponse, onError: (error: Error) => void): Promise<Readable> {
  const coding = String(raw.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (!/^(x-)?(gzip|deflate|br)$/.test(coding)) return raw.stream;
  const zlib = await import('node:zlib');
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH };
  const decoder = coding === 'br' ? zlib.createBrotliDecompress() : zlib.createUnzip(flush);
  decoder.on('error', onError);
  return raw.stream.pipe(decoder);
}

function streamError(error: unknown, host: string): unknown {
  if (error instanceof KernelError) return error;
  const message = `the connection to ${host} broke off in the middle of the answer`;
  return new ModelError('OC_MODEL_STREAM', { message, because: 'model.cut_off', host }, { retryable: true, cause: error });
}

function flatten(headers: RawResponse['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}
