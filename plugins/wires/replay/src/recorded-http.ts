import { type HttpClient, KernelError, ModelError, type RecordedCall, type RecordedError } from '@ock/kernel';

/** Answers each request with the next recorded response. */
export function recordedHttp(calls: readonly RecordedCall[], wait: (ms: number) => Promise<void>): HttpClient {
  let next = 0;
  return {
    async request() {
      const call = calls[next++];
      if (!call) throw new KernelError('OC_INTERNAL', { because: 'wire-replay.more_requests' });
      await wait(0);
      if (call.status === 0) throw toError(call.error);
      const read = async (onChunk: (chunk: Uint8Array) => void) => {
        for (const [ms, data, encoding] of call.chunks) {
          await wait(ms);
          onChunk(Buffer.from(data, encoding ?? 'utf8'));
        }
        if (call.error) throw toError(call.error);
      };
      const text = async (limit = 1 << 20) => {
        const chunks: Uint8Array[] = [];
        await read((chunk) => chunks.push(chunk));
        return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
      };
      return { status: call.status, headers: call.headers, read, text };
    },
  };
}

export function toError({ code, message, retryable }: RecordedError = { code: 'OC_NETWORK', message: '', retryable: false }): ModelError {
  return new ModelError(code, { message }, { retryable });
}
