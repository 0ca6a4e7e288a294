import type { Effort, ModelInfo, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { effortFields } from '../src/effort.ts';
import { buildOllamaBody } from '../src/request.ts';

const REQUEST: ModelRequest = { system: '', messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }], tools: [] };

function target(info: Partial<ModelInfo>, changes: Partial<ModelTarget> = {}): ModelTarget {
  const facts = { id: 'm', capabilities: { reasoning: true }, ...info };
  return { provider: 'p', model: 'm', wire: 'w', baseUrl: '', headers: {}, auth: { type: 'none' }, info: facts, extra: {}, ...changes };
}
const LEVELS: Effort[] = ['off', 'low', 'medium', 'high', 'max', 5000];
const all = (info: Partial<ModelInfo>, changes?: Partial<ModelTarget>) =>
  LEVELS.map((effort) => effortFields(effort, target(info, changes)));
const body = (
  effort: Effort | undefined,
  info: Partial<ModelInfo>,
  changes: Partial<ModelTarget> = {},
  request: Partial<ModelRequest> = {},
) => buildOllamaBody({ ...REQUEST, ...request }, target(info, { ...changes, ...(effort !== undefined && { effort }) }));

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
