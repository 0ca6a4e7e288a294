import { expect } from 'chai';
import { effortBench, target } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildChatBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildChatBody);

describe('openai-chat effort', () => {
  const words = (...list: (string | undefined)[]) => list.map((word) => word && { reasoning_effort: word });

  it('is a word that the model knows', () => {
    expect(all({})).to.deep.equal(words('low', 'low', 'medium', 'high', 'high', 'medium'));
    expect(all({ quirks: { efforts: 'none low high max' } })).to.deep.equal(words('none', 'low', 'high', 'high', 'max', 'high'));
    expect(all({ quirks: { efforts: 'none' } })).to.deep.equal(words('none', ...Array(5).fill(undefined)));
    expect(all({ quirks: { efforts: '' } })).to.deep.equal(Array(6).fill(undefined));
  });

  it('stands where the server wants it, as a budget where it takes one', () => {
    const quirks = { efforts: 'none low medium high', effortField: 'reasoning.effort', effortBudget: 'reasoning.max_tokens' };
    expect(body('off', { quirks }).reasoning).to.deep.equal({ effort: 'none' });
    expect(body('high', { quirks }).reasoning).to.deep.equal({ effort: 'high' });
    expect(body(5000, { quirks }).reasoning).to.deep.equal({ max_tokens: 5000 });
    expect(body('high', { quirks })).not.to.have.property('reasoning_effort');
  });

  it('is a switch, alone or beside words', () => {
    const quirks = { effortSwitch: 'reasoning.enabled' };
    expect(all({ quirks }).map((fields) => fields?.['reasoning.enabled'])).to.deep.equal([false, true, true, true, true, true]);
    expect(body('max', { quirks: { ...quirks, efforts: 'high max' } })).to.deep.include({
      reasoning: { enabled: true },
      reasoning_effort: 'max',
    });
    expect(body('off', { quirks: { ...quirks, efforts: 'high max' } })).not.to.have.property('reasoning_effort');
  });

  it('takes the place of the quirks, and leaves them alone where it cannot be told', () => {
    expect(body('low', { quirks: { reasoningEffort: 'high' } }).reasoning_effort).to.equal('low');
    expect(body(undefined, { quirks: { reasoningEffort: 'high' } }).reasoning_effort).to.equal('high');
    const tools = [{ name: 'read', description: 'reads', parameters: { type: 'object' } }];
    const quirks = { effortWithTools: 'none', efforts: 'none low' };
    expect(effortFields('low', target({ quirks }))).to.equal(undefined);
    expect(body('low', { quirks }, {}, { tools }).reasoning_effort).to.equal('none');
  });
});
