import type { KernelError, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { converse, prompt } from '../../../../test/contracts/wire.ts';
import { startFakeModel } from '../../../../test/fake-model/server.ts';
import { type FakeAnswer, fakeHttp } from '../../../../test/support/fake-http.ts';
import { createMessagesWire } from '../../../wires/anthropic-messages/src/wire.ts';
import { createResponsesWire } from '../../../wires/openai-responses/src/wire.ts';
import { createGitLabProvider } from '../src/provider.ts';

providerContract(new URL('../', import.meta.url));

const ACCESS = '/api/v4/ai/third_party_agents/direct_access';
const signal = new AbortController().signal;
const target = (changes: Partial<ModelTarget> = {}): ModelTarget => ({
  provider: 'gitlab-duo',
  model: 'claude-sonnet-5',
  wire: 'anthropic-messages',
  baseUrl: 'https://cloud.gitlab.com/ai/v1/proxy',
  headers: {},
  auth: { type: 'bearer' },
  apiKey: 'glpat-of-a-person',
  info: { id: 'claude-sonnet-5' },
  extra: {},
  ...changes,
});
const access = (token: string, more: object = {}): FakeAnswer => ({
  status: 201,
  body: {
    token,
    headers: { 'X-Gitlab-Realm': 'saas', 'X-Gitlab-Instance-Id': 'i-1', 'x-api-key': 'none', Authorization: 'none' },
    ...more,
  },
});

describe('provider gitlab-duo', () => {
  it('exchanges the key and takes the gateway’s headers, but for those that hold a key', async () => {
    const { http, asked } = fakeHttp({ [ACCESS]: [access('gateway-token-1')] });
    const ready = await createGitLabProvider({ env: {} }).prepare?.(target(), { http, signal });
    expect(asked[0]).to.include({ url: `https://gitlab.com${ACCESS}`, method: 'POST' });
    expect(asked[0]?.headers).to.include({ authorization: 'Bearer glpat-of-a-person' });
    expect(ready).to.deep.include({
      apiKey: 'gateway-token-1',
      baseUrl: 'https://cloud.gitlab.com/ai/v1/proxy/anthropic',
      headers: { 'x-gitlab-realm': 'saas', 'x-gitlab-instance-id': 'i-1' },
    });
    expect(await ready?.sign?.({ method: 'POST', url: '', headers: {}, body: '' })).to.deep.equal({});
  });

  it('asks again when the token has run out, also within a turn', async () => {
    let now = 0;
    const { http, asked } = fakeHttp({ [ACCESS]: [access('gateway-token-1', { expires_at: 3_600 }), access('gateway-token-2')] });
    const provider = createGitLabProvider({ env: {}, now: () => now });
    const ready = await provider.prepare?.(target(), { http, signal });
    now = 3_000_000;
    await provider.prepare?.(target(), { http, signal });
    expect(asked).to.have.length(1);
    now = 3_400_000;
    const signed = await ready?.sign?.({ method: 'POST', url: '', headers: {}, body: '' });
    expect(signed).to.include({ authorization: 'Bearer gateway-token-2', 'x-gitlab-realm': 'saas' });
  });

  for (const [env, setting, host] of [
    [{ GITLAB_INSTANCE_URL: 'https://git.example.com/' }, undefined, 'https://git.example.com'],
    [{ GITLAB_INSTANCE_URL: 'https://git.example.com/' }, 'git.acme.test/gitlab', 'https://git.acme.test/gitlab'],
  ] as const) {
    it(`asks ${host}`, async () => {
      const { http, asked } = fakeHttp({ [ACCESS]: [access('gateway-token-1')], [`/gitlab${ACCESS}`]: [access('gateway-token-1')] });
      const settings = setting === undefined ? {} : { instance: setting };
      await createGitLabProvider({ env, settings }).prepare?.(target(), { http, signal });
      expect(asked[0]?.url).to.equal(`${host}${ACCESS}`);
    });
  }

  it('passes on why there is no token, and sends no key in the clear', async () => {
    const failure = async (answer: FakeAnswer, env = {}) => {
      const { http, asked } = fakeHttp({ [ACCESS]: [answer] });
      const error = (await createGitLabProvider({ env })
        .prepare?.(target(), { http, signal })
        .catch((thrown: unknown) => thrown)) as KernelError;
      return { ...error.details, code: error.code, asked: asked.length };
    };
    expect(await failure({ status: 401, body: { message: '401 Unauthorized' } })).to.include({
      code: 'OC_AUTH_REFUSED',
      message: 'GitLab answered 401: 401 Unauthorized',
    });
    expect(await failure({ body: {} })).to.include({ because: 'provider-gitlab-duo.no_token' });
    expect(await failure({}, { GITLAB_INSTANCE_URL: 'http://git.example.com' })).to.include({
      because: 'provider-gitlab-duo.bad_instance',
      asked: 0,
    });
  });

  for (const [wire, id, path] of [
    [createMessagesWire(), 'anthropic-messages', '/ai/v1/proxy/anthropic/v1/messages'],
    [createResponsesWire(), 'openai-responses', '/ai/v1/proxy/openai/v1/responses'],
  ] as const) {
    it(`reaches ${id} through the gateway`, async () => {
      const fake = await startFakeModel({ script: [{ text: 'Hello.' }] });
      try {
        const exchange = fakeHttp({ [ACCESS]: [access('gateway-token-1')] });
        const provider = createGitLabProvider({ env: { GITLAB_AI_GATEWAY_URL: fake.url } });
        const to = (await provider.prepare?.(target({ wire: id }), { http: exchange.http, signal })) as ModelTarget;
        expect(await converse(wire, prompt(), to)).to.deep.include({ text: 'Hello.', error: undefined });
        expect(fake.requests[0]).to.include({ path });
        expect(fake.requests[0]?.headers).to.include({ authorization: 'Bearer gateway-token-1', 'x-gitlab-realm': 'saas' });
      } finally {
        await fake.close();
      }
    });
  }
});
