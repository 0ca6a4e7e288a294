import type { ModelTarget } from '../kinds/model.ts';
import { redact } from '../runtime/redact.ts';
import { unreadable } from './model-failure.ts';

/** characters of one event, or of an answer that is not streamed, beyond which it counts as broken */
export const MAX_EVENT = 32 << 20;

/** Where a decoder reports what it finds, in order. */
export interface AnswerSink {
  /** one event of the stream, parsed */
  value(value: unknown): void;
  /** the server's own end mark, where it is no event */
  done(): void;
}

/** Cuts the bytes of a streamed answer, which come in any chunking, into values. */
export interface AnswerDecoder {
  /** @throws ModelError for what is not the format */
  feed(chunk: Uint8Array): void;
  /** No more bytes will come. */
  end(): void;
}

/** A decoder for one answer; what it needs is loaded while the request is under way. */
export type AnswerFormat = (sink: AnswerSink, target: ModelTarget) => AnswerDecoder | Promise<AnswerDecoder>;

/** Server-sent events of JSON; `[DONE]` is the end mark. */
export const eventFormat: AnswerFormat = async (sink, target) => {
  const { createParser } = await import('eventsource-parser');
  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent: ({ data }) => {
      if (data === '[DONE]') sink.done();
      else if (data !== '') sink.value(parseJson(data, target));
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw unreadable('an event that never ends', target, true);
    },
  });
  const decoder = new TextDecoder();
  return {
    feed: (chunk) => parser.feed(decoder.decode(chunk, { stream: true })),
    end: () => parser.feed(`${decoder.decode()}\n\n`),
  };
};

/** One JSON value a line (NDJSON), blank lines between them; also one value over several lines, as servers without streaming send it. */
export const lineFormat: AnswerFormat = (sink, target) => {
  const decoder = new TextDecoder();
  let rest = '';
  let seen = false;
  let spread = false;
  /** @returns false when the first line is not a value by itself */
  const line = (text: string): boolean => {
    if (text.trim() === '') return true;
    const value = seen ? { parsed: parseJson(text, target) } : tryJson(text);
    if (!value) return false;
    seen = true;
    sink.value(value.parsed);
    return true;
  };
  const feed = (text: string): void => {
    let from = 0;
    for (let at = spread ? -1 : text.indexOf('\n'); at >= 0 && !spread; at = text.indexOf('\n', from)) {
      const one = rest + text.slice(from, at);
      from = at + 1;
      spread = !line(one);
      rest = spread ? `${one}\n` : '';
    }
    rest += text.slice(from);
    if (rest.length > MAX_EVENT) throw unreadable('a line that never ends', target, true);
  };
  return {
    feed: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    end: () => {
      const text = rest + decoder.decode();
      if (text.trim() !== '') sink.value(parseJson(text, target));
    },
  };
};

export function parseJson(text: string, target: ModelTarget): unknown {
  const value = tryJson(text);
  if (value === undefined) throw unreadable(`something that is not JSON: ${JSON.stringify(redact(text).slice(0, 60))}`, target, true);
  return value.parsed;
}

function tryJson(text: string): { parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
