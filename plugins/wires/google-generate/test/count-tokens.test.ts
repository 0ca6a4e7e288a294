import { expect } from 'chai';
import { prompt } from '../../../../test/contracts/wire.ts';
import { countBench, wireCountContract } from '../../../../test/contracts/wire-count.ts';
import { createGenerateWire } from '../src/wire.ts';

const OPTIONS = {
  wire: createGenerateWire(),
  id: 'google-generate',
  baseUrl: (url: string) => `${url}/v1beta`,
  auth: { type: 'header', name: 'x-goog-api-key' } as const,
};

wireCountContract({
  ...OPTIONS,
  path: '/v1beta/models/m-1:countTokens',
  fields: ['model', 'contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig'],
  part: (body) => body.generateContentRequest as Record<string, unknown>,
});

describe('tokens counted by the wire google-generate on Vertex AI', () => {
  const { count, sent, close } = countBench(OPTIONS);
  afterEach(() => close());

  it('are asked for with the parts of the request, without the field around them', async () => {
    expect(await count(prompt('Hello'), undefined, { info: { id: 'm-1', quirks: { plainCount: true } } })).to.be.above(0);
    expect(sent().body).to.have.all.keys('contents', 'systemInstruction');
  });
});
