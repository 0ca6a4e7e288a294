import { expect } from 'chai';
import { effortBench, target } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildGenerateBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildGenerateBody);

describe('google-generate effort', () => {
  const PATH = 'generationConfig.thinkingConfig';
  const config = (...args: Parameters<typeof body>) =>
    (body(...args).generationConfig as { thinkingConfig?: object } | undefined)?.thinkingConfig;

  it('is a level that the model knows', () => {
    const levels = (...list: string[]) => list.map((level) => ({ [`${PATH}.thinkingLevel`]: level }));
    expect(all({ quirks: { efforts: 'minimal low medium high' } })).to.deep.equal(
      levels('minimal', 'low', 'medium', 'high', 'high', 'medium'),
    );
    expect(all({ quirks: { efforts: 'low high' } })).to.deep.equal(levels('low', 'low', 'high', 'high', 'high', 'high'));
  });

  it('is a budget within the bounds of the model', () => {
    const budgets = (...list: number[]) => list.map((budget) => ({ [`${PATH}.thinkingBudget`]: budget }));
    expect(all({ quirks: { budgets: '0 512-24576' } })).to.deep.equal(budgets(0, 2048, 8192, 24_576, 24_576, 5000));
    expect(all({ quirks: { budgets: '128-32768' } })).to.deep.equal(budgets(128, 2048, 8192, 24_576, 32_768, 5000));
    expect(effortFields(100, target({ quirks: { budgets: '0 512-24576' } }))).to.deep.equal(budgets(512)[0]);
  });

  it('takes the place of the quirks, and shows no thoughts where there are none', () => {
    const quirks = { budgets: '0 1-24576', thinkingBudget: 100, includeThoughts: true };
    expect(config(undefined, { quirks })).to.deep.equal({ thinkingBudget: 100, includeThoughts: true });
    expect(config('low', { quirks })).to.deep.equal({ thinkingBudget: 2048, includeThoughts: true });
    expect(config('off', { quirks })).to.deep.equal({ thinkingBudget: 0 });
    expect(config('low', { quirks, capabilities: { reasoning: false } })).to.equal(undefined);
  });
});
