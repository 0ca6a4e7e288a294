import type { ModelEvent, ModelTarget } from '@ock/kernel';
import { ModelError } from '@ock/kernel';
import { expect } from 'chai';
import { converse, prompt, summary, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { OllamaReader } from '../src/stream.ts';
import { createOllamaWire } from '../src/wire.ts';

const OPTIONS = { id: 'ollama', baseUrl: (url: string) => `${url}/v1`, auth: { type: 'none' } as const };

function read(chunks: unknown[], quirks: Record<string, string | boolean> = {}) {
  const events: ModelEvent[] = [];
  const to = { provider: 'p', model: 'm', info: { id: 'm', quirks } } as ModelTarget;
  const reader = new OllamaReader(to, (event) => void events.push(event));
  for (const chunk of chunks) reader.event(chunk);
  reader.end();
  return summary(events);
}

describe('ollama stream', () => {
  let fake: FakeModel | undefined;
  afterEach(() => fake?.close());

  it('gives calls without ids one each, and reads arguments that are text', () => {
    const call = (args: unknown) => ({ function: { name: 'ls', arguments: args } });
    const { calls, finish } = read([
      { message: { content: '', tool_calls: [call({ a: 1 }), call('{"a":2}'), call(null)] }, done: false },
      { done: true, done_reason: 'stop' },
    ]);
    expect(calls.map(({ input, index }) => [index, input])).to.deep.equal([
      [0, '{"a":1}'],
      [1, '{"a":2}'],
      [2, '{}'],
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).to.equal(3);
    expect(finish).to.deep.equal(['tool_calls']);
  });

  it('knows an empty answer, and usage without a cached prompt', () => {
    expect(read([{ message: { content: '' }, done: true, eval_count: 3 }])).to.deep.include({ text: '', finish: ['stop'] });
    expect(read([{ message: { content: 'x' }, done: true, eval_count: 3 }]).usage[0]?.usage).to.include({ input: 0, output: 3 });
    expect(read([{ message: { content: 'x' }, done: true }]).usage).to.deep.equal([]);
  });

  it('cuts reasoning out of tags that the server leaves in', () => {
    const chunks = [...'<think>Hm.</think>\n\nDone <b>.'].map((content) => ({ message: { content }, done: false }));
    const answer = [...chunks, { message: { content: '' }, done: true }];
    expect(read(answer, { thinkTags: true })).to.deep.include({ reasoning: 'Hm.', text: 'Done <b>.' });
    expect(read(answer).reasoning).to.equal('');
    expect(read([{ message: { content: '<thi' }, done: true }], { thinkTags: true }).text).to.equal('<thi');
  });

  it('does not take another API for its own', () => {
    expect(() => read([{ choices: [] }]))
      .to.throw(ModelError)
      .with.property('code', 'OC_MODEL_UNREADABLE');
  });

  it('reads one answer spread over lines, and leaves /v1 out of the address', async () => {
    const answer = JSON.stringify({ model: 'm', message: { content: 'hi' }, done: true }, null, 2);
    fake = await startFakeModel({ script: [{ raw: [answer.slice(0, 20), answer.slice(20)] }] });
    const { text, error } = await converse(createOllamaWire(), prompt(), target(fake, OPTIONS));
    expect(error).to.equal(undefined);
    expect(text).to.equal('hi');
    expect(fake.requests[0]?.path).to.equal('/api/chat');
  });

  it('takes the last line without a line end', async () => {
    fake = await startFakeModel({
      script: [{ raw: ['{"message":{"content":"hi"},"done":false}\n', '{"message":{"content":""},"done":true}'] }],
    });
    expect(await converse(createOllamaWire(), prompt(), target(fake, OPTIONS))).to.deep.include({ text: 'hi', finish: ['stop'] });
  });

  it('repeats what the server says of a model that is not there', async () => {
    const body = { error: "model 'm-1' not found" };
    fake = await startFakeModel({ script: [{ fault: { kind: 'status', status: 404, body } }] });
    const { error } = await converse(createOllamaWire(), prompt(), target(fake, OPTIONS));
    expect((error as ModelError).details.message).to.contain("model 'm-1' not found");
  });
});
