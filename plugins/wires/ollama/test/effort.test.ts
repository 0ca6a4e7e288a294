import { expect } from 'chai';
import { effortBench } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildOllamaBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildOllamaBody);

describe('ollama effort', () => {
  it('is whether the model thinks, or a word where it knows some', () => {
    expect(all({})).to.deep.equal([false, true, true, true, true, true].map((think) => ({ think })));
    const words = ['low', 'low', 'medium', 'high', 'high', 'medium'].map((think) => ({ think }));
    expect(all({ quirks: { efforts: 'low medium high' } })).to.deep.equal(words);
    expect(all({ capabilities: {} })).to.deep.equal(Array(6).fill(undefined));
  });

  it('takes the place of the quirk', () => {
    expect(body('off', { quirks: { think: true } }).think).to.equal(false);
    expect(body(undefined, { quirks: { think: 'high' } }).think).to.equal('high');
  });
});
