import { expect } from 'chai';
import { embeddingBench, wireEmbeddingsContract } from '../../../../test/contracts/wire-embeddings.ts';
import { createChatWire } from '../src/wire.ts';

const OPTIONS = {
  wire: createChatWire(),
  id: 'openai-chat',
  baseUrl: (url: string) => `${url}/v1`,
  auth: { type: 'bearer' } as const,
};
const entry = (embedding: unknown, index?: unknown) => ({ object: 'embedding', embedding, ...(index !== undefined && { index }) });
const raw = (data: unknown, usage?: unknown) => ({ raw: [JSON.stringify({ object: 'list', data, usage })] });
const floats = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64');

wireEmbeddingsContract({
  ...OPTIONS,
  answer: (vectors) => ({ object: 'list', data: vectors.map((vector, index) => entry(vector, index)) }),
  query: { dimensions: 4 },
  overflow: {
    status: 400,
    body: { error: { message: "This model's maximum context length is 8192 tokens, however you requested 9000 tokens" } },
  },
});

describe('embeddings of the wire openai-chat, by quirks and odd answers', () => {
  const { ask, fails, requests, close } = embeddingBench(OPTIONS);
  afterEach(() => close());
  const quirks = (quirks: Record<string, string>) => ({ info: { id: 'm-1', quirks } });

  it('goes by index where every entry has one of its own, else by the order they came in', async () => {
    const texts = ['a', 'b', 'c'];
    const by = async (...indexes: unknown[]) =>
      (await ask({ texts }, raw(indexes.map((index, n) => entry([n], index))))).vectors.map(([n]) => n);
    expect(await by(2, 0, 1)).to.deep.equal([1, 2, 0]);
    expect(await by(undefined, undefined, undefined)).to.deep.equal([0, 1, 2]);
    expect(await by(0, 0, 0)).to.deep.equal([0, 1, 2]);
    expect(await by(1, 'x', 0)).to.deep.equal([0, 1, 2]);
  });

  it('reads base64 as 32-bit floats, whether it was asked for or not', async () => {
    const changes = quirks({ embedEncoding: 'base64' });
    expect((await ask({ texts: ['a'] }, raw([entry(floats(0.5, -2, 0.125), 0)]), changes)).vectors).to.deep.equal([[0.5, -2, 0.125]]);
    expect(requests()[0]?.body).to.include({ encoding_format: 'base64' });
    expect((await ask({ texts: ['a'] }, raw([entry([1, 2], 0)]), changes)).vectors).to.deep.equal([[1, 2]]);
    await ask({ texts: ['a'] }, raw([entry(floats(1), 0)]));
    expect(requests()[0]?.body).not.to.have.property('encoding_format');
    for (const broken of [floats(1, 2).slice(0, 7), floats(Number.NaN), ''])
      expect((await fails({ texts: ['a'] }, raw([entry(broken, 0)]))).code, broken).to.equal('OC_MODEL_UNREADABLE');
  });

  it('speaks as Voyage and Mistral want it', async () => {
    const voyage = quirks({ purposeField: 'input_type', dimensionsField: 'output_dimension', truncationField: 'truncation' });
    await ask({ texts: ['a'], dimensions: 3, purpose: 'query' }, undefined, voyage);
    expect(requests()[0]?.body).to.deep.equal({ model: 'm-1', input: ['a'], output_dimension: 3, input_type: 'query', truncation: false });
    await ask({ texts: ['a'] }, undefined, quirks({ purposeField: 'task', purposeDocument: 'retrieval.passage' }));
    expect(requests()[0]?.body).to.deep.equal({ model: 'm-1', input: ['a'], task: 'retrieval.passage' });
    await ask({ texts: ['a'], dimensions: 3 }, undefined, quirks({ dimensionsField: 'none' }));
    expect(requests()[0]?.body).to.deep.equal({ model: 'm-1', input: ['a'] });
  });

  it('finds the path before the query of a deployment’s address, and another path where the provider has one', async () => {
    const on = { baseUrl: (url: string) => `${url}/openai/deployments/emb?api-version=2024-10-21` };
    const azure = embeddingBench({ ...OPTIONS, ...on });
    await azure.ask({ texts: ['a'] });
    expect(azure.requests()[0]?.path).to.equal('/openai/deployments/emb/embeddings');
    await azure.close();
    await ask({ texts: ['a'] }, undefined, quirks({ embedPath: '/inference/embeddings' }));
    expect(requests()[0]?.path).to.equal('/v1/inference/embeddings');
  });

  it('counts what the server counts, and nothing where it does not', async () => {
    const tokens = async (usage: unknown) => (await ask({ texts: ['a'] }, raw([entry([1], 0)], usage))).tokens;
    expect(await tokens({ prompt_tokens: 5, total_tokens: 6 })).to.equal(5);
    expect(await tokens({ total_tokens: 6 })).to.equal(6);
    expect(await tokens(null)).to.equal(undefined);
    expect(await tokens({ prompt_tokens: 'many' })).to.equal(undefined);
  });
});
