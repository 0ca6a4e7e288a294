import type { Effort, ModelInfo, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { effortFields } from '../src/effort.ts';
import { buildResponsesBody } from '../src/request.ts';

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
) => buildResponsesBody({ ...REQUEST, ...request }, target(info, { ...changes, ...(effort !== undefined && { effort }) }));

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
