import { ModelError, type ModelEvent, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { converse, prompt, summary, TOOL, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { ResponsesReader } from '../src/stream.ts';
import { createResponsesWire } from '../src/wire.ts';

const TARGET: ModelTarget = {
  provider: 'openai',
  model: 'm',
  wire: 'openai-responses',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'm' },
  extra: {},
};

/** Plays events into a reader. */
function read(events: object[]) {
  const told: ModelEvent[] = [];
  const reader = new ResponsesReader(TARGET, (event) => void told.push(event));
  for (const event of events) if (reader.event(event)) break;
  reader.end();
  return { events: told, ...summary(told) };
}
const response = (more: object = {}) => ({ id: 'r', model: 'm', status: 'completed', output: [], ...more });
const created = { type: 'response.created', response: response({ status: 'in_progress' }) };
const completed = { type: 'response.completed', response: response() };

describe('openai-responses stream', () => {
  let fake: FakeModel | undefined;
  afterEach(() => fake?.close());

  it('keeps encrypted reasoning between turns', async () => {
    fake = await startFakeModel({
      script: [{ reasoning: 'Hm.', redacted: 'SECRET', toolCalls: [{ id: 'c1', name: 'read', input: {} }] }, { text: 'Done.' }],
    });
    const to = target(
      fake,
      { id: 'openai-responses', baseUrl: (url) => `${url}/v1`, auth: { type: 'bearer' } },
      { info: { id: 'm-1', capabilities: { reasoning: true } } },
    );
    const first = await converse(createResponsesWire(), prompt('x', { tools: [TOOL] }), to);
    const opaque = first.reasoningEnds[0]?.opaque;
    expect(opaque).to.deep.equal({
      type: 'openai-reasoning',
      provider: 'fake',
      id: 'rs_1',
      encrypted_content: 'SECRET',
      summary: [{ type: 'summary_text', text: 'Hm.' }],
      next: 'fc_1_0',
    });
    const again = prompt('x', { tools: [TOOL] });
    again.messages.push(
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', opaque },
          { type: 'tool_call', id: 'c1', name: 'read', input: {} },
        ],
      },
      { role: 'tool', content: [{ type: 'tool_result', id: 'c1', name: 'read', text: 'R', isError: false }] },
    );
    expect((await converse(createResponsesWire(), again, to)).text).to.equal('Done.');
    expect(JSON.stringify(fake.requests[1]?.body.input)).to.contain('"type":"reasoning","encrypted_content":"SECRET"');
  });

  it('goes on without reasoning that the server cannot read, once', async () => {
    const message = 'The encrypted content gAAA...wXBV could not be verified.';
    const refusal = { kind: 'status', status: 400, body: { error: { message, type: 'invalid_request_error' } } } as const;
    fake = await startFakeModel({ script: [{ text: 'Done.' }], faults: [refusal] });
    const opaque = { type: 'openai-reasoning', provider: 'fake', encrypted_content: 'OTHER', summary: [] };
    const request = prompt('x');
    request.messages.push(
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: '', opaque },
          { type: 'text', text: 'a' },
        ],
      },
      { role: 'user', content: [{ type: 'text', text: 'b' }] },
    );
    const options = { id: 'openai-responses', baseUrl: (url: string) => `${url}/v1`, auth: { type: 'bearer' } as const };
    const to = target(fake, options, { info: { id: 'm-1', capabilities: { reasoning: true } } });
    expect(await converse(createResponsesWire(), request, to)).to.deep.include({ text: 'Done.', error: undefined, finish: ['stop'] });
    expect(fake.requests.map(({ body }) => JSON.stringify(body).includes('OTHER'))).to.deep.equal([true, false]);
    await fake.close();
    fake = await startFakeModel({ script: [{ text: 'Done.' }], faults: [{ ...refusal, times: 9 }] });
    const again = await converse(createResponsesWire(), request, target(fake, options, { info: to.info }));
    expect(again.error).to.include({ status: 400 });
    expect(fake.requests).to.have.length(2);
  });

  it('passes over built-in tools and events it does not know', () => {
    const item = { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'x' } };
    const { events } = read([
      created,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.web_search_call.searching', output_index: 0, item_id: 'ws_1' },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.output_item.added', output_index: 1, item: { type: 'custom_tool_call', name: 'x', call_id: 'c' } },
      { type: 'response.custom_tool_call_input.delta', output_index: 1, delta: 'zzz' },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: 'zzz' },
      { type: 'response.output_text.annotation.added', output_index: 2, annotation: { type: 'url_citation' } },
      { type: 'response.output_text.delta', output_index: 2, delta: 'ok' },
      { type: 'keepalive' },
      completed,
    ]);
    expect(events).to.deep.equal([
      { type: 'start', id: 'r', model: 'm' },
      { type: 'text', text: 'ok' },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('understands servers that send whole items, or only the whole response', () => {
    const output = [
      { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'why' }] },
      { type: 'message', content: [{ type: 'output_text', text: 'hi' }] },
      { type: 'function_call', call_id: 'c1', name: 'ls', arguments: '' },
    ];
    const items = output.map((item, output_index) => ({ type: 'response.output_item.done', output_index, item }));
    for (const events of [
      [created, ...items, completed],
      [created, { ...completed, response: response({ output }) }],
    ]) {
      const told = read(events);
      expect(told).to.deep.include({ text: 'hi', reasoning: 'why', finish: ['tool_calls'] });
      expect(told.calls).to.deep.equal([{ type: 'tool_call', index: 0, id: 'c1', name: 'ls', input: '{}' }]);
    }
  });

  it('puts calls together whose arguments come in turns', () => {
    const added = (output_index: number, call_id: string) => ({
      type: 'response.output_item.added',
      output_index,
      item: { type: 'function_call', id: `fc_${call_id}`, call_id, name: 'ls', arguments: '' },
    });
    const piece = (output_index: number, delta: string) => ({ type: 'response.function_call_arguments.delta', output_index, delta });
    const done = (output_index: number, call_id: string, text: string) => ({
      type: 'response.output_item.done',
      output_index,
      item: { type: 'function_call', call_id, name: 'ls', arguments: text, status: 'completed' },
    });
    const told = read([
      created,
      added(0, 'a'),
      added(1, 'b'),
      piece(1, '{"v"'),
      piece(0, '{"v":1'),
      piece(1, ':2}'),
      piece(0, '}'),
      done(1, 'b', '{"v":2}'),
      done(0, 'a', '{"v":1}'),
      completed,
    ]);
    expect(told.calls.map(({ id, input }) => [id, input])).to.have.deep.members([
      ['a', '{"v":1}'],
      ['b', '{"v":2}'],
    ]);
  });

  it('tells a refusal as text, and as the reason', () => {
    const told = read([created, { type: 'response.refusal.delta', output_index: 0, delta: 'I can’t do that.' }, completed]);
    expect(told).to.deep.include({ text: 'I can’t do that.', finish: ['refusal'] });
  });

  it('separates the parts of a summary', () => {
    const delta = (text: string) => ({ type: 'response.reasoning_summary_text.delta', output_index: 0, delta: text });
    const part = (summary_index: number) => ({ type: 'response.reasoning_summary_part.added', output_index: 0, summary_index });
    expect(read([created, part(0), delta('one'), part(1), delta('two'), completed]).reasoning).to.equal('one\n\ntwo');
  });

  it('does not pass on a call that was cut off', () => {
    const item = { type: 'function_call', call_id: 'c1', name: 'write', arguments: '{"content":"half' };
    const cut = {
      type: 'response.incomplete',
      response: response({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
    };
    const told = read([
      created,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item: { ...item, status: 'incomplete' } },
      cut,
    ]);
    expect(told.calls).to.deep.equal([]);
    expect(told.finish).to.deep.equal(['length']);
  });

  it('passes on a call whose end was not told when the response is complete', () => {
    const item = { type: 'function_call', call_id: 'c1', name: 'ls', arguments: '' };
    const told = read([
      created,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":1}' },
      completed,
    ]);
    expect(told.calls.map(({ input }) => input)).to.deep.equal(['{"a":1}']);
  });

  for (const [error, expected] of [
    [
      { code: 'server_error', message: 'The server had an error' },
      { code: 'OC_MODEL_HTTP', retryable: true },
    ],
    [
      { code: 'rate_limit_exceeded', message: 'Rate limit reached, please try again in 2s.' },
      { retryable: true, retryAfterMs: 2000 },
    ],
    [{ code: 'insufficient_quota', message: 'You exceeded your current quota' }, { retryable: false }],
    [{ code: 'context_length_exceeded', message: 'Your input exceeds the context window' }, { code: 'OC_MODEL_CONTEXT' }],
    [
      { code: 'invalid_prompt', message: 'Invalid prompt' },
      { code: 'OC_MODEL_HTTP', retryable: false },
    ],
  ] as const) {
    it(`fails with ${error.code}, told as a failed response or as an error`, () => {
      const failed = { type: 'response.failed', response: response({ status: 'failed', error }) };
      for (const event of [failed, { type: 'error', ...error }, { type: 'error', error }]) {
        expect(() => read([created, event]))
          .to.throw(ModelError)
          .that.includes(expected);
      }
    });
  }
});
