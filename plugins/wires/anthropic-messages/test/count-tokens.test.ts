import { expect } from 'chai';
import { prompt } from '../../../../test/contracts/wire.ts';
import { countBench, wireCountContract } from '../../../../test/contracts/wire-count.ts';
import { createMessagesWire } from '../src/wire.ts';

const OPTIONS = {
  wire: createMessagesWire(),
  id: 'anthropic-messages',
  baseUrl: (url: string) => url,
  auth: { type: 'header', name: 'x-api-key' } as const,
};

wireCountContract({
  ...OPTIONS,
  path: '/v1/messages/count_tokens',
  fields: ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking'],
});

describe('tokens counted by the wire anthropic-messages on Vertex AI', () => {
  const { count, sent, close } = countBench(OPTIONS);
  afterEach(() => close());

  it('are asked of the model count-tokens, the real one named in the body', async () => {
    const quirks = { pathVerb: 'streamRawPredict', bodyVersion: 'vertex-2023-10-16' };
    expect(await count(prompt('Hello'), undefined, { info: { id: 'm-1', quirks } })).to.be.above(0);
    expect(sent().path).to.equal('/models/count-tokens:rawPredict');
    expect(sent().body).to.include({ model: 'm-1', anthropic_version: 'vertex-2023-10-16' });
    expect(sent().headers).not.to.have.property('anthropic-version');
  });
});
