import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { startFakeModel } from '../../../../test/fake-model/server.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

interface Row {
  ref: string;
  provider: string;
  live: boolean;
  context?: number;
  cost?: { input: number; output: number; cache_read?: number; tiers?: object[] };
  capabilities?: Record<string, boolean>;
}

describe('models of the catalogue', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const json = async <T>(args: string[], env: Record<string, string> = {}) =>
    JSON.parse((await sandbox.run([...args, '--json'], { env })).stdout) as T;

  it('are listed for providers with a key, and for who asks for a provider, for words or for all', async () => {
    const count = async (args: string[], env = {}) =>
      (await json<Row[]>(['models', ...args], env)).filter(({ provider }) => provider === 'openrouter').length;
    const short = await count([]);
    const whole = await count(['openrouter']);
    expect(whole).to.be.greaterThan(short * 5);
    expect(await count(['--all'])).to.equal(whole);
    writeFileSync(sandbox.configFile, '[provider.openrouter]\nmax_tokens = 5\n');
    expect(await count([])).to.equal(whole);
    writeFileSync(sandbox.configFile, '');
    expect(await count([], { OPENROUTER_API_KEY: 'k'.repeat(20) })).to.equal(whole);
    const found = await json<Row[]>(['models', '--search', 'KIMI k3', '--provider', 'openrouter']);
    expect(found).to.not.deep.equal([]);
    for (const { ref } of found) expect(ref).to.match(/kimi-k3/);
  });

  it('are told in full, one by one and in columns', async () => {
    const row = await json<Row>(['models', 'info', 'xai/grok-4.7']);
    expect(row).to.include({ ref: 'xai/grok-4.7', provider: 'xai' });
    expect(row.cost?.tiers).to.have.length(1);
    const told = (await sandbox.run(['models', 'info', 'xai/grok-4.7'])).stdout;
    expect(told).to.match(/LONG INPUT +above 200,000 tokens: 4 in, 12 out/);
    const table = (await sandbox.run(['models', 'groq', '--verbose'])).stdout;
    expect(table)
      .to.match(/ABILITIES/)
      .and.match(/groq\/openai\/gpt-oss-120b .*0\.075.* 2025-08-05 +tools reasoning/);
    const wrong = await sandbox.run(['models', 'info', 'xai/grok-4.77']);
    expect(wrong.code).to.equal(42);
    expect(wrong.stderr).to.include('xai/grok-4.7');
  });

  it('grow by what servers list, which is kept for times without a network', async () => {
    const fake = await startFakeModel({
      routes: {
        'GET /v1/models': {
          data: [
            {
              id: 'new/one',
              name: 'One',
              context_length: 77_000,
              pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000025' },
              supported_parameters: ['tools'],
              architecture: { input_modalities: ['text', 'image'] },
            },
            { id: 7 },
          ],
        },
      },
    });
    const toml = (url: string) =>
      writeFileSync(sandbox.configFile, `[provider.openrouter]\nbase_url = "${url}"\napi_key = "k-0123456789"\n`);
    toml(`${fake.url}/v1`);
    try {
      expect(await json(['models', 'refresh', 'openrouter'])).to.deep.equal({ providers: { openrouter: 1 }, notices: [] });
    } finally {
      await fake.close();
    }
    writeFileSync(sandbox.configFile, '');
    const row = await json<Row>(['models', 'info', 'openrouter/new/one']);
    expect(row.context).to.equal(77_000);
    expect(row.cost).to.deep.equal({ input: 2.5, output: 10, cache_read: 0.25 });
    expect(row.capabilities).to.deep.equal({ tools: true, reasoning: false, images: true });
    toml(`${fake.url}/v1`);
    const offline = await sandbox.run(['models', 'refresh', 'openrouter']);
    expect(offline.code).to.equal(0);
    expect(offline.stderr).to.include('openrouter did not list its models');
    writeFileSync(sandbox.configFile, '');
    expect((await json<Row>(['models', 'info', 'openrouter/new/one'])).context).to.equal(77_000);
  });

  it('say what each effort becomes for them, without a key', async () => {
    const efforts = async (ref: string) => (await json<{ efforts?: Record<string, string> }>(['models', 'info', ref])).efforts;
    expect(await efforts('openai/gpt-5-pro')).to.include({ off: 'reasoning.effort=high', max: 'reasoning.effort=high' });
    expect(await efforts('anthropic/claude-sonnet-4-5')).to.include({ off: 'thinking.type=disabled' });
    expect(await efforts('openai/gpt-4.1')).to.deep.equal({});
    expect((await efforts('amazon-bedrock/amazon.nova-2-lite-v1:0'))?.off).to.contain('reasoningConfig.type=disabled');
    expect((await efforts('amazon-bedrock/eu.anthropic.claude-sonnet-4-6'))?.max).to.contain('output_config.effort=max');
    const { stdout } = await sandbox.run(['models', 'info', 'openai/gpt-5-mini']);
    expect(stdout)
      .to.match(/EFFORT +off → reasoning\.effort=minimal\n/)
      .and.to.match(/EFFORT +high max → reasoning\.effort=high\n/);
    expect((await sandbox.run(['models', 'info', 'openai/gpt-4.1'])).stdout).to.match(/EFFORT +cannot be told\n/);
  });
});
