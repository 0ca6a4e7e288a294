import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelError, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { type FakeAnswer, fakeHttp } from '../../../../test/support/fake-http.ts';
import { createAzureProvider } from '../src/provider.ts';

const HOST = 'https://res.openai.azure.com';
const TOKEN = '/tenant-1/oauth2/v2.0/token';
const APP = { AZURE_TENANT_ID: 'tenant-1', AZURE_CLIENT_ID: 'client-1', AZURE_CLIENT_SECRET: 'secret-of-the-app' };
const signal = new AbortController().signal;
const target = (changes: Partial<ModelTarget> = {}): ModelTarget => ({
  provider: 'azure',
  model: 'my-gpt',
  wire: 'openai-chat',
  baseUrl: HOST,
  headers: {},
  auth: { type: 'header', name: 'api-key' },
  info: { id: 'my-gpt' },
  extra: {},
  ...changes,
});
const given = (token: string, life: unknown = 3_600): FakeAnswer => ({ body: { access_token: token, expires_in: life } });

describe('azure without a key', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ock-azure-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function az(script: string): Promise<{ PATH: string }> {
    const file = join(folder, 'az');
    await writeFile(file, `#!/bin/sh\necho "$@" >> ${folder}/asked\n${script}\n`);
    await chmod(file, 0o755);
    return { PATH: `${folder}:/usr/bin:/bin` };
  }

  it('exchanges an application’s secret, once until shortly before the token ends', async () => {
    let now = 0;
    const { http, asked } = fakeHttp({ [TOKEN]: [given('entra-token-1'), given('entra-token-2')] });
    const provider = createAzureProvider(APP, () => now);
    const prepare = () => provider.prepare?.(target(), { http, signal });
    expect(await prepare()).to.deep.include({ apiKey: 'entra-token-1', auth: { type: 'bearer' }, baseUrl: `${HOST}/openai/v1` });
    expect(asked[0]?.url).to.equal(`https://login.microsoftonline.com${TOKEN}`);
    expect(Object.fromEntries(asked[0]?.form ?? [])).to.deep.equal({
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: 'secret-of-the-app',
      scope: 'https://cognitiveservices.azure.com/.default',
    });
    now = 3_200_000;
    await prepare();
    expect(asked).to.have.length(1);
    now = 3_400_000;
    expect((await prepare())?.apiKey).to.equal('entra-token-2');
  });

  it('passes on why Entra refuses, and sends no secret in the clear', async () => {
    const failure = async (answer: FakeAnswer, env: object = {}) => {
      const { http, asked } = fakeHttp({ [TOKEN]: [answer] });
      const error = (await createAzureProvider({ ...APP, ...env })
        .prepare?.(target(), { http, signal })
        .catch((thrown: unknown) => thrown)) as KernelError;
      return { ...error.details, code: error.code, asked: asked.length };
    };
    const body = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    expect(await failure({ status: 401, body })).to.include({
      code: 'OC_AUTH_REFUSED',
      message: 'Microsoft Entra answered 401: AADSTS7000215: Invalid client secret provided.',
    });
    expect(await failure({ body: {} })).to.include({ because: 'provider-azure.no_token' });
    expect(await failure({}, { AZURE_AUTHORITY_HOST: 'http://login.example' })).to.include({
      because: 'provider-azure.bare_authority',
      asked: 0,
    });
  });

  it('asks Azure’s own tool last, once, and for hosts of Azure only', async function () {
    if (process.platform === 'win32') return this.skip();
    const env = await az(`echo '{"accessToken":"token-of-az","expires_on":4000000000}'`);
    const { http } = fakeHttp({});
    const provider = createAzureProvider(env);
    expect(await provider.prepare?.(target(), { http, signal })).to.deep.include({ apiKey: 'token-of-az', auth: { type: 'bearer' } });
    await rm(join(folder, 'az'));
    expect((await provider.prepare?.(target(), { http, signal }))?.apiKey).to.equal('token-of-az');
    const elsewhere = await provider.prepare?.(target({ baseUrl: 'https://gateway.example' }), { http, signal });
    expect(elsewhere).to.not.have.property('apiKey');
    const own = target({ headers: { Authorization: 'Bearer mine' } });
    expect(await provider.prepare?.(own, { http, signal })).to.not.have.property('apiKey');
  });

  it('says what is missing where nobody has signed in', async function () {
    if (process.platform === 'win32') return this.skip();
    const { http } = fakeHttp({});
    for (const [env, changes] of [
      [await az('echo "Please run az login" >&2; exit 1'), {}],
      [{ PATH: '' }, {}],
      [{}, { baseUrl: '' }],
    ] as const) {
      const error = (await createAzureProvider(env)
        .prepare?.(target(changes), { http, signal })
        .catch((thrown: unknown) => thrown)) as KernelError;
      expect(error.code).to.equal('OC_AUTH_MISSING');
    }
  });
});
