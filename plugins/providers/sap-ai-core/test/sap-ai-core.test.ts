import type { KernelError, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { type FakeAnswer, fakeHttp } from '../../../../test/support/fake-http.ts';
import { createSapProvider } from '../src/provider.ts';

providerContract(new URL('../', import.meta.url), { AICORE_DEPLOYMENT_ID: 'some-model-1' });

const TOKEN = '/oauth/token';
const LIST = '/v2/lm/deployments';
const API = 'https://api.ai.example.com';
const KEY = JSON.stringify({
  clientid: 'sb-1',
  clientsecret: 'secret-of-the-key',
  url: 'https://auth.example.com',
  serviceurls: { AI_API_URL: `${API}/` },
});
const signal = new AbortController().signal;

const target = (model: string, changes: Partial<ModelTarget> = {}): ModelTarget => ({
  provider: 'sap-ai-core',
  model,
  wire: 'openai-chat',
  baseUrl: '',
  headers: {},
  auth: { type: 'bearer' },
  apiKey: KEY,
  info: { id: model },
  extra: {},
  ...changes,
});
const running = (id: string, executableId: string, name: string, more: object = {}) => ({
  id,
  status: 'RUNNING',
  scenarioId: 'foundation-models',
  executableId,
  details: { resources: { backend_details: { model: { name, version: 'latest' } } } },
  ...more,
});
const DEPLOYMENTS = [
  running('d1', 'azure-openai', 'gpt-5'),
  running('d2', 'aws-bedrock', 'anthropic--claude-4.5-sonnet'),
  running('d3', 'gcp-vertexai', 'gemini-2.5-pro'),
  running('d4', 'perplexity-ai', 'sonar-pro'),
  running('d5', 'aws-bedrock', 'amazon--nova-pro', { status: 'STOPPED' }),
  running('d6', 'orchestration', 'gpt-4o', { scenarioId: 'orchestration' }),
];
const answers = (more: Record<string, FakeAnswer[]> = {}) => ({
  [TOKEN]: [
    { body: { access_token: 'token-of-sap-1', expires_in: 3_600 } },
    { body: { access_token: 'token-of-sap-2', expires_in: 3_600 } },
  ],
  [LIST]: [{ body: { count: 6, resources: DEPLOYMENTS } }],
  ...more,
});

describe('provider sap-ai-core', () => {
  it('gets a token for the service key and finds the model’s deployment, each once', async () => {
    const { http, asked } = fakeHttp(answers());
    const provider = createSapProvider({ env: { AICORE_RESOURCE_GROUP: 'team-a' } });
    const ready = await provider.prepare?.(target('gpt-5'), { http, signal });
    expect(ready).to.deep.include({ wire: 'openai-chat', apiKey: 'token-of-sap-1', headers: { 'ai-resource-group': 'team-a' } });
    expect(ready?.baseUrl).to.equal(`${API}/v2/inference/deployments/d1?api-version=2024-12-01-preview`);
    expect(asked[0]).to.include({ url: `https://auth.example.com${TOKEN}`, method: 'POST' });
    expect(asked[0]?.form.get('grant_type')).to.equal('client_credentials');
    expect(asked[0]?.headers?.authorization).to.equal(`Basic ${Buffer.from('sb-1:secret-of-the-key').toString('base64')}`);
    expect(asked[1]?.headers).to.include({ authorization: 'Bearer token-of-sap-1', 'ai-resource-group': 'team-a' });
    await provider.prepare?.(target('gemini-2.5-pro'), { http, signal });
    expect(asked).to.have.length(2);
  });

  for (const [model, wire, address, quirks] of [
    ['anthropic--claude-4.5-sonnet', 'bedrock-converse', 'd2', { modelInAddress: true }],
    ['gemini-2.5-pro', 'google-generate', 'd3', {}],
    ['sonar-pro', 'openai-chat', 'd4', {}],
    ['d2', 'bedrock-converse', 'd2', { modelInAddress: true }],
  ] as const) {
    it(`speaks ${wire} with ${model}`, async () => {
      const { http } = fakeHttp(answers());
      const ready = await createSapProvider({ env: {} }).prepare?.(target(model), { http, signal });
      expect(ready).to.include({ wire, baseUrl: `${API}/v2/inference/deployments/${address}` });
      expect(ready?.info.quirks).to.deep.equal(quirks);
      expect(ready?.model).to.equal(model === 'd2' ? 'anthropic--claude-4.5-sonnet' : model);
    });
  }

  it('asks for another token and another list when they are old', async () => {
    let now = 0;
    const { http, asked } = fakeHttp(answers());
    const provider = createSapProvider({ env: {}, now: () => now });
    const ready = await provider.prepare?.(target('gpt-5'), { http, signal });
    const sign = () => ready?.sign?.({ method: 'POST', url: '', headers: {}, body: '' });
    expect(await sign()).to.deep.equal({ authorization: 'Bearer token-of-sap-1' });
    now = 3_400_000;
    expect(await sign()).to.deep.equal({ authorization: 'Bearer token-of-sap-2' });
    await provider.prepare?.(target('gpt-5'), { http, signal });
    expect(asked.map(({ url }) => new URL(url).pathname)).to.deep.equal([TOKEN, LIST, TOKEN, LIST]);
  });

  it('finds a deployment that was made meanwhile, and says what there is where there is none', async () => {
    let now = 0;
    const late = running('d9', 'azure-openai', 'gpt-9');
    const { http, asked } = fakeHttp(answers({ [LIST]: [{ body: { resources: [] } }, { body: { resources: [late] } }] }));
    const provider = createSapProvider({ env: {}, now: () => now });
    const none = await provider.prepare?.(target('gpt-9'), { http, signal });
    const error = (await none
      ?.sign?.({ method: 'POST', url: '', headers: {}, body: '' })
      .catch((thrown: unknown) => thrown)) as KernelError;
    expect(error.code).to.equal('OC_MODEL_UNKNOWN');
    await provider.prepare?.(target('gpt-9'), { http, signal });
    expect(asked, 'not asked again at once').to.have.length(2);
    now = 30_000;
    expect((await provider.prepare?.(target('gpt-9'), { http, signal }))?.baseUrl).to.include('/d9?');
  });

  it('takes a deployment of the person’s choice without asking, and a token as it is', async () => {
    const { http, asked } = fakeHttp({});
    const env = { AICORE_DEPLOYMENT_ID: 'mine', AICORE_API_VERSION: '2025-04-01-preview' };
    const own = target('gpt-4.1', { apiKey: 'ready-made-token', baseUrl: `${API}/v2` });
    const ready = await createSapProvider({ env }).prepare?.(own, { http, signal });
    expect(ready).to.include({
      apiKey: 'ready-made-token',
      baseUrl: `${API}/v2/inference/deployments/mine?api-version=2025-04-01-preview`,
    });
    expect(asked).to.deep.equal([]);
  });

  it('lists what runs, also for a target that is prepared already', async () => {
    const { http } = fakeHttp(answers());
    const provider = createSapProvider({ env: {} });
    const ready = (await provider.prepare?.(target('any'), { http, signal })) as ModelTarget;
    const models = await provider.models?.(ready, { http, signal });
    expect(models).to.deep.equal([
      { id: 'gpt-5' },
      { id: 'anthropic--claude-4.5-sonnet', wire: 'bedrock-converse' },
      { id: 'gemini-2.5-pro', wire: 'google-generate' },
      { id: 'sonar-pro' },
    ]);
    expect(await provider.models?.(target('any'), { http, signal })).to.deep.equal(models);
  });

  describe('the service key', () => {
    const failure = async (
      apiKey: string | undefined,
      env: Record<string, string> = {},
      reply: FakeAnswer = {},
    ): Promise<Record<string, unknown>> => {
      const { http } = fakeHttp(answers({ [TOKEN]: [reply] }));
      const prepared = createSapProvider({ env }).prepare?.(target('gpt-5', { apiKey }), { http, signal });
      const error = (await prepared?.catch((thrown: unknown) => thrown)) as KernelError;
      return { code: error.code, ...error.details };
    };

    it('may stand in variables of its own', async () => {
      const { http, asked } = fakeHttp(answers());
      const env = {
        AICORE_CLIENT_ID: 'c',
        AICORE_CLIENT_SECRET: 'secret-in-a-variable',
        AICORE_AUTH_URL: 'https://auth.example.com/oauth/token',
        AICORE_BASE_URL: `${API}/v2`,
      };
      const ready = await createSapProvider({ env }).prepare?.(target('gpt-5', { apiKey: undefined, baseUrl: env.AICORE_BASE_URL }), {
        http,
        signal,
      });
      expect(asked[0]?.url).to.equal('https://auth.example.com/oauth/token');
      expect(ready?.baseUrl).to.include(`${API}/v2/inference/deployments/d1`);
    });

    for (const [what, key, because] of [
      ['broken JSON', '{"clientid":', 'not_json'],
      ['a key without a secret', KEY.replace('clientsecret', 'x'), 'lacks'],
      ['an address in the clear', KEY.replace('https://auth', 'http://auth'), 'bare_url'],
    ] as const) {
      it(`is refused for ${what}`, async () => {
        expect(await failure(key)).to.include({ code: 'OC_AUTH_REFUSED', because: `provider-sap-ai-core.${because}` });
      });
    }

    it('is missed where there is none, and SAP’s refusal is passed on', async () => {
      expect((await failure(undefined)).code).to.equal('OC_AUTH_MISSING');
      expect(await failure(KEY, {}, { status: 401, body: { error: 'unauthorized', error_description: 'Bad credentials' } })).to.include({
        code: 'OC_AUTH_REFUSED',
        message: 'SAP answered 401: Bad credentials',
      });
      expect((await failure(KEY, {}, { body: {} })).because).to.equal('provider-sap-ai-core.no_token');
    });
  });
});
