import { expect } from 'chai';
import type { KernelError } from '../../src/runtime/errors.ts';
import { matchFragment } from '../../src/turn/models/model-names.ts';

const REFS = [
  'anthropic/claude-sonnet-4',
  'anthropic/claude-sonnet-4-20250514',
  'anthropic/claude-sonnet-4-5',
  'anthropic/claude-haiku-4-5-20251001',
  'openai/gpt-5.4',
  'openai/gpt-5.4-mini',
  'openai/o5.4-mini-high',
  'groq/llama-3.3-70b',
];
const failure = (work: () => unknown): KernelError => {
  try {
    work();
  } catch (error) {
    return error as KernelError;
  }
  return expect.fail('no error');
};

describe('a fragment of a model’s name', () => {
  it('means the one model that holds it, in any case, across provider and id', () => {
    expect(matchFragment('HAIKU', REFS)).to.equal('anthropic/claude-haiku-4-5-20251001');
    expect(matchFragment('groq/llama', REFS)).to.equal('groq/llama-3.3-70b');
    expect(matchFragment('gpt-5.4-mini', REFS)).to.equal('openai/gpt-5.4-mini');
    expect(matchFragment('nothing', REFS)).to.equal(undefined);
    expect(matchFragment('o', REFS)).to.equal(undefined);
  });

  it('means the whole end of a name rather than its middle, and no date', () => {
    expect(matchFragment('sonnet-4', REFS)).to.equal('anthropic/claude-sonnet-4');
    expect(matchFragment('GPT-5.4', REFS)).to.equal('openai/gpt-5.4');
    expect(matchFragment('haiku-4-5', REFS)).to.equal('anthropic/claude-haiku-4-5-20251001');
    expect(matchFragment('anthropic/claude-sonnet-4-2025', REFS)).to.equal('anthropic/claude-sonnet-4-20250514');
  });

  it('that fits several is an error that lists them', () => {
    const error = failure(() => matchFragment('claude', REFS));
    expect(error).to.include({ code: 'OC_MODEL_AMBIGUOUS', exitCode: 42 });
    expect(error.details).to.include({ count: 3 });
    expect(error.details.candidates).to.contain('anthropic/claude-sonnet-4, ').and.not.contain('20250514');
    const many = Array.from({ length: 30 }, (_, n) => `p/model-${n}`);
    expect(String(failure(() => matchFragment('model', many)).details.candidates).split(', ')).to.have.length(9);
  });
});
