import { expect } from 'chai';
import { effortBench, LEVELS } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildCohereBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildCohereBody);

describe('cohere effort', () => {
  it('is a budget, without bound for the highest', () => {
    const enabled = (budget?: number) => ({ type: 'enabled', ...(budget !== undefined && { token_budget: budget }) });
    expect(LEVELS.map((effort) => body(effort, {}).thinking)).to.deep.equal([
      { type: 'disabled' },
      enabled(2048),
      enabled(8192),
      enabled(24_576),
      enabled(),
      enabled(5000),
    ]);
    expect(all({ capabilities: {} })).to.deep.equal(Array(6).fill(undefined));
  });

  it('takes the place of the quirks', () => {
    expect(body('low', { quirks: { thinking: false } }).thinking).to.deep.equal({ type: 'enabled', token_budget: 2048 });
    expect(body(undefined, { quirks: { thinking: false } }).thinking).to.deep.equal({ type: 'disabled' });
  });
});
