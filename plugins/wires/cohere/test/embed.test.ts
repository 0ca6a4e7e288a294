import { expect } from 'chai';
import { embeddingBench, wireEmbeddingsContract } from '../../../../test/contracts/wire-embeddings.ts';
import { createCohereWire } from '../src/wire.ts';

const OPTIONS = { wire: createCohereWire(), id: 'cohere', baseUrl: (url: string) => `${url}/v1`, auth: { type: 'bearer' } as const };

wireEmbeddingsContract({
  ...OPTIONS,
  answer: (float) => ({ id: 'e-1', embeddings: { float } }),
  query: { input_type: 'search_query' },
  overflow: { status: 400, body: { message: 'invalid request: text 0 is too long: too many tokens' } },
});

describe('embeddings of the wire cohere', () => {
  const { ask, requests, close } = embeddingBench(OPTIONS);
  afterEach(() => close());

  it('asks for floats of documents, uncut, and counts what is billed', async () => {
    expect((await ask({ texts: ['abc', 'de'] })).tokens).to.equal(5);
    expect(requests()[0]?.path).to.equal('/v2/embed');
    const body = { model: 'm-1', texts: ['abc', 'de'], input_type: 'search_document', embedding_types: ['float'], truncate: 'NONE' };
    expect(requests()[0]?.body).to.deep.equal(body);
    await ask({ texts: ['a'], dimensions: 4 });
    expect(requests()[0]?.body).to.include({ output_dimension: 4 });
  });
});
