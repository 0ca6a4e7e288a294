import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startFakeModel } from '../../../../test/fake-model/server.ts';
import { Sandbox } from '../../../../test/support/cli.ts';

interface Row {
  ref: string;
  dimensions?: number;
  default: boolean;
  key?: string;
  cost?: { input: number };
}
interface Counted {
  model: string;
  tokens: number;
  exact: boolean;
  reason?: string;
  cost_usd?: number;
  context?: number;
}

describe('models that embed', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('are listed by themselves, with dimensions, price and key, and are not among the others', async () => {
    const env = { VOYAGE_API_KEY: 'k'.repeat(20) };
    const rows = JSON.parse((await sandbox.run(['models', '--embeddings', '--json'], { env })).stdout) as Row[];
    const row = rows.find(({ ref }) => ref === 'openai/text-embedding-3-small');
    expect(row).to.deep.include({ dimensions: 1536, default: true, cost: { input: 0.02 } });
    expect(row).not.to.have.property('key');
    expect(rows.find(({ ref }) => ref === 'voyage/voyage-4')).to.include({ key: 'env' });
    expect(rows.find(({ ref }) => ref === 'ollama/bge-m3')).to.deep.include({ key: 'none', cost: { input: 0 } });
    expect((await sandbox.run(['models', '--all', '--json'])).stdout).not.to.include('"voyage/voyage-4"');
    const table = (await sandbox.run(['models', 'voyage', '-e', '--search', 'lite'])).stdout;
    expect(table).to.match(/voyage\/voyage-4-lite +1024 or others +32K +0\.02 +missing/);
    expect(table).not.to.include('voyage-4-large');
    expect((await sandbox.run(['models', '-e', 'anthropic'])).stdout.trim()).to.equal('No model matches.');
  });

  it('are told in full, one by one, and cannot be talked to', async () => {
    const told = (await sandbox.run(['models', 'info', 'voyage/voyage-4'])).stdout;
    expect(told)
      .to.match(/DIMENSIONS +1024 or others/)
      .and.match(/ABILITIES +turns texts into vectors/);
    const talk = await sandbox.run(['run', '--model', 'voyage/voyage-4', 'hello']);
    expect(talk.code).to.equal(42);
    expect(talk.stderr).to.include('does not chat');
  });
});

describe('tokens of a text', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const count = async (args: string[], env: Record<string, string> = {}, input?: string) => {
    const { stdout } = await sandbox.run(['models', 'count', ...args, '--json'], { env, ...(input !== undefined && { input }) });
    return JSON.parse(stdout) as Counted;
  };

  it('are counted by the server where it does that', async () => {
    const fake = await startFakeModel({});
    const file = join(sandbox.dir, 'text.md');
    writeFileSync(file, 'Hello, 世界');
    try {
      const env = { ANTHROPIC_API_KEY: 'k'.repeat(40), ANTHROPIC_BASE_URL: fake.url };
      const counted = await count([file, '--model', 'anthropic/claude-sonnet-5-5'], env);
      expect(counted).to.include({ model: 'anthropic/claude-sonnet-5-5', exact: true });
      expect(counted).not.to.have.property('reason');
      expect(counted.cost_usd).to.be.above(0);
      expect(fake.requests[0]?.path).to.equal('/v1/messages/count_tokens');
      expect(JSON.stringify(fake.requests[0]?.body)).to.include('Hello, 世界');
      const told = await sandbox.run(['models', 'count', file, '--model', 'anthropic/claude-sonnet-5-5'], { env });
      expect(told.stdout).to.match(/^[\d,]+ tokens, counted by the server of anthropic\/claude-sonnet-5-5\n$/);
    } finally {
      await fake.close();
    }
  });

  it('are estimated where it does not, cannot or shall not, which is said', async () => {
    const text = 'four words of text\n'.repeat(10);
    const grok = await count(['-', '--model', 'xai/grok-4.7'], { XAI_API_KEY: 'k'.repeat(20) }, text);
    expect(grok).to.include({ exact: false });
    expect(grok.tokens).to.be.within(30, 60);
    expect(grok).not.to.have.property('reason');
    const keyless = await count(['--model', 'anthropic/claude-sonnet-5-5'], {}, text);
    expect(keyless.reason).to.include('ANTHROPIC_API_KEY');
    const offline = await sandbox.run(['models', 'count', '--model', 'anthropic/claude-sonnet-5-5', '--estimate'], { input: text });
    expect(offline.stdout).to.match(/^about \d+ tokens for anthropic\/claude-sonnet-5-5, estimated/);
    expect(offline.stderr).to.equal('');
  });

  it('need a file that is there and a model that exists', async () => {
    const missing = await sandbox.run(['models', 'count', 'no-such-file', '--model', 'openai/gpt-5.5']);
    expect(missing.code).to.equal(42);
    expect(missing.stderr).to.include('no-such-file');
    expect((await sandbox.run(['models', 'count', '--model', 'openai/gpt-55'], { input: 'x' })).code).to.equal(42);
  });
});
