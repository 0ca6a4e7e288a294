import { expect } from 'chai';
import { embeddingBench, wireEmbeddingsContract } from '../../../../test/contracts/wire-embeddings.ts';
import { createGenerateWire } from '../src/wire.ts';

const OPTIONS = {
  wire: createGenerateWire(),
  id: 'google-generate',
  baseUrl: (url: string) => `${url}/v1beta`,
  auth: { type: 'header', name: 'x-goog-api-key' } as const,
};
const OVERFLOW = {
  status: 400,
  body: {
    error: {
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: 'The input token count (3000) exceeds the maximum number of tokens allowed (2048).',
    },
  },
};

wireEmbeddingsContract({
  ...OPTIONS,
  answer: (vectors) => ({ embeddings: vectors.map((values) => ({ values })) }),
  query: { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 4 },
  overflow: OVERFLOW,
});

describe('embeddings of the wire google-generate on Vertex AI', () => {
  wireEmbeddingsContract({
    ...OPTIONS,
    quirks: { embedVerb: 'predict' },
    answer: (vectors) => ({ predictions: vectors.map((values) => ({ embeddings: { values } })) }),
    query: { task_type: 'RETRIEVAL_QUERY' },
    overflow: OVERFLOW,
  });
});

describe('embeddings of the wire google-generate, request by request', () => {
  const { ask, requests, close } = embeddingBench(OPTIONS);
  afterEach(() => close());

  it('name the model in every part of a batch', async () => {
    expect(await ask({ texts: ['a', 'b'] }, undefined, { model: 'models/m-1' })).not.to.have.property('tokens');
    expect(requests()[0]?.path).to.equal('/v1beta/models/m-1:batchEmbedContents');
    expect(requests()[0]?.body).to.deep.equal({
      requests: ['a', 'b'].map((text) => ({ model: 'models/m-1', content: { parts: [{ text }] }, taskType: 'RETRIEVAL_DOCUMENT' })),
    });
    await ask({ texts: ['a'] }, undefined, { info: { id: 'm-1', quirks: { noTaskType: true } } });
    expect(JSON.stringify(requests()[0]?.body)).not.to.include('taskType');
  });

  it('are predictions on Vertex AI, uncut and counted', async () => {
    const vertex = { info: { id: 'm-1', quirks: { embedVerb: 'predict' } } };
    expect((await ask({ texts: ['abc', 'de'], dimensions: 4 }, undefined, vertex)).tokens).to.equal(5);
    expect(requests()[0]?.path).to.equal('/v1beta/models/m-1:predict');
    expect(requests()[0]?.body).to.deep.equal({
      instances: ['abc', 'de'].map((content) => ({ content, task_type: 'RETRIEVAL_DOCUMENT' })),
      parameters: { autoTruncate: false, outputDimensionality: 4 },
    });
  });
});
