import type { Effort, ModelInfo, ModelRequest, ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { effortFields } from '../src/effort.ts';
import { buildCohereBody } from '../src/request.ts';

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
) => buildCohereBody({ ...REQUEST, ...request }, target(info, { ...changes, ...(effort !== undefined && { effort }) }));

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
