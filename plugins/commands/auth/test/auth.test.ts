import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { type Lab, lab } from '../../../../test/support/run.ts';
import { masked } from '../src/key-state.ts';
import { checked } from '../src/read-key.ts';

const KEY = 'sk-test-0123456789abcdefghijklmnopqrstuvwxyz';

describe('auth', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('keeps a piped key for its owner alone and shows only its ends', async () => {
    const login = await sandbox.run(['auth', 'login', 'openai', '--key-stdin'], { input: `${KEY}\n` });
    expect(login.code, login.stderr).to.equal(0);
    const file = join(sandbox.dataDir, 'auth.json');
    expect(JSON.parse(readFileSync(file, 'utf8')).openai).to.include({ type: 'api', key: KEY });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).to.equal(0o600);
    for (const args of [['list'], ['list', '--json'], ['get', 'openai'], ['get', 'openai', '--json']]) {
      const { stdout, stderr, code } = await sandbox.run(['auth', ...args]);
      expect(code).to.equal(0);
      expect(stdout).to.include('sk-t…wxyz');
      expect(stdout + stderr + login.stdout).to.not.include(KEY);
    }
    expect((await sandbox.run(['auth', 'get', 'openai', '--show'])).stdout).to.equal(`${KEY}\n`);
  });

  it('forgets a key, says where another one still comes from, and needs one to show it', async () => {
    await sandbox.run(['auth', 'set', 'openai', KEY]);
    const env = { OPENAI_API_KEY: 'from-the-environment' };
    const { stdout } = await sandbox.run(['auth', 'logout', 'openai'], { env });
    expect(stdout).to.include('OPENAI_API_KEY');
    const gone = await sandbox.run(['auth', 'delete', 'openai', '-y', '--json']);
    expect(JSON.parse(gone.stdout)).to.deep.equal({ provider: 'openai', removed: false });
    expect((await sandbox.run(['auth', 'get', 'openai'])).code).to.equal(41);
  });

  it('keeps the keys of logins that run at the same time', async () => {
    const ids = ['openai', 'anthropic', 'groq', 'mistral'];
    const logins = await Promise.all(ids.map((id) => sandbox.run(['auth', 'login', id, '--key-stdin'], { input: `${id}-${KEY}` })));
    for (const { code, stderr } of logins) expect(code, stderr).to.equal(0);
    const kept = JSON.parse(readFileSync(join(sandbox.dataDir, 'auth.json'), 'utf8')) as Record<string, { key: string }>;
    for (const id of ids) expect(kept[id]?.key).to.equal(`${id}-${KEY}`);
  });

  it('lists every provider with the source of its key', async () => {
    const { stdout } = await sandbox.run(['auth', 'list', '--json'], { env: { ANTHROPIC_API_KEY: KEY } });
    const { providers } = JSON.parse(stdout) as { providers: { provider: string; source?: string; from?: string; needs_key: boolean }[] };
    expect(providers.find(({ provider }) => provider === 'anthropic')).to.include({
      source: 'env',
      from: 'ANTHROPIC_API_KEY',
      needs_key: true,
    });
    expect(providers.find(({ provider }) => provider === 'openai')).to.not.have.property('source');
    expect(stdout).to.not.include(KEY);
  });

  it('refuses what it cannot do with an error that helps', async () => {
    const none = await sandbox.run(['auth', 'login', 'openai']);
    expect(none.code).to.equal(2);
    expect(none.stderr).to.include('--key-stdin');
    const near = await sandbox.run(['auth', 'login', 'opnai', '--key-stdin'], { input: KEY });
    expect(near.code).to.equal(42);
    expect(near.stderr).to.include('openai');
    for (const input of ['', 'two words'])
      expect((await sandbox.run(['auth', 'login', 'openai', '--key-stdin'], { input })).code).to.equal(42);
    expect((await sandbox.run(['auth', 'login', '--key-stdin'], { input: 'openai' })).code, 'a key is never taken for a provider').to.equal(
      2,
    );
  });
});

describe('auth test', () => {
  let made: Lab | undefined;
  afterEach(() => made?.close());
  it('sends one request for one token', async () => {
    made = await lab({ script: [{ text: 'ok' }] });
    writeFileSync(made.sandbox.configFile, `[provider.fake]\nbase_url = "${made.fake.url}/v1"\nmodel = "m1"\napi_key = "${KEY}"\n`);
    const { stdout, code } = await made.sandbox.run(['auth', 'test', 'fake', '--json']);
    expect(code).to.equal(0);
    expect((JSON.parse(stdout) as object[])[0]).to.include({ provider: 'fake', model: 'fake/m1', ok: true });
    expect(made.fake.requests).to.have.length(1);
    const { max_tokens, max_completion_tokens } = (made.fake.requests[0]?.body ?? {}) as Record<string, number>;
    expect(max_tokens ?? max_completion_tokens).to.equal(1);
  });

  it('names no model where the provider has none', async () => {
    made = await lab({ script: [] });
    writeFileSync(made.sandbox.configFile, `[provider.fake]\nbase_url = "${made.fake.url}/v1"\napi_key = "${KEY}"\n`);
    const { stdout, code } = await made.sandbox.run(['auth', 'test', 'fake', '--json']);
    expect(code).to.equal(1);
    expect((JSON.parse(stdout) as object[])[0]).to.include({ ok: false, problem: 'model' });
  });

  it('fails where there is no key to test', async () => {
    made = await lab({});
    writeFileSync(made.sandbox.configFile, '');
    const { code, stdout, stderr } = await made.sandbox.run(['auth', 'test', '--json']);
    expect({ code, stdout }).to.deep.equal({ code: 41, stdout: '[]\n' });
    expect(stderr).to.equal('No provider has a key; name one to test it all the same.\n');
  });

  it('tells a refused key from a server that is not there', async () => {
    made = await lab({ faults: [{ kind: 'status', status: 401, times: 9 }] });
    const config = (url: string) => `[provider.fake]\nbase_url = "${url}"\nmodel = "m1"\napi_key = "${KEY}"\n`;
    writeFileSync(made.sandbox.configFile, config(`${made.fake.url}/v1`));
    const refused = await made.sandbox.run(['auth', 'test', 'fake', '--json']);
    expect(refused.code).to.equal(41);
    expect((JSON.parse(refused.stdout) as object[])[0]).to.include({ ok: false, problem: 'key' });
    writeFileSync(made.sandbox.configFile, config('http://127.0.0.1:1/v1'));
    const absent = await made.sandbox.run(['auth', 'test', 'fake', '--json']);
    expect(absent.code).to.equal(1);
    expect((JSON.parse(absent.stdout) as object[])[0]).to.include({ ok: false, problem: 'network' });
  });
});

describe('keys', () => {
  it('are shown only where enough of them stays hidden', () => {
    expect(masked('short-key-of-20-char')).to.equal('…');
    expect(masked(KEY)).to.equal('sk-t…wxyz');
  });

  it('are one word', () => {
    const t = (key: string) => key;
    expect(checked(t, `  ${KEY}\r\n`)).to.equal(KEY);
    for (const bad of ['', ' ', 'a b', 'a\nb', 'a\x1bb']) expect(() => checked(t, bad), bad).to.throw('OC_INPUT');
  });
});
