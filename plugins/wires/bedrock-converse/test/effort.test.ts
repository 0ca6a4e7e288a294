import { expect } from 'chai';
import { effortBench } from '../../../../test/support/effort-bench.ts';
import { effortFields } from '../src/effort.ts';
import { buildConverseBody } from '../src/request.ts';

const { all, body } = effortBench(effortFields, buildConverseBody);

describe('bedrock-converse effort', () => {
  const fields = (...args: Parameters<typeof body>) => body(...args).additionalModelRequestFields;
  const CLAUDE = { output: 64_000, quirks: { effortAs: 'budget' } };

  it('is told as the vendor has it, and not at all where nobody says how', () => {
    const adaptive = { quirks: { effortAs: 'adaptive', efforts: 'none low medium high max' } };
    expect(fields('max', adaptive)).to.deep.equal({ thinking: { type: 'adaptive' }, output_config: { effort: 'max' } });
    expect(fields('off', adaptive)).to.deep.equal({ thinking: { type: 'disabled' } });
    expect(fields(5000, CLAUDE)).to.deep.equal({ thinking: { type: 'enabled', budget_tokens: 5000 } });
    const nova = { output: 60_000, quirks: { effortAs: 'reasoningConfig', efforts: 'none low medium high' } };
    expect(fields('low', nova)).to.deep.equal({ reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } });
    expect(fields('off', nova)).to.deep.equal({ reasoningConfig: { type: 'disabled' } });
    expect(fields('off', { quirks: { effortAs: 'reasoning_effort' } })).to.deep.equal({ reasoning_effort: 'low' });
    expect(all({})).to.deep.equal(Array(6).fill(undefined));
  });

  it('leaves out what a model refuses while it thinks', () => {
    const temperature = 0.5;
    expect(body('medium', CLAUDE, { temperature }).inferenceConfig).to.deep.equal({ maxTokens: 40_192 });
    expect(body('off', CLAUDE, { temperature }).inferenceConfig).to.deep.equal({ maxTokens: 32_000, temperature });
    const nova = { output: 60_000, quirks: { effortAs: 'reasoningConfig' } };
    expect(body('high', nova, { temperature })).not.to.have.property('inferenceConfig');
    expect(body('medium', nova, { temperature }).inferenceConfig).to.deep.equal({ maxTokens: 32_000, temperature });
  });

  it('takes the place of the quirks, beside the betas', () => {
    const info = { ...CLAUDE, quirks: { ...CLAUDE.quirks, thinkingBudget: 2000, beta: 'x' } };
    expect(fields(undefined, info)).to.deep.equal({ thinking: { type: 'enabled', budget_tokens: 2000 }, anthropic_beta: ['x'] });
    expect(fields('off', info)).to.deep.equal({ thinking: { type: 'disabled' }, anthropic_beta: ['x'] });
  });
});
