import type { KernelError, LoginIo, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { type FakeAnswer, fakeHttp, held } from '../../../../test/support/fake-http.ts';
import { createCopilotProvider } from '../src/provider.ts';
import { requestHeaders } from '../src/request-headers.ts';

providerContract(new URL('../', import.meta.url));

const TOKEN = '/copilot_internal/v2/token';
const DEVICE = '/login/device/code';
const ACCESS = '/login/oauth/access_token';
const CODE = {
  device_code: 'device-code-1',
  user_code: 'ABCD-1234',
  verification_uri: 'https://github.com/login/device',
  expires_in: 900,
  interval: 5,
};

const target = (changes: Partial<ModelTarget> = {}): ModelTarget => ({
  provider: 'github-copilot',
  model: 'claude-sonnet-5.5',
  wire: 'anthropic-messages',
  baseUrl: 'https://api.githubcopilot.com',
  headers: { 'editor-version': 'vscode/1' },
  auth: { type: 'bearer' },
  apiKey: 'gho_of-a-person',
  info: { id: 'claude-sonnet-5.5' },
  extra: {},
  ...changes,
});
const signal = new AbortController().signal;
const copilot = (token: string, endS: number) => ({
  token,
  expires_at: endS,
  refresh_in: 1500,
  endpoints: { api: 'https://api.business.githubcopilot.com' },
});

describe('provider github-copilot', () => {
  describe('tokens', () => {
    it('exchanges the key, goes where the answer says, and asks again before the token ends', async () => {
      let now = 1_000_000;
      const { http, asked } = fakeHttp({ [TOKEN]: [{ body: copilot('tid=one;x', 2_800) }, { body: copilot('tid=two;x', 9_000) }] });
      const provider = createCopilotProvider({ env: {}, now: () => now });
      const ready = await provider.prepare?.(target(), { http, signal });
      expect(ready).to.deep.include({ apiKey: 'tid=one;x', baseUrl: 'https://api.business.githubcopilot.com' });
      expect(asked[0]?.url).to.equal(`https://api.github.com${TOKEN}`);
      expect(asked[0]?.headers).to.include({ authorization: 'token gho_of-a-person', 'editor-version': 'vscode/1' });
      const sign = () => ready?.sign?.({ method: 'POST', url: '', headers: {}, body: '{"messages":[]}' });
      expect(await sign()).to.deep.equal({ authorization: 'Bearer tid=one;x', 'x-initiator': 'user' });
      expect(asked).to.have.length(1);
      now = 2_600_000;
      expect((await sign())?.authorization).to.equal('Bearer tid=two;x');
      expect(asked).to.have.length(2);
    });

    it('uses the sign-in of an enterprise, and renews it when it has run out', async () => {
      const { http, asked } = fakeHttp({
        [ACCESS]: [{ body: { access_token: 'ghu_second-token', refresh_token: 'ghr_second', expires_in: 28_800 } }],
        [TOKEN]: [{ body: { token: 'tid=ghe;x', expires_at: 4e9 } }],
      });
      const credential = held({ key: 'ghu_first', refresh: 'ghr_first', expires: 1, facts: { host: 'https://acme.ghe.com' } });
      const ready = await createCopilotProvider({ env: {} }).prepare?.(target({ apiKey: undefined }), { http, signal, credential });
      expect(asked.map(({ url }) => url)).to.deep.equal([`https://acme.ghe.com${ACCESS}`, `https://api.acme.ghe.com${TOKEN}`]);
      expect(asked[0]?.form.get('refresh_token')).to.equal('ghr_first');
      expect(credential.current).to.include({ key: 'ghu_second-token', refresh: 'ghr_second' });
      expect(ready).to.include({ apiKey: 'tid=ghe;x', baseUrl: 'https://copilot-api.acme.ghe.com' });
    });

    for (const [what, apiKey, status, asks] of [
      ['a fine-grained token', 'github_pat_11AAAA', 200, 0],
      ['a token of an app that is no editor', 'gho_other-app', 404, 1],
    ] as const) {
      it(`sends ${what} as it is`, async () => {
        const { http, asked } = fakeHttp({ [TOKEN]: [{ status, body: {} }] });
        const ready = await createCopilotProvider({ env: {} }).prepare?.(target({ apiKey }), { http, signal });
        expect(ready).to.include({ apiKey, baseUrl: 'https://api.githubcopilot.com' });
        expect(asked).to.have.length(asks);
      });
    }

    it('passes on why GitHub gives no token, and what is no host', async () => {
      const { http } = fakeHttp({ [TOKEN]: [{ status: 403, body: { message: 'No access to Copilot' } }] });
      const failure = async (env: Record<string, string>) =>
        (await createCopilotProvider({ env })
          .prepare?.(target(), { http, signal })
          .catch((error: unknown) => error)) as KernelError;
      const refused = await failure({});
      expect(refused.code).to.equal('OC_AUTH_REFUSED');
      expect(refused.details.message).to.equal('GitHub Copilot answered 403: No access to Copilot');
      expect((await failure({ GITHUB_COPILOT_HOST: 'https://u@x/y z' })).details.because).to.equal('provider-github-copilot.bad_host');
    });
  });

  describe('sign-in', () => {
    async function login(answers: FakeAnswer[], options: { env?: Record<string, string>; code?: object } = {}) {
      const { http, asked } = fakeHttp({ [DEVICE]: [{ body: { ...CODE, ...options.code } }], [ACCESS]: answers });
      const waits: number[] = [];
      const shown: object[] = [];
      const io: LoginIo = { http, signal, show: (step) => void shown.push(step), callback: () => Promise.reject(new Error('no browser')) };
      const provider = createCopilotProvider({ env: options.env ?? {}, wait: async (ms) => void waits.push(ms) });
      const result = await provider
        .login?.({ provider: 'github-copilot', baseUrl: '', headers: {} }, io)
        .catch((error: KernelError) => error);
      return { result, asked, waits, shown };
    }
    const said = (error: string, more: object = {}): FakeAnswer => ({ body: { error, ...more } });

    it('shows the code, waits as it is told, and keeps the token', async () => {
      const answers = [
        said('authorization_pending'),
        said('slow_down', { interval: 10 }),
        said('slow_down'),
        { body: { access_token: 'gho_new-token' } },
      ];
      const { result, asked, waits, shown } = await login(answers);
      expect(result).to.deep.equal({ key: 'gho_new-token', facts: { host: 'https://github.com' } });
      expect(shown).to.deep.equal([{ url: CODE.verification_uri, code: CODE.user_code }]);
      expect(waits).to.deep.equal([5_000, 5_000, 10_000, 15_000]);
      expect(asked[0]?.form.get('client_id')).to.equal('Iv1.b507a08c87ecfe98');
      expect(Object.fromEntries(asked[1]?.form ?? [])).to.include({
        device_code: 'device-code-1',
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      });
    });

    it('takes another app and an enterprise from the environment', async () => {
      const env = { GITHUB_COPILOT_CLIENT_ID: 'Ov-mine', GITHUB_COPILOT_HOST: 'acme.ghe.com' };
      const { result, asked } = await login([{ body: { access_token: 'ghu_acme-token' } }], { env });
      expect(result).to.deep.include({ facts: { host: 'https://acme.ghe.com' } });
      expect(asked[0]?.url).to.equal(`https://acme.ghe.com${DEVICE}`);
      expect(asked[0]?.form.get('client_id')).to.equal('Ov-mine');
    });

    for (const [answer, because] of [
      [said('access_denied'), 'denied'],
      [said('expired_token'), 'late'],
      [said('authorization_pending'), 'late'],
      [said('incorrect_client_credentials', { error_description: 'No such app' }), 'no_token'],
      [{ status: 400, body: { error: 'unsupported_grant_type' } }, 'no_token'],
    ] as const) {
      it(`ends with "${because}" after ${JSON.stringify(answer)}`, async () => {
        const { result, waits } = await login([answer], { code: { expires_in: 60, interval: 20 } });
        expect((result as KernelError).details.because).to.equal(`provider-github-copilot.${because}`);
        expect(waits.length).to.be.at.most(3);
      });
    }

    it('says why there is no code', async () => {
      const { result } = await login([], { code: { device_code: undefined, error: 'device_flow_disabled' } });
      expect((result as KernelError).details).to.include({ because: 'provider-github-copilot.no_code', reason: 'device_flow_disabled' });
    });
  });

  it('tells who began a request and whether it holds an image, in every protocol', () => {
    const of = (body: object) => requestHeaders(JSON.stringify(body));
    const user = { role: 'user', content: 'say {"type":"image_url"}' };
    expect(of({ messages: [user] })).to.deep.equal({ 'x-initiator': 'user' });
    expect(of({ messages: [user, { role: 'tool', content: 'x' }] })).to.deep.equal({ 'x-initiator': 'agent' });
    expect(of({ messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] })).to.deep.equal({ 'x-initiator': 'agent' });
    expect(of({ input: [user, { type: 'function_call_output' }] })).to.deep.equal({ 'x-initiator': 'agent' });
    expect(of({ input: [{ role: 'user', content: [{ type: 'input_image' }] }] })).to.deep.equal({
      'x-initiator': 'user',
      'copilot-vision-request': 'true',
    });
  });

  it('lists what the subscription has, with the wire each model speaks', async () => {
    const offers = [
      {
        id: 'claude-sonnet-5.5',
        name: 'Claude Sonnet 5.5',
        supported_endpoints: ['/chat/completions', '/v1/messages'],
        capabilities: {
          type: 'chat',
          limits: { max_context_window_tokens: 200_000, max_output_tokens: 32_000 },
          supports: { tool_calls: true, vision: true, adaptive_thinking: true },
        },
      },
      {
        id: 'gpt-7-codex',
        supported_endpoints: ['/responses', 'ws:/responses'],
        capabilities: { supports: { tool_calls: true, vision: false } },
      },
      { id: 'gpt-4.1', capabilities: { type: 'chat' } },
      { id: 'text-embedding-3-small', capabilities: { type: 'embeddings' } },
      { id: 'not-allowed', policy: { state: 'disabled' } },
      { id: 'internal', model_picker_enabled: false },
    ];
    const { http, asked } = fakeHttp({ [TOKEN]: [{ body: copilot('tid=models;x', 4e9) }], '/models': [{ body: { data: offers } }] });
    const models = await createCopilotProvider({ env: {} }).models?.(target(), { http, signal });
    expect(asked[1]?.url).to.equal('https://api.business.githubcopilot.com/models');
    expect(asked[1]?.headers).to.include({ authorization: 'Bearer tid=models;x' });
    expect(models).to.deep.equal([
      {
        id: 'claude-sonnet-5.5',
        name: 'Claude Sonnet 5.5',
        context: 200_000,
        output: 32_000,
        capabilities: { tools: true, images: true, reasoning: true },
        wire: 'anthropic-messages',
        quirks: { thinking: 'adaptive' },
      },
      { id: 'gpt-7-codex', capabilities: { tools: true, images: false }, wire: 'openai-responses' },
      { id: 'gpt-4.1' },
    ]);
  });
});
