import { ModelError, type ModelEvent, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { converse, prompt, summary, TOOL, target } from '../../../../test/contracts/wire.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import { GenerateReader } from '../src/stream.ts';
import { createGenerateWire } from '../src/wire.ts';

const TARGET: ModelTarget = {
  provider: 'google',
  model: 'm',
  wire: 'google-generate',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'm' },
  extra: {},
};

function read(pieces: object[], whole = false) {
  const told: ModelEvent[] = [];
  const reader = new GenerateReader(TARGET, (event) => void told.push(event));
  if (whole) reader.whole(pieces);
  else {
    for (const piece of pieces) reader.event(piece);
    reader.end();
  }
  return { events: told, ...summary(told) };
}
const piece = (parts: object[], more: object = {}) => ({ candidates: [{ content: { role: 'model', parts }, ...more }] });

describe('google-generate stream', () => {
  let fake: FakeModel | undefined;
  const options = {
    id: 'google-generate',
    baseUrl: (url: string) => `${url}/v1beta`,
    auth: { type: 'header', name: 'x-goog-api-key' } as const,
  };
  afterEach(() => fake?.close());

  it('keeps thought signatures of calls and of text between turns', async () => {
    const calls = [1, 2].map((n) => ({ id: `c${n}`, name: 'read', input: { n } }));
    fake = await startFakeModel({
      script: [
        { reasoning: 'Hm.', signature: 'U0lH', toolCalls: calls },
        { text: 'Done.', signature: 'RU5E' },
      ],
    });
    const to = target(fake, options, { info: { id: 'm-1', quirks: { callIds: true } } });
    const first = await converse(createGenerateWire(), prompt('x', { tools: [TOOL] }), to);
    const opaque = first.reasoningEnds[0]?.opaque;
    expect(first.reasoningEnds).to.deep.equal([
      { type: 'reasoning_end', opaque: { type: 'google-signature', thoughtSignature: 'U0lH', on: 'call' } },
    ]);
    const again = prompt('x', { tools: [TOOL] });
    again.messages.push(
      {
        role: 'assistant',
        content: [{ type: 'reasoning', text: 'Hm.', opaque }, ...calls.map((call) => ({ type: 'tool_call' as const, ...call }))],
      },
      { role: 'tool', content: calls.map(({ id, name }) => ({ type: 'tool_result', id, name, text: 'R', isError: false })) },
    );
    const second = await converse(createGenerateWire(), again, to);
    expect(second.text).to.equal('Done.');
    expect(second.reasoningEnds[0]?.opaque).to.deep.equal({ type: 'google-signature', thoughtSignature: 'RU5E', on: 'text' });
    const sent = fake.requests[1]?.body.contents as { parts: object[] }[];
    expect(sent[1]?.parts).to.deep.equal([
      { functionCall: { id: 'c1', name: 'read', args: { n: 1 } }, thoughtSignature: 'U0lH' },
      { functionCall: { id: 'c2', name: 'read', args: { n: 2 } } },
    ]);
  });

  it('goes on without signatures that the model does not accept, once', async () => {
    const refusal = {
      kind: 'status',
      status: 400,
      body: { error: { code: 400, message: 'Corrupted thought signature.', status: 'INVALID_ARGUMENT' } },
    } as const;
    const request = prompt('x', { tools: [TOOL] });
    request.messages.push(
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: '', opaque: { type: 'google-signature', thoughtSignature: 'OTHER', on: 'call' } },
          { type: 'tool_call', id: 'c1', name: 'read', input: {} },
        ],
      },
      { role: 'tool', content: [{ type: 'tool_result', id: 'c1', name: 'read', text: 'R', isError: false }] },
    );
    for (const [times, count] of [
      [1, undefined],
      [9, 400],
    ] as const) {
      fake = await startFakeModel({ script: [{ text: 'Done.' }], faults: [{ ...refusal, times }] });
      const { error } = await converse(createGenerateWire(), request, target(fake, options));
      expect((error as ModelError | undefined)?.status).to.equal(count);
      expect(fake.requests.map(({ body }) => /"thoughtSignature":"(\w+)"/.exec(JSON.stringify(body))?.[1])).to.deep.equal([
        'OTHER',
        'skip_thought_signature_validator',
      ]);
      await fake.close();
    }
  });

  it('names the model in the path, below any base URL', async () => {
    for (const [base, model, path] of [
      ['/v1beta', 'gemini-x', '/v1beta/models/gemini-x:streamGenerateContent'],
      ['/v1beta/', 'models/gemini-x', '/v1beta/models/gemini-x:streamGenerateContent'],
      [
        '/v1/projects/p/locations/l/publishers/google?x=1',
        'a@b',
        '/v1/projects/p/locations/l/publishers/google/models/a@b:streamGenerateContent',
      ],
    ] as const) {
      fake = await startFakeModel({ script: [{ text: 'x' }] });
      const to = target(fake, { ...options, baseUrl: (url) => url + base }, { model });
      expect((await converse(createGenerateWire(), prompt(), to)).error).to.equal(undefined);
      expect(fake.requests[0]?.path).to.equal(path);
      await fake.close();
    }
  });

  it('passes over tools that Google runs, and gives calls without an id one', () => {
    const { calls, text, finish } = read([
      piece([{ executableCode: { language: 'PYTHON', code: '1' } }, { codeExecutionResult: { outcome: 'OUTCOME_OK' } }]),
      piece([{ text: 'a' }, { functionCall: { name: 'ls' } }, { functionCall: { name: 'ls', args: null } }], { groundingMetadata: {} }),
      piece([], { finishReason: 'STOP' }),
    ]);
    expect({ text, finish }).to.deep.equal({ text: 'a', finish: ['tool_calls'] });
    expect(calls.map(({ name, input }) => [name, input])).to.deep.equal([
      ['ls', '{}'],
      ['ls', '{}'],
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).to.equal(2);
  });

  it('understands the array that servers without events send', () => {
    expect(read([piece([{ text: 'a' }]), piece([{ text: 'b' }], { finishReason: 'STOP' })], true).text).to.equal('ab');
  });

  for (const reason of ['SAFETY', 'RECITATION', 'PROHIBITED_CONTENT', 'SPII', 'BLOCKLIST']) {
    it(`calls ${reason} a content filter`, () => {
      expect(read([piece([{ text: 'a' }], { finishReason: reason })]).finish).to.deep.equal(['content_filter']);
    });
  }

  it('calls a blocked prompt a content filter', () => {
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 4 } };
    expect(read([blocked]).finish).to.deep.equal(['content_filter']);
    expect(read([blocked], true).usage[0]?.usage).to.include({ input: 4, output: 0 });
  });

  for (const finishReason of ['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL']) {
    it(`has the request tried again on ${finishReason}`, () => {
      expect(() => read([piece([], { finishReason })]))
        .to.throw(ModelError)
        .that.includes({ code: 'OC_MODEL_UNREADABLE', retryable: true });
    });
  }

  it('counts thoughts as output and splits cached tokens off', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 5,
      toolUsePromptTokenCount: 3,
    };
    expect(read([{ ...piece([{ text: 'a' }], { finishReason: 'STOP' }), usageMetadata }]).usage[0]?.usage).to.deep.equal({
      input: 43,
      output: 12,
      reasoning: 5,
      cache_read: 60,
      cache_write: 0,
    });
  });

  it('fails with the error of a piece', () => {
    const error = { code: 429, message: 'Resource exhausted. Please retry in 2s.', status: 'RESOURCE_EXHAUSTED' };
    expect(() => read([piece([{ text: 'a' }]), { error }]))
      .to.throw(ModelError)
      .that.includes({ retryable: true, status: 429, retryAfterMs: 2000 });
  });
});
