import type { ModelTarget } from '../kinds/model.ts';
import type { WireIo } from '../kinds/wire.ts';
import { type AnswerDecoder, type AnswerFormat, eventFormat, lineFormat, MAX_EVENT, parseJson } from './answer-format.ts';
import { httpFailure, unreadable, webPage } from './model-failure.ts';

const ERROR_BODY_BYTES = 64 << 10;
/** ms the server gets to close an answer that is complete, before the socket is closed for it */
const LINGER_MS = 50;

export interface ModelCall {
  url: string;
  headers: Record<string, string>;
  body: unknown;
  /** how the answer is streamed: server-sent events (default), a JSON value a line, or a protocol's own framing */
  format?: 'events' | 'lines' | AnswerFormat;
}

/** What a wire does with an answer. */
export interface AnswerReader {
  /** One event of the stream, parsed. @returns true when the answer is complete */
  event(value: unknown): boolean;
  /** The whole answer of a server that does not stream, parsed. Never called with the format `lines`, where it is an event like others. */
  whole(value: unknown): void;
  /** The stream's end. @param marked true: the server's own end mark came. @throws when something is missing */
  end(marked: boolean): void;
  /** The answer broke off: reports what is known to have been used, where the server tells that before the end. */
  broken?(): void;
}

/**
 * Posts a model request and hands the answer to `reader`: a stream in any chunking, or one JSON document where a server ignores `stream`.
 * What is sent is judged by its first character, not by its content type, which gateways get wrong. Where the target can `sign`, its
 * headers are added last.
 * @throws ModelError for error statuses, HTML pages, broken JSON and everything `HttpClient` throws
 */
export async function callModel(call: ModelCall, target: ModelTarget, io: WireIo, reader: AnswerReader): Promise<void> {
  let isComplete = false;
  let complete = (): void => undefined;
  const completed = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const finish = (): void => {
    isComplete = true;
    complete();
  };
  const sink = {
    value: (value: unknown) => {
      if (!isComplete && reader.event(value) === true) finish();
    },
    done: () => {
      if (!isComplete) finish();
    },
  };
  const decoding = Promise.resolve(formatOf(call)(sink, target));
  decoding.catch(() => undefined);
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const response = await post(call, target, io, signal);
  if (response.status >= 400) throw httpFailure(response.status, response.headers, await response.text(ERROR_BODY_BYTES), target);

  const answer = new Answer(await decoding, target, call.format !== 'lines');
  const reading = response.read((chunk) => answer.feed(chunk)).then(() => answer.end());
  const lingering = completed.then(() => new Promise<void>((resolve) => setTimeout(resolve, LINGER_MS)));
  try {
    await Promise.race([reading, lingering]);
  } catch (error) {
    if (!isComplete || io.signal.aborted) {
      reader.broken?.();
      throw error;
    }
  }
  reading.catch(() => undefined);
  stop.abort();
  const document = answer.document();
  if (document !== undefined) return reader.whole(parseJson(document, target));
  try {
    reader.end(isComplete);
  } catch (error) {
    reader.broken?.();
    throw error;
  }
}

function formatOf({ format = 'events' }: ModelCall): AnswerFormat {
  if (format === 'events') return eventFormat;
  return format === 'lines' ? lineFormat : format;
}

async function post({ url, ...call }: ModelCall, target: ModelTarget, io: WireIo, signal: AbortSignal) {
  const method = 'POST';
  const body = JSON.stringify(call.body);
  const headers = { accept: 'text/event-stream, application/json', 'content-type': 'application/json', ...call.headers };
  const signed = io.signal.aborted ? undefined : await target.sign?.({ method, url, headers, body });
  return io.http.request({ url, method, headers: { ...headers, ...signed }, body, signal });
}

const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const BRACES = new Set([0x7b, 0x5b]);
const LESS_THAN = 0x3c;

/** Tells by its first character what an answer is, and keeps it when it is one document. */
class Answer {
  readonly #decoder: AnswerDecoder;
  readonly #target: ModelTarget;
  readonly #maybeDocument: boolean;
  #kind: 'unknown' | 'stream' | 'document' = 'unknown';
  #held: Uint8Array[] = [];
  #size = 0;

  /** @param maybeDocument false: the stream itself begins with a brace */
  constructor(decoder: AnswerDecoder, target: ModelTarget, maybeDocument: boolean) {
    this.#decoder = decoder;
    this.#target = target;
    this.#maybeDocument = maybeDocument;
  }

  document(): string | undefined {
    return this.#kind === 'document' ? new TextDecoder().decode(Buffer.concat(this.#held)) : undefined;
  }

  feed(chunk: Uint8Array): void {
    if (this.#kind === 'stream') this.#decoder.feed(chunk);
    else this.#hold(chunk);
  }

  end(): void {
    if (this.#kind !== 'document') this.#decoder.end();
  }

  #hold(chunk: Uint8Array): void {
    this.#held.push(chunk);
    this.#size += chunk.length;
    if (this.#size > MAX_EVENT) throw unreadable('an answer that never ends', this.#target, false);
    const first = this.#kind === 'document' ? undefined : chunk.find((byte) => !BLANK.has(byte));
    if (first === undefined) return;
    if (first === LESS_THAN) throw webPage(this.#target);
    this.#kind = this.#maybeDocument && BRACES.has(first) ? 'document' : 'stream';
    if (this.#kind !== 'stream') return;
    this.#decoder.feed(Buffer.concat(this.#held));
    this.#held = [];
  }
}
