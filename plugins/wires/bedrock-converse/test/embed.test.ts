import { expect } from 'chai';
import { embeddingBench, wireEmbeddingsContract } from '../../../../test/contracts/wire-embeddings.ts';
import { createConverseWire } from '../src/wire.ts';

const OPTIONS = { wire: createConverseWire(), id: 'bedrock-converse', baseUrl: (url: string) => url, auth: { type: 'bearer' } as const };
const OVERFLOW = {
  status: 400,
  body: { message: '400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 9000' },
};
const COHERE = { embedFormat: 'cohere' };

describe('embeddings of Titan', () => {
  wireEmbeddingsContract({
    ...OPTIONS,
    single: true,
    answer: ([embedding]) => ({ embedding, inputTextTokenCount: 3 }),
    query: { dimensions: 4 },
    overflow: OVERFLOW,
  });
});

describe('embeddings of Cohere on Bedrock', () => {
  wireEmbeddingsContract({
    ...OPTIONS,
    quirks: COHERE,
    answer: (float) => ({ id: 'e-1', response_type: 'embeddings_by_type', embeddings: { float } }),
    query: { input_type: 'search_query' },
    overflow: OVERFLOW,
  });
});

describe('embeddings of the wire bedrock-converse', () => {
  const { ask, requests, close } = embeddingBench(OPTIONS);
  afterEach(() => close());

  it('are one request a text for Titan, and count together', async () => {
    const answer = await ask({ texts: ['abc', 'de', 'f'] }, undefined, { model: 'amazon.titan-embed-text-v2:0' });
    expect(answer.tokens).to.equal(6);
    expect(requests().map(({ path }) => path)).to.deep.equal(new Array(3).fill('/model/amazon.titan-embed-text-v2%3A0/invoke'));
    expect(requests().map(({ body }) => body.inputText)).to.have.members(['abc', 'de', 'f']);
  });

  it('are all in one for Cohere, whichever way it lists them; tokens stand in a header', async () => {
    const cohere = { info: { id: 'm-1', quirks: COHERE } };
    const headers = { 'x-amzn-bedrock-input-token-count': '7' };
    const body = JSON.stringify({
      embeddings: [
        [1, 2],
        [3, 4],
      ],
    });
    const bare = { kind: 'status' as const, status: 200, headers, body };
    expect(await ask({ texts: ['a', 'b'] }, bare, cohere)).to.deep.equal({
      vectors: [
        [1, 2],
        [3, 4],
      ],
      tokens: 7,
    });
    expect(requests()[0]?.body).to.deep.equal({
      texts: ['a', 'b'],
      input_type: 'search_document',
      embedding_types: ['float'],
      truncate: 'NONE',
    });
  });
});
