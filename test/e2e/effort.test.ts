import { expect } from 'chai';
import { type Lab, labs, lines } from '../support/run.ts';

const REASONS = '[models."fake/m1"]\ncapabilities = { reasoning = true }';

describe('run --effort', () => {
  const make = labs();
  const sent = ({ fake }: Lab) => fake.requests.map(({ body }) => body.reasoning_effort);

  it('takes what was asked for, else what holds for the model, and for all', async () => {
    const cases: [string, string[], string][] = [
      [`effort = "low"\n${REASONS}`, [], 'low'],
      [`effort = "low"\n${REASONS}\neffort = "medium"`, [], 'medium'],
      [`effort = "low"\n${REASONS}\neffort = "medium"`, ['--effort', 'HIGH'], 'high'],
      [`effort = "high"\n${REASONS}`, ['--effort', '2000'], 'low'],
      [`${REASONS}\n[profiles.hard]\neffort = "max"`, ['--profile', 'hard'], 'high'],
    ];
    for (const [toml, flags, expected] of cases) {
      const it_ = await make({ script: [{ text: 'hi' }] }, toml);
      const { code, stderr } = await it_.sandbox.run(['run', ...flags, 'x']);
      expect(stderr).not.to.contain('effort');
      expect(code).to.equal(0);
      expect(sent(it_), toml).to.deep.equal([expected]);
    }
  });

  it('keeps nothing of it with the session', async () => {
    const it_ = await make({ script: [{ text: 'a' }, { text: 'b' }] }, REASONS);
    await it_.sandbox.run(['run', '--effort', 'high', 'x']);
    await it_.sandbox.run(['run', '--continue', 'y']);
    expect(sent(it_)).to.deep.equal(['high', undefined]);
  });

  it('says once that it has no effect, and sends nothing', async () => {
    const script = [{ toolCalls: [{ name: 'glob', input: { pattern: '*' } }] }, { text: 'done' }];
    const it_ = await make({ script }, 'effort = "high"');
    const { code, stdout } = await it_.sandbox.run(['run', '--format', 'stream-json', 'x']);
    const notices = lines(stdout).filter(({ type, code: kind }) => type === 'notice' && kind === 'effort_ignored');
    expect(notices.map(({ text }) => text)).to.deep.equal(['effort high has no effect with fake/m1']);
    expect(code).to.equal(0);
    expect(sent(it_)).to.deep.equal([undefined, undefined]);
  });

  it('refuses what is no effort, and names what is', async () => {
    const it_ = await make();
    const flag = await it_.sandbox.run(['run', '--effort', 'huge', 'x']);
    expect(flag.code).to.equal(42);
    expect(flag.stderr).to.contain('huge').and.contain('off, low, medium, high, max');
    for (const [where, key] of [
      ['effort = "huge"', 'effort'],
      ['[models."fake/m1"]\neffort = -1', 'models."fake/m1".effort'],
    ] as const) {
      const bad = await make({ script: [] }, where);
      const { code, stderr } = await bad.sandbox.run(['run', 'x']);
      expect(code).to.equal(52);
      expect(stderr).to.contain('opencode.toml').and.contain(key).and.contain('"off" | "low" | "medium" | "high" | "max"');
    }
    expect(it_.fake.requests).to.deep.equal([]);
  });
});
