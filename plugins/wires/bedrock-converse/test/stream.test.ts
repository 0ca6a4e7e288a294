import { ModelError, type ModelEvent, type ModelTarget } from '@ock/kernel';
import { expect } from 'chai';
import { converse, prompt, summary, TOOL, target } from '../../../../test/contracts/wire.ts';
import { frame } from '../../../../test/fake-model/bedrock-converse.ts';
import { type FakeModel, startFakeModel } from '../../../../test/fake-model/server.ts';
import type { Frame } from '../src/frames.ts';
import { frameFormat } from '../src/frames.ts';
import { ConverseReader } from '../src/stream.ts';
import { createConverseWire } from '../src/wire.ts';

const OPTIONS = { id: 'bedrock-converse', baseUrl: (url: string) => url, auth: { type: 'none' } as const };
const TARGET = { provider: 'p', model: 'm' } as ModelTarget;

function read(frames: Frame[]) {
  const events: ModelEvent[] = [];
  const reader = new ConverseReader(TARGET, (event) => void events.push(event));
  for (const one of frames) reader.event(one);
  reader.end();
  return summary(events);
}
const thrown = (run: () => unknown): ModelError | undefined => {
  try {
    run();
  } catch (error) {
    return error as ModelError;
  }
  return undefined;
};
const STOP = { event: 'messageStop', payload: { stopReason: 'end_turn' } };
const reasoning = (contentBlockIndex: number, reasoningContent: object): Frame => ({
  event: 'contentBlockDelta',
  payload: { contentBlockIndex, delta: { reasoningContent } },
});

describe('bedrock-converse stream', () => {
  let fake: FakeModel | undefined;
  afterEach(() => fake?.close());

  it('keeps signatures and redacted reasoning, each with its block', () => {
    const { reasoningEnds } = read([
      reasoning(0, { text: 'Hm.' }),
      reasoning(0, { signature: 'c2ln' }),
      reasoning(0, { signature: 'Mg==' }),
      { event: 'contentBlockStop', payload: { contentBlockIndex: 0 } },
      reasoning(1, { redactedContent: 'YQ==' }),
      reasoning(1, { redactedContent: 'Yg==' }),
      STOP,
    ]);
    expect(reasoningEnds).to.deep.equal([
      { type: 'reasoning_end', signature: 'c2lnMg==' },
      { type: 'reasoning_end', opaque: { redactedContent: 'YWI=' } },
    ]);
  });

  for (const [name, retryable] of [
    ['throttlingException', true],
    ['internalServerException', true],
    ['modelStreamErrorException', true],
    ['serviceUnavailableException', true],
    ['validationException', false],
  ] as const) {
    it(`${retryable ? 'tries again' : 'gives up'} after ${name}`, () => {
      const error = thrown(() => read([{ exception: name, payload: { message: 'because' } }]));
      expect(error).to.be.instanceOf(ModelError).and.include({ retryable });
      expect(error?.details.message).to.contain('because');
    });
  }

  it('tries again when the model itself broke off, and ends without metadata', () => {
    const broken = { event: 'messageStop', payload: { stopReason: 'malformed_tool_use' } };
    expect(thrown(() => read([broken]))).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: true });
    expect(read([STOP]).finish).to.deep.equal(['stop']);
  });

  it('tells what of the cache is kept for an hour, which has another price', () => {
    const cacheDetails = [
      { ttl: '1h', inputTokens: 30 },
      { ttl: '5m', inputTokens: 12 },
    ];
    const usage = { inputTokens: 5, outputTokens: 2, cacheReadInputTokens: 7, cacheWriteInputTokens: 42, cacheDetails };
    expect(read([STOP, { event: 'metadata', payload: { usage } }]).usage.at(-1)?.usage).to.deep.equal({
      input: 5,
      output: 2,
      reasoning: 0,
      cache_read: 7,
      cache_write: 42,
      cache_write_1h: 30,
    });
  });

  it('does not take another document for an answer', () => {
    const reader = new ConverseReader(TARGET, () => undefined);
    expect(thrown(() => reader.whole({ choices: [] }))).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: false });
  });

  it('sends the id of the model in the path, whatever it holds', async () => {
    const model = 'arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0';
    fake = await startFakeModel({ script: [{ text: 'hi' }] });
    expect((await converse(createConverseWire(), prompt(), target(fake, OPTIONS, { model }))).text).to.equal('hi');
    expect(fake.requests[0]?.path).to.equal(`/model/${encodeURIComponent(model)}/converse-stream`);
  });

  it('does not stream tools where the model cannot', async () => {
    fake = await startFakeModel({ script: [{ text: 'hi', toolCalls: [{ id: 'a', name: 'read', input: { p: 1 } }] }] });
    const to = target(fake, OPTIONS, { info: { id: 'm', quirks: { noToolStream: true } } });
    const result = await converse(createConverseWire(), prompt('x', { tools: [TOOL] }), to);
    expect(result.calls.map(({ input }) => input)).to.deep.equal(['{"p":1}']);
    expect(fake.requests[0]?.path).to.match(/\/converse$/);
    await converse(createConverseWire(), prompt(), to);
    expect(fake.requests[1]?.path).to.match(/\/converse-stream$/);
  });

  it('asks again without a stream where the server says that the model cannot', async () => {
    const body = { message: "This model doesn't support tool use in streaming mode." };
    fake = await startFakeModel({
      handler: ({ path }) => (path.endsWith('-stream') ? { kind: 'status', status: 400, body } : undefined),
      script: [{ text: 'hi', toolCalls: [{ id: 'a', name: 'read', input: {} }] }],
    });
    const result = await converse(createConverseWire(), prompt('x', { tools: [TOOL] }), target(fake, OPTIONS));
    expect(result.calls.map(({ name }) => name)).to.deep.equal(['read']);
    expect(result.events.filter(({ type }) => type === 'start')).to.have.length(1);
    expect((await converse(createConverseWire(), prompt(), target(fake, OPTIONS))).error).to.include({ code: 'OC_MODEL_HTTP' });
    expect(fake.requests).to.have.length(3);
  });

  it('lets the target sign what is sent, word for word', async () => {
    fake = await startFakeModel({ script: [{ text: 'hi' }] });
    const signed: { method: string; url: string; body: string }[] = [];
    const sign: ModelTarget['sign'] = async (request) => {
      signed.push(request);
      return { authorization: 'AWS4 x', 'x-amz-date': 'd' };
    };
    await converse(createConverseWire(), prompt(), { ...target(fake, OPTIONS), sign });
    expect(fake.requests[0]?.headers).to.include({ authorization: 'AWS4 x', 'x-amz-date': 'd' });
    expect(signed[0]).to.include({ method: 'POST', url: `${fake.url}/model/m-1/converse-stream` });
    expect(JSON.parse(signed[0]?.body ?? '')).to.deep.equal(fake.requests[0]?.body);
  });
});

