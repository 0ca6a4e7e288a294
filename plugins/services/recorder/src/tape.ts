import { type HttpClient, ModelError, type ModelEvent, type RecordedError } from '@ock/kernel';

export interface TapedCall {
  status: number;
  headers: Record<string, string>;
  chunks: { ms: number; bytes: Buffer }[];
  error?: RecordedError;
}

/** Response headers that a wire reads; others may name an account. */
const SAFE_HEADER = /^(content-type|retry-after(-ms)?|x-should-retry|x-amzn-errortype|(x|anthropic)-ratelimit-[a-z-]+)$/;

/** What went on during one call of a wire, as it went. */
export class Tape {
  readonly calls: TapedCall[] = [];
  /** neighbouring pieces of one text joined, arguments only once they are whole */
  readonly events: [ms: number, event: ModelEvent][] = [];
  readonly #begin = performance.now();

  event(event: ModelEvent): void {
    if (event.type === 'tool_delta') return;
    const last = this.events.at(-1)?.[1];
    if ((event.type === 'text' || event.type === 'reasoning') && last?.type === event.type) last.text += event.text;
    else this.events.push([this.#now(), { ...event }]);
  }

  http(inner: HttpClient): HttpClient {
    return {
      request: async (request) => {
        const call: TapedCall = { status: 0, headers: {}, chunks: [] };
        this.calls.push(call);
        const watched = async <T>(work: Promise<T>): Promise<T> => {
          try {
            return await work;
          } catch (error) {
            // what the wire cuts itself, because it has all it wants, is no failure
            if (!request.signal?.aborted) call.error = describeError(error);
            throw error;
          }
        };
        const response = await watched(inner.request(request));
        call.status = response.status;
        call.headers = Object.fromEntries(Object.entries(response.headers).filter(([name]) => SAFE_HEADER.test(name)));
        const keep = (bytes: Uint8Array) => call.chunks.push({ ms: this.#now(), bytes: Buffer.from(bytes) });
        return {
          ...response,
          read: (onChunk) =>
            watched(
              response.read((chunk) => {
                keep(chunk);
                onChunk(chunk);
              }),
            ),
          text: async (limit) => {
            const text = await watched(response.text(limit));
            keep(Buffer.from(text));
            return text;
          },
        };
      },
    };
  }

  #now(): number {
    return Math.round(performance.now() - this.#begin);
  }
}

export function describeError(error: unknown): RecordedError {
  if (error instanceof ModelError)
    return { code: error.code, message: String(error.details.message ?? error.message), retryable: error.retryable };
  return { code: 'OC_NETWORK', message: error instanceof Error ? error.message : String(error), retryable: false };
}
