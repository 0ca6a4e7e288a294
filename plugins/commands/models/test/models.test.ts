import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { startFakeModel } from '../../../../test/fake-model/server.ts';
import { Sandbox } from '../../../../test/support/cli.ts';
import { merged } from '../src/model-rows.ts';

interface Row {
  ref: string;
  provider: string;
  live: boolean;
  key?: string;
  context?: number;
}

describe('models', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const list = async (args: string[], env: Record<string, string> = {}) =>
    JSON.parse((await sandbox.run(['models', ...args, '--json'], { env })).stdout) as Row[];

  it('lists providers and configuration, with the state of the keys', async () => {
    writeFileSync(sandbox.configFile, '[provider.mine]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m1"\n');
    const rows = await list([], { ANTHROPIC_API_KEY: 'k'.repeat(40) });
    expect(rows.find(({ ref }) => ref === 'mine/m1')).to.include({ provider: 'mine', live: false, key: 'none' });
    expect(rows.find(({ provider }) => provider === 'anthropic')).to.include({ key: 'env' });
    expect(rows.find(({ provider }) => provider === 'openai')).to.not.have.property('key');
    expect(rows.find(({ provider }) => provider === 'openai')?.context).to.be.greaterThan(1000);
  });

  it('knows the model of a server of a person’s own that only the top of the configuration names', async () => {
    writeFileSync(sandbox.configFile, 'model = "lab/x"\n[provider.lab]\nbase_url = "http://127.0.0.1:1/v1"\ncontext_window = 9999\n');
    expect((await list(['lab'])).map(({ ref }) => ref)).to.deep.equal(['lab/x']);
    expect((await sandbox.run(['models', 'info', 'lab/x'])).stdout).to.match(/MODEL +lab\/x\n/);
    const tested = await sandbox.run(['auth', 'test', 'lab', '--json']);
    expect((JSON.parse(tested.stdout) as object[])[0]).to.include({ model: 'lab/x', problem: 'network' });
  });

  it('searches, keeps to one provider, and names the nearest of an unknown one', async () => {
    const rows = await list(['SONNET', '--provider', 'anthropic']);
    expect(rows).to.not.deep.equal([]);
    for (const { ref } of rows) expect(ref).to.match(/^anthropic\/.*sonnet/);
    const wrong = await sandbox.run(['models', '--provider', 'antropic']);
    expect(wrong.code).to.equal(42);
    expect(wrong.stderr).to.include('anthropic');
  });

  it('asks Ollama what it has', async () => {
    const fake = await startFakeModel({ models: ['qwen3:8b'] });
    try {
      const rows = await list(['--provider', 'ollama', '--refresh'], { OLLAMA_HOST: fake.url });
      expect(rows.find(({ ref }) => ref === 'ollama/qwen3:8b')).to.include({ live: true, key: 'none' });
      const told = await sandbox.run(['models', 'info', 'ollama/qwen3:8b', '--json'], { env: { OLLAMA_HOST: fake.url } });
      expect(JSON.parse(told.stdout)).to.include({ ref: 'ollama/qwen3:8b', live: true });
    } finally {
      await fake.close();
    }
  });

  it('keeps what is known of a model that a server lists', () => {
    const listed = [{ ref: 'a/x', provider: 'a', info: { id: 'x', context: 5 } }];
    const live = [
      { ref: 'a/x', provider: 'a', info: { id: 'x', context: 9 } },
      { ref: 'a/b', provider: 'a', info: { id: 'b' } },
    ];
    expect(merged(listed, live).map(({ ref, info, live: now }) => [ref, info.context, now])).to.deep.equal([
      ['a/b', undefined, true],
      ['a/x', 5, true],
    ]);
  });
});
