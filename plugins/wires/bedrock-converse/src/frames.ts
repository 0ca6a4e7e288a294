import { type AnswerFormat, unreadable } from '@ock/kernel';

/** bytes of one frame, which AWS limits to 16 MiB of payload and 128 KiB of headers, beyond which the stream counts as broken */
const MAX_FRAME = 24 << 20;
/** bytes of the smallest frame: lengths, and the two checksums */
const MIN_FRAME = 16;

/** One message of the stream: an event or an exception, by its name. */
export interface Frame {
  event?: string;
  exception?: string;
  payload: Record<string, unknown>;
}

/** AWS event streams: frames with a length, headers, a JSON payload and checksums, told as `Frame`s. */
export const frameFormat: AnswerFormat = async (sink, target) => {
  const { EventStreamCodec } = await import('@smithy/eventstream-codec');
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
    (text) => Buffer.from(text, 'utf8'),
  );
  let held: Uint8Array[] = [];
  let size = 0;
  /** bytes that must have come before it is worth looking again */
  let need = MIN_FRAME;

  const decode = (bytes: Uint8Array): Frame => {
    try {
      const { headers, body } = codec.decode(bytes);
      const named = (name: string) => (headers[name]?.type === 'string' ? headers[name].value : undefined);
      const payload = (body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString('utf8'))) as Record<string, unknown>;
      switch (named(':message-type')) {
        case 'event':
          return { event: named(':event-type') ?? '', payload };
        case 'error':
          return { exception: named(':error-code') ?? 'error', payload: { message: named(':error-message'), ...payload } };
        default:
          return { exception: named(':exception-type') ?? 'exception', payload };
      }
    } catch (error) {
      throw unreadable(`a broken frame: ${error instanceof Error ? error.message : String(error)}`, target, true);
    }
  };

  return {
    feed(chunk) {
      held.push(chunk);
      size += chunk.length;
      if (size < need) return;
      const bytes = Buffer.concat(held, size);
      let at = 0;
      need = MIN_FRAME;
      while (bytes.length - at >= MIN_FRAME) {
        const length = bytes.readUInt32BE(at);
        if (length < MIN_FRAME || length > MAX_FRAME) throw unreadable('something that is not an event stream', target, true);
        need = length;
        if (bytes.length - at < length) break;
        sink.value(decode(bytes.subarray(at, at + length)));
        at += length;
        need = MIN_FRAME;
      }
      held = at < bytes.length ? [bytes.subarray(at)] : [];
      size = bytes.length - at;
    },
    // a frame that was cut off is missed by the reader, which knows what an answer must have
    end: () => undefined,
  };
};
