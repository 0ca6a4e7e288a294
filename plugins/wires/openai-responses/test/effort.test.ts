import { expect } from 'chai';
import { effortBench } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildResponsesBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildResponsesBody);

describe('openai-responses effort', () => {
  const words = (...list: (string | undefined)[]) => list.map((word) => word && { 'reasoning.effort': word });

  it('is a word that the model knows', () => {
    expect(all({})).to.deep.equal(words('low', 'low', 'medium', 'high', 'high', 'medium'));
    expect(all({ quirks: { efforts: 'none low medium high xhigh' } })).to.deep.equal(
      words('none', 'low', 'medium', 'high', 'xhigh', 'medium'),
    );
    expect(all({ quirks: { efforts: 'high' } })).to.deep.equal(words('high', 'high', 'high', 'high', 'high', 'high'));
    expect(all({ capabilities: { reasoning: false }, quirks: { efforts: 'low' } })).to.deep.equal(Array(6).fill(undefined));
  });

  it('stands beside the summary, in place of the quirk', () => {
    const quirks = { reasoningSummary: 'auto', reasoningEffort: 'low' };
    expect(body('high', { quirks }).reasoning).to.deep.equal({ effort: 'high', summary: 'auto' });
    expect(body(undefined, { quirks }).reasoning).to.deep.equal({ effort: 'low', summary: 'auto' });
  });
});
