import type { ModelError, ModelEvent, RecordedExchange, RecorderService, Wire } from '@ock/kernel';
import { expect } from 'chai';
import { createReplayWire } from '../src/replay-wire.ts';

const TARGET = {
  provider: 'replay',
  model: 'file',
  wire: 'replay',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'file' },
  extra: {},
} as const;
const REQUEST = { system: '', messages: [], tools: [] };
const EXCHANGE = {
  v: 1,
  digest: '',
  session: '',
  target: { provider: 'p', model: 'm', wire: 'echo', info: { id: 'm' } },
  places: {},
  request: REQUEST,
};

/** Says what it reads from the socket. */
const ECHO: Wire = {
  async stream(_request, target, io) {
    expect(target).to.deep.include({ provider: 'p', model: 'm', headers: {} });
    const response = await io.http.request({ url: target.baseUrl });
    if (response.status >= 400) throw new Error(await response.text());
    await response.read((chunk) => io.emit({ type: 'text', text: Buffer.from(chunk).toString('latin1') }));
    io.emit({ type: 'finish', reason: 'stop' });
  },
};

async function play(facts: Partial<RecordedExchange>, signal = new AbortController().signal) {
  const exchange = { ...EXCHANGE, ...facts } as RecordedExchange;
  const recorder = {
    next: async () => ({ exchange, localise: (json: string) => json.replace('/there', '/here') }),
  } as unknown as RecorderService;
  const wire = createReplayWire({ recorder: async () => recorder, wire: async () => ECHO, timed: false });
  const events: ModelEvent[] = [];
  let error: unknown;
  const http = { request: () => Promise.reject(new Error('no network')) };
  await wire.stream(REQUEST, TARGET, { http, signal, emit: (event) => events.push(event) }).catch((thrown) => {
    error = thrown;
  });
  return { events, error };
}

describe('the replay wire', () => {
  it('feeds text and bytes, chunk by chunk, through the wire that read them', async () => {
    const { events, error } = await play({
      http: [
        {
          status: 200,
          headers: {},
          chunks: [
            [5, 'one'],
            [9_000_000, '/w==', 'base64'],
          ],
        },
      ],
    });
    expect(error).to.equal(undefined);
    expect(events).to.deep.equal([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'ÿ' },
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('fails as the connection failed, and lets a retry come at once', async () => {
    const error = { code: 'OC_NETWORK', message: 'reset', retryable: true } as const;
    const cut = await play({ http: [{ status: 200, headers: {}, chunks: [[1, 'half']], error }] });
    expect(cut.events).to.deep.equal([{ type: 'text', text: 'half' }]);
    expect(cut.error).to.include({ code: 'OC_NETWORK', retryable: true, retryAfterMs: 0 });
    const none = await play({ http: [{ status: 0, headers: {}, chunks: [], error }] });
    expect((none.error as ModelError).details.message).to.equal('reset');
  });

  it('hands error pages to the wire', async () => {
    const { error } = await play({
      http: [
        {
          status: 500,
          headers: {},
          chunks: [
            [0, 'br'],
            [0, 'oken'],
          ],
        },
      ],
    });
    expect((error as Error).message).to.equal('broken');
  });

  it('plays events where there was no socket, calls moved to this machine', async () => {
    const call = { type: 'tool_call', index: 0, id: 'c', name: 'read', input: '{"filePath":"/there/a"}' } as const;
    const error = { code: 'OC_MODEL_STREAM', message: 'gone', retryable: false } as const;
    const played = await play({ events: [[0, call]], error });
    expect(played.events).to.deep.equal([{ ...call, input: '{"filePath":"/here/a"}' }]);
    expect(played.error).to.include({ code: 'OC_MODEL_STREAM', retryable: false });
  });

  it('stops when told to', async () => {
    const { events, error } = await play({ events: [[0, { type: 'finish', reason: 'stop' }]] }, AbortSignal.abort(new Error('enough')));
    expect(events).to.deep.equal([]);
    expect((error as Error).message).to.equal('enough');
  });
});
