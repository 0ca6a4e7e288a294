import { expect } from 'chai';
import { converse, prompt, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, type Step, startFakeModel } from '../../../../test/fake-model/server.ts';
import { createMessagesWire } from '../src/wire.ts';

describe('anthropic-messages stream', () => {
  let fake: FakeModel;
  const options = { id: 'anthropic-messages', baseUrl: (url: string) => url, auth: { type: 'header', name: 'x-api-key' } as const };
  const ask = async (step: Step, baseUrl = options.baseUrl) => {
    fake = await startFakeModel({ script: [step] });
    return converse(
      createMessagesWire(),
      prompt(),
      target(fake, { ...options, baseUrl }, { info: { id: 'm-1', quirks: { beta: 'some-beta' } } }),
    );
  };
  afterEach(() => fake.close());

  it('keeps the signature of thinking, also of thinking that is not shown', async () => {
    expect((await ask({ text: 'x', reasoning: 'T', signature: 'c2ln' })).reasoningEnds).to.deep.equal([
      { type: 'reasoning_end', signature: 'c2ln' },
    ]);
    await fake.close();
    const hidden = await ask({ text: 'x', signature: 'c2ln' });
    expect(hidden.reasoning).to.equal('');
    expect(hidden.reasoningEnds).to.deep.equal([{ type: 'reasoning_end', signature: 'c2ln' }]);
  });

  it('keeps redacted thinking as it came', async () => {
    const opaque = { type: 'redacted_thinking', data: 'ENCRYPTED' };
    expect((await ask({ text: 'x', redacted: 'ENCRYPTED' })).reasoningEnds).to.deep.equal([{ type: 'reasoning_end', opaque }]);
  });

  it('tells cache reads and writes apart', async () => {
    const { usage } = await ask({ text: 'x', usage: { input: 3, output: 4, cacheRead: 1000, cacheWrite: 200 } });
    expect(usage[0]?.usage).to.deep.equal({ input: 3, output: 4, reasoning: 0, cache_read: 1000, cache_write: 200 });
  });

  it('names its version and finds its path below any base URL', async () => {
    for (const suffix of ['', '/', '/v1', '/v1/', '/proxy/v1/messages']) {
      expect((await ask({ text: 'x' }, (url) => url + suffix)).error).to.equal(undefined);
      expect(fake.requests[0]?.headers).to.include({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'some-beta' });
      expect(fake.requests[0]?.path).to.match(/\/v1\/messages$/);
      await fake.close();
    }
  });

  it('names model and version where Vertex AI wants them', async () => {
    fake = await startFakeModel({ script: [{ text: 'x' }] });
    const quirks = { pathVerb: 'streamRawPredict', bodyVersion: 'vertex-2023-10-16' };
    const baseUrl = (url: string) => `${url}/v1/projects/p/locations/global/publishers/anthropic`;
    const to = target(fake, { ...options, baseUrl }, { model: 'claude@1', info: { id: 'claude@1', quirks } });
    const { events, error } = await converse(createMessagesWire(), prompt(), to);
    expect(error).to.equal(undefined);
    expect(events[0]).to.include({ type: 'start', model: 'claude@1' });
    const [sent] = fake.requests;
    expect(sent?.path).to.equal('/v1/projects/p/locations/global/publishers/anthropic/models/claude@1:streamRawPredict');
    expect(sent?.body).to.include({ anthropic_version: 'vertex-2023-10-16', stream: true }).and.not.have.property('model');
    expect(sent?.headers).not.to.have.property('anthropic-version');
  });
});
