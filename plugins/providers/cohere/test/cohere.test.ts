import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { http, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { createCohereProvider } from '../src/provider.ts';

providerContract(new URL('../', import.meta.url));

describe('provider cohere', () => {
  const options = { id: 'cohere', baseUrl: (url: string) => url, auth: { type: 'bearer' } as const };
  const io = () => ({ http, signal: new AbortController().signal });
  let fake: FakeModel;
  afterEach(() => fake?.close());

  it('lists what an account may chat with', async () => {
    const models = [
      { name: 'command-a', context_length: 256000, features: ['tools'], endpoints: ['chat'] },
      { name: 'mine-ft', context_length: null },
      { name: 'old', is_deprecated: true },
    ];
    fake = await startFakeModel({ routes: { 'GET /v1/models': { models } } });
    expect(await createCohereProvider().models?.(target(fake, options), io())).to.deep.equal([
      { id: 'command-a', context: 256000, capabilities: { tools: true, images: false } },
      { id: 'mine-ft' },
    ]);
  });

  it('takes a list of another form for an empty one, and says that nobody answers', async () => {
    fake = await startFakeModel({ models: ['x'] });
    const list = () =>
      createCohereProvider()
        .models?.(target(fake, options), io())
        .catch((error: { code: string }) => error.code);
    expect(await list()).to.deep.equal([]);
    await fake.close();
    expect(await list()).to.equal('OC_NETWORK');
  });

  it('passes on that the key was refused', async () => {
    const refusing = {
      request: async () => ({ status: 401, headers: {}, read: async () => undefined, text: async () => '{"message":"invalid api token"}' }),
    };
    fake = await startFakeModel({});
    const error = await createCohereProvider()
      .models?.(target(fake, options), { ...io(), http: refusing })
      .catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'OC_AUTH_REFUSED', retryable: false });
  });
});
