import { ModelError, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { http } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { listModels } from '../src/models.ts';

providerContract(new URL('../', import.meta.url));

describe('provider google', () => {
  let fake: FakeModel;
  const io = { http, signal: new AbortController().signal };
  const target = (): ModelTarget => ({
    provider: 'google',
    model: 'm',
    wire: 'google-generate',
    baseUrl: `${fake.url}/v1beta`,
    headers: {},
    auth: { type: 'header', name: 'x-goog-api-key' },
    apiKey: 'key-0123456789',
    info: { id: 'm' },
    extra: {},
  });
  const list = async (routes: Record<string, unknown>) => {
    fake = await startFakeModel({ routes });
    return listModels(target(), io);
  };
  afterEach(() => fake.close());

  it('lists the models that write, with their limits', async () => {
    const models = [
      {
        name: 'models/gemini-9',
        displayName: 'Gemini 9',
        inputTokenLimit: 1000,
        outputTokenLimit: 100,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
        thinking: true,
      },
      { name: 'models/embed-1', supportedGenerationMethods: ['embedContent'] },
      { name: 'models/plain', supportedGenerationMethods: ['generateContent'] },
      {},
    ];
    expect(await list({ 'GET /v1beta/models': { models } })).to.deep.equal([
      { id: 'gemini-9', name: 'Gemini 9', context: 1000, output: 100, capabilities: { reasoning: true } },
      { id: 'plain' },
    ]);
  });

  for (const [what, routes, expected] of [
    ['an answer that is no list', { 'GET /v1beta/models': [] }, { code: 'OC_MODEL_UNREADABLE' }],
    ['an address without one', { 'GET /other': [] }, { code: 'OC_MODEL_HTTP', status: 404 }],
  ] as const) {
    it(`says so of ${what}`, async () => {
      fake = await startFakeModel({ routes });
      const error = await listModels({ ...target(), baseUrl: `${fake.url}/v1beta${'status' in expected ? '/x?y=' : ''}` }, io).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(ModelError).and.include(expected);
    });
  }
});
