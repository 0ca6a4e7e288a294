import type { HttpClient } from '../../http/client.ts';
import type { ModelTimeouts } from '../../kinds/model.ts';
import { ModelError } from '../../runtime/errors.ts';

/** bytes of one answer, unpacked: several times the longest one that any model gives */
const MAX_BYTES = 128 << 20;
/** ms: a server that keeps the line alive with comments never counts as silent */
const MAX_MS = 60 * 60_000;

/**
 * The client with an end to everything: silence, and answers that go on for ever.
 * @param stallMs silence that counts as a stall, where the provider has no times of its own
 */
export function boundedHttp(
  http: HttpClient,
  stallMs: number,
  { connectMs, firstByteMs, idleMs = stallMs }: ModelTimeouts = {},
  bounds = { bytes: MAX_BYTES, ms: MAX_MS },
): HttpClient {
  const times = {
    idleTimeoutMs: idleMs,
    headTimeoutMs: firstByteMs ?? stallMs,
    ...(firstByteMs !== undefined && { firstByteTimeoutMs: firstByteMs }),
    ...(connectMs !== undefined && { connectTimeoutMs: connectMs }),
  };
  return {
    async request(request) {
      const response = await http.request({ ...times, ...request });
      const until = performance.now() + bounds.ms;
      let size = 0;
      return {
        ...response,
        read: (onChunk) =>
          response.read((chunk) => {
            size += chunk.length;
            if (size > bounds.bytes) throw endless(`more than ${bounds.bytes >> 20} MiB`);
            if (performance.now() > until) throw endless(`for more than ${bounds.ms / 60_000} minutes`);
            onChunk(chunk);
          }),
      };
    },
  };
}

function endless(how: string): ModelError {
  return new ModelError(
    'OC_MODEL_UNREADABLE',
    { message: `the answer does not end: it went on ${how}`, because: 'model.endless', how },
    { retryable: false },
  );
}