describe('aws event stream', () => {
  const start = async () => {
    const values: unknown[] = [];
    const sink = { value: (value: unknown) => void values.push(value), done: () => undefined };
    return { decoder: await frameFormat(sink, TARGET), values };
  };
  const one = frame({ ':message-type': 'event', ':event-type': 'a', ':content-type': 'application/json' }, { text: 'ä'.repeat(300) });

  for (const size of [1, 7, 512, 5000]) {
    it(`is put together from pieces of ${size}`, async () => {
      const { decoder, values } = await start();
      const bytes = Buffer.concat([one, one, one]);
      for (let at = 0; at < bytes.length; at += size) decoder.feed(bytes.subarray(at, at + size));
      expect(values).to.deep.equal(Array(3).fill({ event: 'a', payload: { text: 'ä'.repeat(300) } }));
    });
  }

  it('agrees with the checksums of a frame that AWS publishes, whose payload is only almost JSON', async () => {
    const published =
      '0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1';
    const failure = async (hex: string) => {
      const { decoder } = await start();
      return thrown(() => decoder.feed(Buffer.from(hex, 'hex')))?.details.message;
    };
    expect(await failure(published)).to.match(/JSON/);
    expect(await failure(published.replace(/b1$/, 'b2'))).to.match(/checksum/);
    expect(await failure(published.replace('8396', '8397'))).to.match(/prelude checksum/);
  });

  it('knows exceptions and errors from events', async () => {
    const { decoder, values } = await start();
    decoder.feed(frame({ ':message-type': 'exception', ':exception-type': 'throttlingException' }, { message: 'slow' }));
    decoder.feed(frame({ ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'boom' }, '{}'));
    expect(values).to.deep.equal([
      { exception: 'throttlingException', payload: { message: 'slow' } },
      { exception: 'InternalError', payload: { message: 'boom' } },
    ]);
  });

  it('notices a flipped bit, a length that cannot be, and a payload that is not JSON', async () => {
    const flipped = Buffer.from(one);
    flipped[60] = (flipped[60] ?? 0) ^ 1;
    const short = Buffer.from(one);
    short.writeUInt32BE(3, 0);
    const text = frame({ ':message-type': 'event', ':event-type': 'a' }, 'plain');
    for (const bytes of [flipped, short, text]) {
      const { decoder } = await start();
      expect(thrown(() => decoder.feed(bytes))).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: true });
    }
  });
});
