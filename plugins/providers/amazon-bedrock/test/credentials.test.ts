import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KernelError } from '@ock/kernel';
import { expect } from 'chai';
import { http } from '../../../../test/contracts/wire.ts';
import { findCredentials } from '../src/credentials.ts';
import { parseIni } from '../src/ini.ts';
import { AwsFiles } from '../src/profile.ts';
import { signRequest } from '../src/sign.ts';

interface Seen {
  path: string;
  body: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  raw: string;
}
const STS_ANSWER = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>rsecret</SecretAccessKey><SessionToken>rtoken</SessionToken>
  <Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const ROLE = { accessKeyId: 'ASIAROLE', secretAccessKey: 'rsecret', sessionToken: 'rtoken', expires: Date.parse('2199-01-01T00:00:00Z') };

describe('AWS credentials', () => {
  let home: string;
  let server: Server;
  let base: string;
  let seen: Seen[];
  let answer: { status?: number; body: string };
  let respond: ((path: string) => string) | undefined;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'aws-'));
    seen = [];
    answer = { body: STS_ANSWER };
    respond = undefined;
    server = createServer((request, response) => {
      let raw = '';
      request.on('data', (chunk) => {
        raw += String(chunk);
      });
      request.on('end', () => {
        seen.push({ path: request.url ?? '', body: new URLSearchParams(raw), headers: request.headers, raw });
        response.writeHead(answer.status ?? 200).end(respond?.(request.url ?? '') ?? answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(home, { recursive: true });
  });

  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(home, file)), { recursive: true });
    await writeFile(join(home, file), text);
  };
  const find = (env: Record<string, string> = {}) => {
    const all = {
      HOME: home,
      PATH: process.env.PATH,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL_STS: base,
      AWS_ENDPOINT_URL_SSO: base,
      ...env,
    };
    return findCredentials({ env: all, files: new AwsFiles(all), http, signal: new AbortController().signal, region: 'eu-west-1' });
  };
  const failure = (env: Record<string, string> = {}) => find(env).catch((error: unknown) => error) as Promise<KernelError>;

  describe('of a role', () => {
    const CONFIG = `[profile role]
role_arn = arn:aws:iam::1:role/x
source_profile = base
external_id = e1
role_session_name = me
region = us-west-2
[profile base]
aws_access_key_id = AKIBASE
aws_secret_access_key = bsecret
[profile circle]
role_arn = arn:x
source_profile = round
[profile round]
role_arn = arn:y
source_profile = circle
[profile mfa]
role_arn = arn:x
source_profile = base
mfa_serial = arn:m
`;

    it('are taken on with those of its source, signed', async () => {
      await write('.aws/config', CONFIG);
      expect(await find({ AWS_PROFILE: 'role' })).to.deep.equal(ROLE);
      const [{ body, headers, raw }] = seen as [Seen];
      expect(Object.fromEntries(body)).to.deep.equal({
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: 'arn:aws:iam::1:role/x',
        RoleSessionName: 'me',
        ExternalId: 'e1',
      });
      const again = await signRequest(
        { method: 'POST', url: `${base}/`, headers: { 'content-type': String(headers['content-type']) }, body: raw },
        { accessKeyId: 'AKIBASE', secretAccessKey: 'bsecret' },
        { region: 'us-west-2', service: 'sts', datetime: String(headers['x-amz-date']) },
      );
      expect(headers.authorization).to.equal(again.authorization);
    });

    it('say what stands in the way', async () => {
      await write('.aws/config', CONFIG);
      expect((await failure({ AWS_PROFILE: 'circle' })).details.because).to.equal('provider-amazon-bedrock.circle');
      expect((await failure({ AWS_PROFILE: 'mfa' })).details.because).to.equal('provider-amazon-bedrock.second_factor');
      answer = { status: 403, body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>' };
      const error = await failure({ AWS_PROFILE: 'role' });
      expect(error).to.include({ code: 'OC_AUTH_REFUSED' });
      expect(error.details.message).to.equal('AWS STS answered 403: not you');
    });

    it('are given for the token in a file, which goes before the default profile', async () => {
      await write('token', 'web-token\n');
      await write('.aws/credentials', '[default]\naws_access_key_id = A\naws_secret_access_key = b\n');
      expect(await find({ AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'), AWS_ROLE_ARN: 'arn:r' })).to.deep.equal(ROLE);
      expect(Object.fromEntries(seen[0]?.body ?? [])).to.include({ WebIdentityToken: 'web-token', RoleSessionName: 'opencode' });
      expect(seen[0]?.headers).not.to.have.property('authorization');
      const error = await failure({ AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'absent'), AWS_ROLE_ARN: 'arn:r' });
      expect(error).to.include({ code: 'OC_AUTH_STORE' });
    });
  });

  describe('of single sign-on', () => {
    const CONFIG = `[profile sso]
sso_session = corp
sso_account_id = 123
sso_role_name = Dev
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
`;
    const token = (expiresAt: string) =>
      write(
        `.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`,
        JSON.stringify({ accessToken: 'sso-token', expiresAt }),
      );

    it('are fetched for the token of the login', async () => {
      await write('.aws/config', CONFIG);
      await token('2199-01-01T00:00:00Z');
      const roleCredentials = { accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't', expiration: 4_102_444_800_000 };
      answer = { body: JSON.stringify({ roleCredentials }) };
      expect(await find({ AWS_PROFILE: 'sso' })).to.deep.equal({
        accessKeyId: 'ASIASSO',
        secretAccessKey: 's',
        sessionToken: 't',
        expires: 4_102_444_800_000,
      });
      expect(seen[0]).to.include({ path: '/federation/credentials?role_name=Dev&account_id=123' });
      expect(seen[0]?.headers['x-amz-sso_bearer_token']).to.equal('sso-token');
    });

    it('say that the login is over', async () => {
      await write('.aws/config', CONFIG);
      expect((await failure({ AWS_PROFILE: 'sso' })).details).to.include({ because: 'provider-amazon-bedrock.sso_login', profile: 'sso' });
      await token('2020-01-01T00:00:00Z');
      expect((await failure({ AWS_PROFILE: 'sso' })).details).to.include({ because: 'provider-amazon-bedrock.sso_login', profile: 'sso' });
      expect(seen).to.deep.equal([]);
    });
  });

  describe('of a container', () => {
    it('are those its service gives', async () => {
      await write('token', 'c-token');
      answer = { body: JSON.stringify({ AccessKeyId: 'ASIAC', SecretAccessKey: 's', Token: 't', Expiration: '2199-01-01T00:00:00Z' }) };
      const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${base}/creds`, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(home, 'token') };
      expect(await find(env)).to.include({ accessKeyId: 'ASIAC', sessionToken: 't' });
      expect(seen[0]?.headers.authorization).to.equal('c-token');
    });

    it('are not asked of any host', async () => {
      const error = await failure({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://evil.example/creds' });
      expect(error).to.include({ code: 'OC_AUTH_REFUSED' });
    });
  });

  describe('of a machine on EC2', () => {
    const role = { AccessKeyId: 'ASIAM', SecretAccessKey: 's', Token: 't', Expiration: '2199-01-01T00:00:00Z' };
    const here = () => ({ AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: `${base}/` });

    it('are those of its role, asked for with a token', async () => {
      respond = (path) => (path.endsWith('/token') ? 'm-token' : path.endsWith('/') ? 'my-role\n' : JSON.stringify(role));
      expect(await find(here())).to.include({ accessKeyId: 'ASIAM', sessionToken: 't', expires: Date.parse(role.Expiration) });
      expect(seen.map(({ path }) => path.split('/').at(-1))).to.deep.equal(['token', '', 'my-role']);
      expect(seen.at(-1)?.headers).to.include({ 'x-aws-ec2-metadata-token': 'm-token' });
    });

    it('are missing where it has none, or nobody answers', async () => {
      answer = { status: 404, body: '' };
      expect(await failure(here())).to.include({ code: 'OC_AUTH_MISSING' });
      expect(await failure({ ...here(), AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' })).to.include({ code: 'OC_AUTH_MISSING' });
    });
  });

  it('are missing where there is nothing', async () => {
    expect(await failure()).to.include({ code: 'OC_AUTH_MISSING' });
  });

  it('stand in files as AWS writes them', () => {
    const text = '# c\r\n[ profile  "a b" ]\r\nKey = v#1 # note\r\n  nested = x\r\n[a b]\nother=1\n[sso-session s]\nx = y = z\nbroken\n';
    expect([...parseIni(text)]).to.deep.equal([
      ['a b', { key: 'v#1', other: '1' }],
      ['sso-session s', { x: 'y = z' }],
    ]);
  });
});
