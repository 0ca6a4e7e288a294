import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KernelError, ModelInfo, ModelTarget, Provider, ProviderContribution } from '@ock/kernel';
import { expect } from 'chai';
import { withFamily } from '../../../../kernel/src/turn/models/model-family.ts';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { converse, http, prompt, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { readJson } from '../../../../test/support/tree.ts';
import { createConverseWire } from '../../../wires/bedrock-converse/src/wire.ts';
import { createBedrockProvider } from '../src/provider.ts';
import { DEFAULT_BASE_URL } from '../src/region.ts';
import { signRequest } from '../src/sign.ts';

providerContract(new URL('../', import.meta.url));

interface Manifest {
  opencode: { contributes: { provider: [ProviderContribution] } };
}
const [contribution] = readJson<Manifest>('plugins/providers/amazon-bedrock/package.json').opencode.contributes.provider;
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secretsecretsecret' };
const OPTIONS = { id: 'bedrock-converse', baseUrl: (url: string) => url, auth: { type: 'bearer' } as const };

describe('provider amazon-bedrock', () => {
  let home: string;
  let fake: FakeModel | undefined;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'bedrock-'));
  });
  afterEach(async () => {
    await fake?.close();
    await rm(home, { recursive: true });
  });

  const io = () => ({ http, signal: new AbortController().signal });
  const provider = (env: Record<string, string> = {}, settings = {}, known: ModelInfo[] = []): Provider =>
    createBedrockProvider({
      env: { HOME: home, PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: 'true', ...env },
      settings,
      known: () => known,
    });
  const base = (changes: Partial<ModelTarget> = {}): ModelTarget => ({
    provider: 'amazon-bedrock',
    model: 'anthropic.claude-sonnet-4-6',
    wire: 'bedrock-converse',
    baseUrl: DEFAULT_BASE_URL,
    headers: {},
    auth: { type: 'bearer' },
    info: { id: 'anthropic.claude-sonnet-4-6' },
    extra: {},
    ...changes,
  });
  const prepare = async (one: Provider, to = base()) =>
    (await one.prepare?.({ ...to, info: withFamily(contribution, to.info) }, io())) as ModelTarget;
  const failure = (one: Provider) => prepare(one).catch((error: unknown) => error) as Promise<KernelError>;
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(home, file)), { recursive: true });
    await writeFile(join(home, file), text);
  };
  const signer = async (ready: ModelTarget) => {
    const signed = await ready.sign?.({ method: 'POST', url: `${ready.baseUrl}/x`, headers: {}, body: '{}' });
    return /Credential=([^/]+)\/\d+\/([^/]+)\/bedrock/
      .exec(signed?.authorization ?? '')
      ?.slice(1, 3)
      .join(' ');
  };

  it('sends a bearer key as it is, and signs nothing', async () => {
    const ready = await prepare(provider(KEYS), base({ apiKey: 'key' }));
    expect(ready).to.include({ apiKey: 'key', baseUrl: DEFAULT_BASE_URL }).and.not.have.property('sign');
    expect(ready.auth).to.deep.equal({ type: 'bearer' });
  });

  it('signs with the keys of the variables, and what it signs is what arrives', async () => {
    fake = await startFakeModel({ script: [{ text: 'hi' }] });
    const ready = await prepare(provider({ ...KEYS, AWS_SESSION_TOKEN: 'tokentokentoken', AWS_REGION: 'eu-west-1' }), {
      ...target(fake, OPTIONS),
      apiKey: undefined,
    });
    expect((await converse(createConverseWire(), prompt(), ready)).text).to.equal('hi');
    const { headers, path } = fake.requests[0] as (typeof fake.requests)[0];
    expect(headers).to.include({ 'x-amz-security-token': 'tokentokentoken' });
    const again = await signRequest(
      {
        method: 'POST',
        url: fake.url + path,
        headers: { 'content-type': headers['content-type'] as string },
        body: JSON.stringify(fake.requests[0]?.body),
      },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secretsecretsecret', sessionToken: 'tokentokentoken' },
      { region: 'eu-west-1', service: 'bedrock', datetime: headers['x-amz-date'] as string },
    );
    expect(headers.authorization).to.equal(again.authorization);
  });

  it('says what to set when there is nothing', async () => {
    const error = await failure(provider());
    expect(error).to.include({ code: 'OC_AUTH_MISSING' });
    expect(error.details.env).to.contain('AWS_BEARER_TOKEN_BEDROCK').and.contain('AWS_PROFILE');
  });

  describe('region', () => {
    const REGIONS: [string, Record<string, string>, string][] = [
      ['is us-east-1 by itself', {}, 'us-east-1'],
      ['comes from AWS_REGION', { AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'us-west-2' }, 'eu-central-1'],
      ['comes from AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
      ['comes from the profile', { AWS_PROFILE: 'work' }, 'ap-southeast-2'],
    ];
    for (const [name, env, expected] of REGIONS) {
      it(name, async () => {
        await write('.aws/config', '[profile work]\nregion = ap-southeast-2\n');
        const ready = await prepare(provider({ ...KEYS, ...env }));
        expect(ready.baseUrl).to.equal(`https://bedrock-runtime.${expected}.amazonaws.com`);
        expect(await signer(ready)).to.equal(`AKIDEXAMPLE ${expected}`);
      });
    }

    it('comes from the configuration before the variables, and from an address before both', async () => {
      const one = provider({ ...KEYS, AWS_REGION: 'us-west-2' }, { region: 'eu-west-3' });
      expect((await prepare(one)).baseUrl).to.contain('eu-west-3');
      const baseUrl = 'https://vpce-1.bedrock-runtime.eu-north-1.vpce.amazonaws.com';
      const ready = await prepare(one, base({ baseUrl }));
      expect([ready.baseUrl, await signer(ready)]).to.deep.equal([baseUrl, 'AKIDEXAMPLE eu-north-1']);
    });

    const IDS: [string, string, string][] = [
      ['anthropic.claude-sonnet-4-6', 'us-west-2', 'us.anthropic.claude-sonnet-4-6'],
      ['anthropic.claude-sonnet-4-6', 'eu-west-1', 'eu.anthropic.claude-sonnet-4-6'],
      ['anthropic.claude-sonnet-4-6', 'ap-northeast-1', 'jp.anthropic.claude-sonnet-4-6'],
      ['anthropic.claude-sonnet-4-6', 'ap-south-1', 'global.anthropic.claude-sonnet-4-6'],
      ['anthropic.claude-opus-4-1-20250805-v1:0', 'eu-west-1', 'anthropic.claude-opus-4-1-20250805-v1:0'],
      ['amazon.nova-pro-v1:0', 'ap-northeast-1', 'apac.amazon.nova-pro-v1:0'],
      ['eu.anthropic.claude-sonnet-4-6', 'us-east-1', 'eu.anthropic.claude-sonnet-4-6'],
      ['qwen.qwen3-32b-v1:0', 'us-east-1', 'qwen.qwen3-32b-v1:0'],
      ['arn:aws:bedrock:us-east-1:1:inference-profile/us.x.y', 'us-east-1', 'arn:aws:bedrock:us-east-1:1:inference-profile/us.x.y'],
    ];
    for (const [model, region, expected] of IDS) {
      it(`reaches ${model} in ${region} as ${expected.slice(0, 24)}`, async () => {
        const ready = await prepare(provider({ ...KEYS, AWS_REGION: region }), base({ model, info: { id: model } }));
        expect(ready.model).to.equal(expected);
      });
    }

    it('goes by the profiles that are known to exist, and by their prices', async () => {
      const cost = { input: 3.3, output: 16.5 };
      const known = [{ id: 'anthropic.claude-sonnet-4-6' }, { id: 'eu.anthropic.claude-sonnet-4-6', cost }];
      const reach = (region: string, quirks = {}) =>
        prepare(
          provider({ ...KEYS, AWS_REGION: region }, {}, known),
          base({ info: { id: 'anthropic.claude-sonnet-4-6', cost: { input: 3, output: 15 }, quirks } }),
        );
      expect((await reach('eu-west-1')).info.cost).to.deep.equal(cost);
      expect((await reach('eu-west-1')).model).to.equal('eu.anthropic.claude-sonnet-4-6');
      expect((await reach('us-east-1')).model).to.equal('anthropic.claude-sonnet-4-6');
      expect((await reach('us-east-1', { profiles: 'global' })).model).to.equal('global.anthropic.claude-sonnet-4-6');
      expect((await reach('eu-west-1', { profiles: '' })).model).to.equal('anthropic.claude-sonnet-4-6');
    });

    it('knows a family by any of its ids, and lets configuration overrule it', async () => {
      const quirks = async (model: string, own = {}) =>
        (await prepare(provider(KEYS), base({ model, info: { id: model, quirks: own } }))).info.quirks;
      for (const id of [
        'anthropic.claude-sonnet-4-6',
        'global.anthropic.claude-sonnet-4-6',
        'arn:aws:bedrock:x:1:inference-profile/us.anthropic.claude-sonnet-4-6',
      ])
        expect(await quirks(id)).to.include({ cachePoints: 'tools system messages', thinking: 'adaptive' });
      expect(await quirks('meta.llama3-3-70b-instruct-v1:0', { noToolStream: false })).to.include({
        noToolStream: false,
        noToolChoice: true,
      });
    });
  });

  describe('profile', () => {
    const CREDENTIALS = `# keys
[default]
aws_access_key_id = AKIDEFAULT
aws_secret_access_key = d/secret+secret=
[work]
aws_access_key_id=AKIWORK ; mine
AWS_SECRET_ACCESS_KEY=wsecret
aws_session_token=wtoken
s3 =
  aws_access_key_id = nested
`;
    const id = async (env: Record<string, string>, settings = {}) => (await signer(await prepare(provider(env, settings))))?.split(' ')[0];

    it('is the default one, the one AWS_PROFILE names, or the configured one', async () => {
      await write('.aws/credentials', CREDENTIALS);
      expect(await id({})).to.equal('AKIDEFAULT');
      expect(await id({ AWS_PROFILE: 'work' })).to.equal('AKIWORK');
      expect(await id({ AWS_PROFILE: 'work', ...KEYS })).to.equal('AKIDEXAMPLE');
      expect(await id({ ...KEYS }, { profile: 'work' })).to.equal('AKIWORK');
    });

    it('lies where the variables say', async () => {
      await write('elsewhere/keys', CREDENTIALS.replace('AKIWORK', 'AKIOTHER'));
      expect(await id({ AWS_PROFILE: 'work', AWS_SHARED_CREDENTIALS_FILE: join(home, 'elsewhere/keys') })).to.equal('AKIOTHER');
    });

    it('may name a program that prints the keys', async function () {
      if (process.platform === 'win32') return this.skip();
      const printed = {
        Version: 1,
        AccessKeyId: 'AKIPROCESS',
        SecretAccessKey: 'psecret',
        SessionToken: 't',
        Expiration: '2199-01-01T00:00:00Z',
      };
      await write('keys.json', JSON.stringify(printed));
      await write('.aws/config', `[profile sso]\ncredential_process = echo ran >> runs; cat "keys.json"\n`);
      const one = provider({ AWS_PROFILE: 'sso' });
      expect(await signer(await prepare(one))).to.contain('AKIPROCESS');
      await prepare(one);
      const { readFile } = await import('node:fs/promises');
      expect(await readFile(join(home, 'runs'), 'utf8'), 'keys that have not expired are kept').to.equal('ran\n');
    });

    it('says what is wrong with it', async function () {
      await write('.aws/config', '[profile role]\nrole_arn = arn:aws:iam::1:role/x\n[profile broken]\ncredential_process = exit 3\n');
      expect((await failure(provider({ AWS_PROFILE: 'nobody' }))).details).to.include({
        because: 'provider-amazon-bedrock.no_profile',
        profile: 'nobody',
      });
      expect((await failure(provider({ AWS_PROFILE: 'role' }))).details).to.include({
        because: 'provider-amazon-bedrock.no_keys',
        profile: 'role',
      });
      if (process.platform === 'win32') return this.skip();
      const error = await failure(provider({ AWS_PROFILE: 'broken' }));
      expect(error).to.include({ code: 'OC_AUTH_STORE' });
      expect(error.details).to.include({ because: 'provider-amazon-bedrock.process_failed', code: 3 });
    });
  });

  it('lists what a region offers, signed for the service that knows', async () => {
    const summary = (modelId: string, more = {}) => ({ modelId, modelName: 'N', inputModalities: ['TEXT'], ...more });
    const modelSummaries = [
      summary('a.b-v1:0', { inputModalities: ['TEXT', 'IMAGE'] }),
      summary('a.b-v1:0:48k'),
      summary('a.old', { modelLifecycle: { status: 'LEGACY' } }),
    ];
    fake = await startFakeModel({ routes: { 'GET /foundation-models': { modelSummaries } } });
    const models = await provider(KEYS).models?.({ ...target(fake, OPTIONS), apiKey: undefined }, io());
    expect(models).to.deep.equal([{ id: 'a.b-v1:0', name: 'N', capabilities: { images: true } }]);
  });
});
