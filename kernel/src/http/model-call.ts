import type { ModelTarget } from '../kinds/model.ts';
import type { WireIo } from '../kinds/wire.ts';
import { httpFailure, unreadable } from './model-failure.ts';

/** characters of one event, or of an answer that is not streamed, beyond which it counts as broken */
const MAX_EVENT = 32 << 20;
const ERROR_BODY_BYTES = 64 << 10;
/** ms the server gets to close an answer that is complete, before the socket is closed for it */
const LINGER_MS = 50;

export interface ModelCall {
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** What a wire does with an answer. */
export interface AnswerReader {
  /** One event of the stream, parsed. @returns true when the answer is complete */
  event(value: unknown): boolean;
  /** The whole answer of a server that does not stream, parsed. */
  whole(value: unknown): void;
  /** The stream's end. @param marked true: the server's own end mark came. @throws when something is missing */
  end(marked: boolean): void;
}

/**
 * Posts a model request and hands the answer to `reader`: server-sent events in any chunking, or one JSON document where a server ignores `stream`.
 * What is sent is judged by its first character, not by its content type, which gateways get wrong.
 * @throws ModelError for error statuses, HTML pages, broken JSON and everything `HttpClient` throws
 */
export async function callModel(call: ModelCall, target: ModelTarget, io: WireIo, reader: AnswerReader): Promise<void> {
  const library = import('eventsource-parser');
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const headers = { accept: 'text/event-stream, application/json', 'content-type': 'application/json', ...call.headers };
  const response = await io.http.request({ url: call.url, method: 'POST', headers, body: JSON.stringify(call.body), signal });
  if (response.status >= 400) throw httpFailure(response.status, response.headers, await response.text(ERROR_BODY_BYTES), target);
  const { createParser } = await library;

  let isComplete = false;
  let complete = (): void => undefined;
  const completed = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent: ({ data }) => {
      if (isComplete || data === '') return;
      isComplete = data === '[DONE]' || reader.event(parse(data, target)) === true;
      if (isComplete) complete();
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw unreadable('an event that never ends', target, true);
    },
  });
  const answer = new Answer((text) => parser.feed(text), target);
  const decoder = new TextDecoder();
  const reading = response
    .read((chunk) => answer.feed(decoder.decode(chunk, { stream: true })))
    .then(() => answer.feed(`${decoder.decode()}\n\n`));
  const lingering = completed.then(() => new Promise<void>((resolve) => setTimeout(resolve, LINGER_MS)));
  try {
    await Promise.race([reading, lingering]);
  } catch (error) {
    if (!isComplete || io.signal.aborted) throw error;
  }
  reading.catch(() => undefined);
  stop.abort();
  if (answer.document === undefined) reader.end(isComplete);
  else reader.whole(parse(answer.document, target));
}

/** Tells by its first character what an answer is, and keeps it when it is one document. */
class Answer {
  readonly #events: (text: string) => void;
  readonly #target: ModelTarget;
  #kind: 'unknown' | 'events' | 'document' = 'unknown';
  #held = '';

  constructor(events: (text: string) => void, target: ModelTarget) {
    this.#events = events;
    this.#target = target;
  }

  get document(): string | undefined {
    return this.#kind === 'document' ? this.#held : undefined;
  }

  feed(text: string): void {
    if (this.#kind === 'events') this.#events(text);
    else this.#hold(text);
  }

  #hold(text: string): void {
    this.#held += text;
    if (this.#held.length > MAX_EVENT) throw unreadable('an answer that never ends', this.#target, false);
    const first = this.#kind === 'document' ? undefined : this.#held.trimStart()[0];
    if (first === undefined) return;
    if (first === '<')
      throw unreadable('a web page instead of an answer: is the base URL right, or is a proxy in between?', this.#target, false);
    this.#kind = first === '{' || first === '[' ? 'document' : 'events';
    if (this.#kind === 'events') this.#events(this.#held);
  }
}

function parse(text: string, target: ModelTarget): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(`something that is not JSON: ${JSON.stringify(text.slice(0, 60))}`, target, true);
  }
}
