import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Lab, lab } from '../../../../test/support/run.ts';
import type { Stats } from '../src/gather.ts';

const PRICE = '[models."fake/m1".cost]\ninput = 1\noutput = 10\ncache_read = 0.1';

describe('opencode stats', () => {
  let it_: Lab;
  beforeEach(async () => {
    const usage = { input: 1000, output: 100, cacheRead: 3000 };
    it_ = await lab(
      {
        handler: ({ number }) =>
          number === 1
            ? {
                toolCalls: [
                  { name: 'read', input: { filePath: 'a.txt' } },
                  { name: 'read', input: { filePath: 'no.txt' } },
                ],
                usage,
              }
            : { text: 'ok', usage },
      },
      'openai-compatible',
      PRICE,
    );
    writeFileSync(join(it_.sandbox.work, 'a.txt'), 'a\n');
    expect((await it_.sandbox.run(['run', 'read it'])).code).to.equal(0);
  });
  afterEach(() => it_.close());

  const json = async (...args: string[]): Promise<Stats> => {
    const { code, stdout, stderr } = await it_.sandbox.run(['stats', '--json', ...args]);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout) as Stats;
  };

  it('adds up tokens, cost and the cached share, by day and by model', async () => {
    const stats = await json();
    expect(stats).to.include({ sessions: 1, turns: 2, cached_share: 0.75, cost_usd: 0.0046, cost_known: true });
    expect(stats.usage).to.include({ input: 2000, output: 200, cache_read: 6000 });
    expect(stats.by_day).to.have.length(1);
    expect(stats.by_model.map(({ model, turns }) => [model, turns])).to.deep.equal([['fake/m1', 2]]);
    expect(stats).to.not.have.property('by_tool');
  });

  it('counts what attempts that broke off used, also where no answer came of them', async () => {
    const usage = { input: 1000, output: 100 };
    const broken = { text: 'never whole', usage, fault: { kind: 'garbage' as const, after: 99, times: 9 } };
    const other = await lab({ script: [broken] }, 'anthropic', `${PRICE}\n[limits]\nretries = 1`);
    try {
      expect((await other.sandbox.run(['run', 'x'])).code).to.equal(1);
      const { stdout } = await other.sandbox.run(['stats', '--json']);
      const stats = JSON.parse(stdout) as Stats;
      expect(stats).to.include({ turns: 1, attempts_given_up: 1 });
      expect(stats.usage.input).to.equal(2000);
      const shown = await other.sandbox.run(['session', 'show', '--json']);
      expect(JSON.parse(shown.stdout).session.cost_usd).to.be.closeTo(stats.cost_usd, 1e-9);
    } finally {
      await other.close();
    }
  });

  it('counts tools, with their failures', async () => {
    const { by_tool } = await json('--tools');
    expect(by_tool).to.have.length(1);
    expect(by_tool?.[0]).to.include({ tool: 'read', calls: 2, failed: 1 });
  });

  it('shows an unknown price as unknown, not as nothing', async () => {
    // what answers at a loopback address is taken to be free
    const config = readFileSync(it_.sandbox.configFile, 'utf8');
    writeFileSync(it_.sandbox.configFile, config.replace('127.0.0.1', '0.0.0.0'));
    expect((await it_.sandbox.run(['run', '--model', 'fake/unpriced', 'again'])).code).to.equal(0);
    const stats = await json();
    expect(stats).to.include({ turns: 3, cost_known: false, turns_without_price: 1, cost_usd: 0.0046 });
    expect(stats.by_model.find(({ model }) => model === 'fake/unpriced')).to.include({ cost_known: false, cost_usd: 0 });
    const { stdout } = await it_.sandbox.run(['stats', '--models', '--tools']);
    expect(stdout)
      .to.match(/more than \$0\.0046/)
      .and.match(/fake\/unpriced.*cost unknown/)
      .and.match(/^read +2 +1 /m);
    const shown = await it_.sandbox.run(['session', 'show']);
    expect(shown.stdout).to.contain('cost unknown');
    const run = await it_.sandbox.run(['run', '--format', 'json', '--model', 'fake/unpriced', 'again']);
    expect(JSON.parse(run.stdout)).to.include({ cost_usd: 0, cost_known: false });
  });

  it('counts what a fork copied once, and only this folder with --project', async () => {
    await it_.sandbox.run(['run', '--continue', '--fork', 'go on']);
    expect(await json()).to.include({ sessions: 2, turns: 3 });
    const elsewhere = join(it_.sandbox.dir, 'elsewhere');
    mkdirSync(elsewhere);
    const { stdout } = await it_.sandbox.run(['stats', '--json', '--project'], { cwd: elsewhere });
    expect(JSON.parse(stdout)).to.include({ turns: 0, cost_usd: 0 });
    expect(await json('--project', '--days', '2')).to.include({ turns: 3 });
  });

  it('says so when there is nothing', async () => {
    const elsewhere = join(it_.sandbox.dir, 'elsewhere');
    mkdirSync(elsewhere);
    const { code, stdout, stderr } = await it_.sandbox.run(['stats', '--project'], { cwd: elsewhere });
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '' });
    expect(stderr).to.contain('No model was called');
  });
});
