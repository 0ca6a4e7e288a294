import { expect } from 'chai';
import { embeddingBench, wireEmbeddingsContract } from '../../../../test/contracts/wire-embeddings.ts';
import { createOllamaWire } from '../src/wire.ts';

const OPTIONS = { wire: createOllamaWire(), id: 'ollama', baseUrl: (url: string) => `${url}/v1`, auth: { type: 'bearer' } as const };

wireEmbeddingsContract({
  ...OPTIONS,
  answer: (embeddings) => ({ model: 'm-1', embeddings }),
  query: { dimensions: 4 },
  overflow: { status: 400, body: { error: 'the input length exceeds the context length' } },
});

describe('embeddings of the wire ollama', () => {
  const { ask, requests, close } = embeddingBench(OPTIONS);
  afterEach(() => close());

  it('asks for texts uncut, with the window and the life in memory that are configured', async () => {
    expect((await ask({ texts: ['abc', 'de'] })).tokens).to.equal(5);
    expect(requests()[0]?.path).to.equal('/api/embed');
    expect(requests()[0]?.body).to.deep.equal({ model: 'm-1', input: ['abc', 'de'], truncate: false });
    await ask({ texts: ['a'] }, undefined, { info: { id: 'm-1', quirks: { numCtx: 2048, keepAlive: '30m' } } });
    expect(requests()[0]?.body).to.deep.include({ options: { num_ctx: 2048 }, keep_alive: '30m' });
  });
});
