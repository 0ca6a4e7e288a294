import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelError, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import { providerContract } from '../../../../test/contracts/provider.ts';
import { converse, http, prompt } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { createMessagesWire } from '../../../wires/anthropic-messages/src/wire.ts';
import { createGenerateWire } from '../../../wires/google-generate/src/wire.ts';
import { publisherUrl } from '../src/address.ts';
import { createVertexProvider } from '../src/provider.ts';
import { AccessTokens } from '../src/tokens.ts';

providerContract(new URL('../', import.meta.url), {
  GOOGLE_CLOUD_PROJECT: 'project-1',
  NO_GCE_CHECK: 'true',
  HOME: join(tmpdir(), 'ock-nobody-lives-here'),
});

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const GLOBAL = 'https://aiplatform.googleapis.com/v1';

describe('provider google-vertex', () => {
  let home: string;
  let service: Server;
  let tokenUri: string;
  let asked: URLSearchParams[];
  let reply: { status: number; body: unknown };
  let fake: FakeModel | undefined;
  const io = { http, signal: new AbortController().signal };
  const account = () => ({
    type: 'service_account',
    project_id: 'own-project',
    private_key_id: 'kid-1',
    private_key: privateKey,
    client_email: 'bot@own-project.iam.example',
    token_uri: tokenUri,
  });
  const target = (changes: Partial<ModelTarget> = {}): ModelTarget => ({
    provider: 'google-vertex',
    model: 'gemini-x',
    wire: 'google-generate',
    baseUrl: GLOBAL,
    headers: {},
    auth: { type: 'bearer' },
    info: { id: 'gemini-x' },
    extra: {},
    ...changes,
  });
  const failure = async (promise: Promise<unknown> | undefined) => {
    const error = await promise?.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(KernelError);
    return error as KernelError;
  };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ock-vertex-'));
    asked = [];
    reply = { status: 200, body: { access_token: 'access-token-1', expires_in: 3600, token_type: 'Bearer' } };
    service = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += String(chunk);
      });
      request.on('end', () => {
        asked.push(new URLSearchParams(text));
        response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
      });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    tokenUri = `http://127.0.0.1:${(service.address() as AddressInfo).port}/token`;
  });
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
    await rm(home, { recursive: true, force: true });
  });

  it('signs for a service account and asks once for a token', async () => {
    const file = join(home, 'account.json');
    await writeFile(file, JSON.stringify(account()));
    const provider = createVertexProvider({ HOME: home, GOOGLE_APPLICATION_CREDENTIALS: file });
    const prepared = await provider.prepare?.(target(), io);
    expect(prepared).to.deep.include({ apiKey: 'access-token-1', auth: { type: 'bearer' } });
    expect(prepared?.baseUrl).to.equal(`${GLOBAL}/projects/own-project/locations/global/publishers/google`);
    const jwt = asked[0]?.get('assertion') ?? '';
    expect(asked[0]?.get('grant_type')).to.equal('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(decodeProtectedHeader(jwt)).to.deep.equal({ alg: 'RS256', typ: 'JWT', kid: 'kid-1' });
    const { payload } = await jwtVerify(jwt, await importSPKI(publicKey, 'RS256'), { audience: tokenUri });
    expect(payload).to.deep.include({
      iss: 'bot@own-project.iam.example',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(3600);
    await provider.prepare?.(target(), io);
    expect(asked).to.have.length(1);
  });

  it('refreshes the login of gcloud and names its quota project', async () => {
    await mkdir(join(home, '.config', 'gcloud'), { recursive: true });
    const login = { type: 'authorized_user', client_id: 'id', client_secret: 'secret', refresh_token: 'refresh', quota_project_id: 'q' };
    await writeFile(
      join(home, '.config', 'gcloud', 'application_default_credentials.json'),
      JSON.stringify({ ...login, token_uri: tokenUri }),
    );
    const provider = createVertexProvider({ HOME: home, GOOGLE_CLOUD_PROJECT: 'p1', GOOGLE_CLOUD_LOCATION: 'europe-west4' });
    const prepared = await provider.prepare?.(target({ headers: { 'x-team': 'blue' } }), io);
    expect(Object.fromEntries(asked[0] ?? [])).to.deep.equal({
      grant_type: 'refresh_token',
      client_id: 'id',
      client_secret: 'secret',
      refresh_token: 'refresh',
    });
    expect(prepared?.headers).to.deep.equal({ 'x-goog-user-project': 'q', 'x-team': 'blue' });
    expect(prepared?.baseUrl).to.equal(
      'https://europe-west4-aiplatform.googleapis.com/v1/projects/p1/locations/europe-west4/publishers/google',
    );
  });

  it('is who the machine is, on a machine of Google', async () => {
    const asked: string[] = [];
    const metadata = createServer((request, response) => {
      asked.push(`${request.headers['metadata-flavor']} ${request.url}`);
      const token = JSON.stringify({ access_token: 'machine-token', expires_in: 1800, token_type: 'Bearer' });
      response.writeHead(200, { 'metadata-flavor': 'Google' }).end(request.url?.endsWith('/token') ? token : 'machine-project');
    });
    await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(metadata.address() as AddressInfo).port}`;
    const provider = createVertexProvider({ HOME: home, GCE_METADATA_HOST: host });
    const prepared = await provider.prepare?.(target(), io);
    expect(prepared).to.include({ apiKey: 'machine-token' });
    expect(prepared?.baseUrl).to.contain('/projects/machine-project/');
    expect(asked).to.deep.equal([
      'Google /computeMetadata/v1/project/project-id',
      'Google /computeMetadata/v1/instance/service-accounts/default/token',
    ]);
    metadata.closeAllConnections();
    await new Promise((resolve) => metadata.close(resolve));
    expect(await failure(createVertexProvider({ HOME: home, GCE_METADATA_HOST: host }).prepare?.(target(), io))).to.include({
      code: 'OC_AUTH_MISSING',
    });
  });

  it('asks gcloud itself last', async function () {
    if (process.platform === 'win32') return this.skip();
    const tool = join(home, 'gcloud');
    await writeFile(tool, `#!/bin/sh\necho "a warning" >&2\ncase "$1" in auth) echo token-of-gcloud;; config) echo tool-project;; esac\n`, {
      mode: 0o755,
    });
    const env = { HOME: home, NO_GCE_CHECK: '1', PATH: `${home}:/usr/bin:/bin` };
    const provider = createVertexProvider(env);
    const prepared = await provider.prepare?.(target(), io);
    expect(prepared).to.include({ apiKey: 'token-of-gcloud' });
    expect(prepared?.baseUrl).to.contain('/projects/tool-project/');
    const whole = await readFile(tool);
    await rm(tool);
    expect(await provider.prepare?.(target(), io), 'not asked again at once').to.include({ apiKey: 'token-of-gcloud' });
    await writeFile(tool, whole, { mode: 0o755 });
    const named = await createVertexProvider({ ...env, GOOGLE_CLOUD_PROJECT: 'p1' }).prepare?.(target(), io);
    expect(named?.baseUrl).to.contain('/projects/p1/');
    await writeFile(tool, '#!/bin/sh\necho "You do not currently have an active account selected."\nexit 1\n', { mode: 0o755 });
    expect(await failure(createVertexProvider(env).prepare?.(target(), io))).to.include({ code: 'OC_AUTH_MISSING' });
  });

  it('takes a token, or the text of a credentials file, as the key', async () => {
    const provider = createVertexProvider({ HOME: home, GOOGLE_CLOUD_PROJECT: 'p1' });
    expect(await provider.prepare?.(target({ apiKey: 'ya29.mine' }), io)).to.include({ apiKey: 'ya29.mine' });
    expect(asked).to.deep.equal([]);
    expect(await provider.prepare?.(target({ apiKey: JSON.stringify(account()) }), io)).to.include({ apiKey: 'access-token-1' });
  });

  it('asks for a new token shortly before the old one expires', async () => {
    let now = 1_000_000_000_000;
    const tokens = new AccessTokens(() => now);
    const { project_id: _project, ...json } = account();
    const credentials = { type: 'service_account', email: json.client_email, privateKey, tokenUri } as const;
    expect(await tokens.get(credentials, io)).to.equal('access-token-1');
    reply.body = { access_token: 'access-token-2', expires_in: 3600 };
    now += 54 * 60_000;
    expect(await tokens.get(credentials, io)).to.equal('access-token-1');
    now += 2 * 60_000;
    expect(await tokens.get(credentials, io)).to.equal('access-token-2');
  });

  for (const [location, host] of [
    ['global', 'aiplatform.googleapis.com'],
    ['us-central1', 'us-central1-aiplatform.googleapis.com'],
    ['eu', 'aiplatform.eu.rep.googleapis.com'],
  ] as const) {
    it(`reaches Claude in ${location}`, () => {
      const env = { GOOGLE_CLOUD_PROJECT: 'p', GOOGLE_CLOUD_LOCATION: location };
      expect(publisherUrl(target({ wire: 'anthropic-messages' }), env)).to.equal(
        `https://${host}/v1/projects/p/locations/${location}/publishers/anthropic`,
      );
    });
  }

  it('keeps an address of the person, as far as it goes', () => {
    const env = { GOOGLE_CLOUD_PROJECT: 'p' };
    const at = (baseUrl: string) => publisherUrl(target({ baseUrl }), env);
    expect(at('https://gateway.example/v1')).to.equal('https://gateway.example/v1/projects/p/locations/global/publishers/google');
    expect(at('https://g/v1/projects/x/locations/y')).to.equal('https://g/v1/projects/x/locations/y/publishers/google');
    expect(at('https://g/v1/projects/x/locations/y/publishers/z')).to.equal('https://g/v1/projects/x/locations/y/publishers/z');
  });

  it('says what is missing', async () => {
    const nothing = createVertexProvider({ HOME: home, NO_GCE_CHECK: '1' });
    expect(await failure(nothing.prepare?.(target(), io))).to.include({ code: 'OC_AUTH_MISSING' });
    expect((await failure(nothing.prepare?.(target({ apiKey: 'token' }), io))).details).to.include({ env: 'GOOGLE_CLOUD_PROJECT' });
    const lost = createVertexProvider({ HOME: home, GOOGLE_APPLICATION_CREDENTIALS: join(home, 'lost.json') });
    expect(await failure(lost.prepare?.(target(), io))).to.include({ code: 'OC_FILE' });
  });

  for (const [what, change] of [
    ['is of another type', { type: 'external_account' }],
    ['holds no key', { private_key: '' }],
    ['holds a key that is none', { private_key: 'nonsense' }],
    ['sends secrets in the open', { token_uri: 'http://tokens.example/' }],
  ] as const) {
    it(`refuses a file that ${what}, without showing it`, async () => {
      const apiKey = JSON.stringify({ ...account(), ...change });
      const error = await failure(createVertexProvider({ HOME: home }).prepare?.(target({ apiKey }), io));
      expect(error.code).to.equal('OC_AUTH_REFUSED');
      expect(JSON.stringify(error.details)).not.to.contain('PRIVATE KEY');
      expect(asked).to.deep.equal([]);
    });
  }

  it('tells refused credentials from a service that is down', async () => {
    const provider = createVertexProvider({ HOME: home });
    const prepare = () => provider.prepare?.(target({ apiKey: JSON.stringify(account()) }), io);
    reply = { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
    const refused = await failure(prepare());
    expect(refused.code).to.equal('OC_AUTH_REFUSED');
    expect(refused.details.message).to.contain('invalid_grant: Invalid JWT Signature.');
    reply = { status: 503, body: {} };
    expect(await failure(prepare())).to.include({ code: 'OC_MODEL_HTTP', retryable: true });
    reply = { status: 200, body: { unexpected: true } };
    expect(await failure(prepare())).to.include({ code: 'OC_MODEL_UNREADABLE' });
  });

  it('carries a whole conversation, with Gemini and with Claude', async () => {
    fake = await startFakeModel({ script: [{ text: 'Hello.' }] });
    const provider = createVertexProvider({ HOME: home, GOOGLE_CLOUD_PROJECT: 'p' });
    const claude = {
      wire: 'anthropic-messages',
      model: 'claude-x@1',
      info: { id: 'claude-x@1', quirks: { pathVerb: 'streamRawPredict', bodyVersion: 'vertex-2023-10-16' } },
    };
    for (const [wire, changes] of [
      [createGenerateWire(), {}],
      [createMessagesWire(), claude],
    ] as const) {
      const to = await provider.prepare?.(target({ ...changes, baseUrl: `${fake.url}/v1`, apiKey: JSON.stringify(account()) }), io);
      expect(await converse(wire, prompt(), to as ModelTarget)).to.deep.include({ text: 'Hello.', error: undefined });
    }
    expect(fake.requests.map(({ path }) => path)).to.deep.equal([
      '/v1/projects/p/locations/global/publishers/google/models/gemini-x:streamGenerateContent',
      '/v1/projects/p/locations/global/publishers/anthropic/models/claude-x@1:streamRawPredict',
    ]);
    expect(fake.requests.map(({ headers }) => headers.authorization)).to.deep.equal(['Bearer access-token-1', 'Bearer access-token-1']);
    expect(asked).to.have.length(1);
  });
});
