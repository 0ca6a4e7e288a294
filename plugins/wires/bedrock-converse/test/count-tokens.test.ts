import { expect } from 'chai';
import { prompt } from '../../../../test/contracts/wire.ts';
import { countBench, wireCountContract } from '../../../../test/contracts/wire-count.ts';
import { createConverseWire } from '../src/wire.ts';

const OPTIONS = { wire: createConverseWire(), id: 'bedrock-converse', baseUrl: (url: string) => url, auth: { type: 'bearer' } as const };

wireCountContract({
  ...OPTIONS,
  path: '/model/m-1/count-tokens',
  fields: ['messages', 'system', 'toolConfig', 'additionalModelRequestFields'],
  part: (body) => (body.input as { converse: Record<string, unknown> }).converse,
});

describe('tokens counted by the wire bedrock-converse', () => {
  const { count, sent, close } = countBench(OPTIONS);
  afterEach(() => close());

  it('are those of the model itself, not of the part of the world it is reached in', async () => {
    const path = async (model: string) => {
      await count(prompt(), undefined, { model });
      return sent().path;
    };
    expect(await path('eu.anthropic.claude-sonnet-5-5')).to.equal('/model/anthropic.claude-sonnet-5-5/count-tokens');
    expect(await path('anthropic.claude-sonnet-5-5')).to.equal('/model/anthropic.claude-sonnet-5-5/count-tokens');
    expect(await path('deepseek.v3.2')).to.equal('/model/deepseek.v3.2/count-tokens');
  });
});
