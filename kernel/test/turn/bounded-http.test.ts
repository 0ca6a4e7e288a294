import { expect } from 'chai';
import type { HttpClient } from '../../src/http/client.ts';
import { boundedHttp } from '../../src/turn/models/bounded-http.ts';

/** A client whose answer is so many chunks of so many bytes. */
function endless(chunks: number, size: number): HttpClient {
  return {
    request: async () => ({
      status: 200,
      headers: {},
      text: async () => '',
      async read(onChunk) {
        for (let n = 0; n < chunks; n++) {
          onChunk(new Uint8Array(size));
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    }),
  };
}
const read = async (http: HttpClient): Promise<number> => {
  let bytes = 0;
  await (await http.request({ url: 'http://x' })).read((chunk) => {
    bytes += chunk.length;
  });
  return bytes;
};
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('no error'),
    (error: { code: string; retryable: boolean; message: string }) => error,
  );

describe('boundedHttp', () => {
  it('passes on what has an end', async () => {
    expect(await read(boundedHttp(endless(3, 1000), 1000))).to.equal(3000);
  });

  it('ends an answer that is too large, and does not try it again', async () => {
    const error = await failure(read(boundedHttp(endless(1e6, 1 << 20), 1000, {}, { bytes: 4 << 20, ms: 60_000 })));
    expect(error).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: false });
    expect(error.message).to.contain('4 MiB');
  });

  it('ends an answer that is kept alive for ever', async () => {
    const error = await failure(read(boundedHttp(endless(1e9, 1), 1000, {}, { bytes: 1e9, ms: 30 })));
    expect(error).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: false });
  });
});
