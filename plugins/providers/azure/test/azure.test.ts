import { KernelError, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { converse, http, prompt } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { createChatWire } from '../../../wires/openai-chat/src/wire.ts';
import { createResponsesWire } from '../../../wires/openai-responses/src/wire.ts';
import { azureUrl } from '../src/address.ts';
import { createAzureProvider } from '../src/provider.ts';

providerContract(new URL('../', import.meta.url));

const HOST = 'https://res.openai.azure.com';
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhIn0.c2ln';

describe('provider azure', () => {
  let fake: FakeModel | undefined;
  const io = { http, signal: new AbortController().signal };
  const target = (changes: Partial<ModelTarget> = {}): ModelTarget => ({
    provider: 'azure',
    model: 'my-gpt',
    wire: 'openai-chat',
    baseUrl: HOST,
    headers: {},
    auth: { type: 'header', name: 'api-key' },
    apiKey: 'azure-key-0123456789',
    info: { id: 'my-gpt' },
    extra: {},
    ...changes,
  });
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
  });

  for (const [baseUrl, version, chat, responses] of [
    [HOST, undefined, `${HOST}/openai/v1`, `${HOST}/openai/v1`],
    [`${HOST}/`, 'v1', `${HOST}/openai/v1`, `${HOST}/openai/v1`],
    [`${HOST}/openai/v1/`, '2024-10-21', `${HOST}/openai/v1?api-version=2024-10-21`, `${HOST}/openai/v1?api-version=2024-10-21`],
    [HOST, 'preview', `${HOST}/openai/v1?api-version=preview`, `${HOST}/openai/v1?api-version=preview`],
    [HOST, '2024-10-21', `${HOST}/openai/deployments/my-gpt?api-version=2024-10-21`, `${HOST}/openai?api-version=2025-03-01-preview`],
    [
      `${HOST}/openai?api-version=2025-04-01-preview`,
      undefined,
      `${HOST}/openai/deployments/my-gpt?api-version=2025-04-01-preview`,
      `${HOST}/openai?api-version=2025-04-01-preview`,
    ],
    [
      'https://gw.example/openai/deployments/x?api-version=2024-10-21',
      undefined,
      'https://gw.example/openai/deployments/x?api-version=2024-10-21',
      'https://gw.example/openai/deployments/x?api-version=2024-10-21',
    ],
  ] as const) {
    it(`finds its paths from ${baseUrl} and version ${version ?? 'none'}`, () => {
      const env = version === undefined ? {} : { AZURE_OPENAI_API_VERSION: version };
      expect(azureUrl(target({ baseUrl }), env)).to.equal(chat);
      expect(azureUrl(target({ baseUrl, wire: 'openai-responses' }), env)).to.equal(responses);
    });
  }

  it('knows a resource by its name, and says what is missing', () => {
    expect(azureUrl(target({ baseUrl: '' }), { AZURE_RESOURCE_NAME: 'res' })).to.equal(`${HOST}/openai/v1`);
    expect(() => azureUrl(target({ baseUrl: '' }), {}))
      .to.throw(KernelError)
      .with.nested.property('details.env', 'AZURE_OPENAI_ENDPOINT');
  });

  for (const [wire, id, tail] of [
    [createChatWire(), 'openai-chat', 'deployments/my-gpt/chat/completions'],
    [createResponsesWire(), 'openai-responses', 'responses'],
  ] as const) {
    it(`speaks ${id}, with a key or with a token of Entra`, async () => {
      fake = await startFakeModel({ script: [{ text: 'Hello.' }] });
      const provider = createAzureProvider({ OPENAI_API_VERSION: '2025-04-01-preview' });
      for (const apiKey of ['azure-key-0123456789', JWT]) {
        const to = (await provider.prepare?.(target({ baseUrl: fake.url, wire: id, apiKey }), io)) as ModelTarget;
        expect(await converse(wire, prompt(), to)).to.deep.include({ text: 'Hello.', error: undefined });
      }
      const [byKey, byToken] = fake.requests;
      expect(byKey?.path).to.equal(`/openai/${tail}`);
      expect(byKey?.body.model).to.equal('my-gpt');
      expect(byKey?.headers).to.include({ 'api-key': 'azure-key-0123456789' }).and.not.have.property('authorization');
      expect(byToken?.headers)
        .to.include({ authorization: `Bearer ${JWT}` })
        .and.not.have.property('api-key');
    });
  }
});
