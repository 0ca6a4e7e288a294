import { expect } from 'chai';
import { effortBench, LEVELS, target } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildMessagesBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildMessagesBody);

describe('anthropic-messages effort', () => {
  const adaptive = (...list: string[]) =>
    list.map((word) => (word === 'none' ? { 'thinking.type': 'disabled' } : { 'thinking.type': 'adaptive', 'output_config.effort': word }));
  const OLD = { output: 64_000 };

  it('is a word for models that decide themselves how much they think', () => {
    expect(all({ quirks: { efforts: 'none low medium high xhigh max' } })).to.deep.equal(
      adaptive('none', 'low', 'medium', 'high', 'max', 'medium'),
    );
    expect(all({ quirks: { efforts: 'low medium high' } })).to.deep.equal(adaptive('low', 'low', 'medium', 'high', 'high', 'medium'));
    expect(all({ quirks: { thinking: 'adaptive' } })).to.deep.equal(adaptive('none', 'low', 'medium', 'high', 'high', 'medium'));
  });

  it('is a budget for those before, below the tokens of the answer, which it raises', () => {
    for (const effort of LEVELS.slice(1)) {
      const { thinking, max_tokens: most } = body(effort, OLD) as { thinking: { budget_tokens: number }; max_tokens: number };
      expect(thinking.budget_tokens, String(effort)).to.be.within(1024, most - 1000);
      expect(most).to.be.within(32_000, 64_000);
    }
    expect(body('medium', OLD)).to.deep.include({ thinking: { type: 'enabled', budget_tokens: 8192 }, max_tokens: 40_192 });
    expect(body(10, OLD).thinking).to.deep.equal({ type: 'enabled', budget_tokens: 1024 });
    expect(body('off', OLD)).to.deep.include({ thinking: { type: 'disabled' }, max_tokens: 32_000 });
  });

  it('keeps within the tokens that a person set, and is none where they are too few', () => {
    expect(body('high', OLD, { maxTokens: 5000 })).to.deep.include({
      thinking: { type: 'enabled', budget_tokens: 4000 },
      max_tokens: 5000,
    });
    expect(effortFields('high', target(OLD, { maxTokens: 1200 }))).to.equal(undefined);
    expect(body('high', OLD, { maxTokens: 1200 })).not.to.have.property('thinking');
  });

  it('sends no temperature while it thinks, and does not think where a call is demanded', () => {
    const temperature = 0.5;
    expect(body('low', OLD, { temperature })).not.to.have.property('temperature');
    expect(body('off', OLD, { temperature })).to.include({ temperature });
    const tools = [{ name: 'read', description: 'reads', parameters: { type: 'object' } }];
    const demanded = body('high', OLD, { temperature }, { tools, toolChoice: 'required' });
    expect(demanded).to.include({ temperature }).and.not.have.property('thinking');
  });

  it('stands beside the form of an answer, in place of the quirks', () => {
    const quirks = { efforts: 'low high', effort: 'low', thinking: 'adaptive', jsonSchema: true };
    const schema = { type: 'object' };
    expect(body('high', { quirks }, {}, { responseSchema: schema }).output_config).to.deep.equal({
      effort: 'high',
      format: { type: 'json_schema', schema },
    });
    expect(body(undefined, { quirks }).output_config).to.deep.equal({ effort: 'low' });
  });
});
