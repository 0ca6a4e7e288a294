import { ModelError, type ModelEvent, type ModelRequest, type ModelTarget, type Wire } from '@ock/kernel';
import { expect } from 'chai';
import { createHttpClient } from '../../kernel/src/http/http-client.ts';
import { type FakeModel, type FakeModelOptions, type Fault, SPLIT_MODES, type Step, startFakeModel } from '../fake-model/server.ts';
import { effortContract } from './wire-effort.ts';

export interface WireContractOptions {
  wire: Wire;
  /** id of the wire and of its encoder in the fake model */
  id: string;
  /** the base URL a person would write, given the fake server's */
  baseUrl(url: string): string;
  auth: ModelTarget['auth'];
  /** what the API sends when the conversation does not fit */
  overflow: { status: number; body: unknown };
  /** true: arguments travel as objects, which cannot be broken */
  objectArguments?: boolean;
  /** finish reasons the protocol can tell; default stop, length, refusal */
  finishes?: readonly FinishReason[];
  /** what every request's body holds; default `{ stream: true }` */
  body?: Record<string, unknown>;
  /** what of input 11, output 7, reasoning 3, cached 100 the protocol can tell; default all */
  usage?: Partial<Usage>;
  /** quirks of a model that can be told an effort; default none: that it reasons is enough */
  reasoner?: NonNullable<ModelTarget['info']['quirks']>;
  /** true: an error inside a stream is text without a type, so that only its words tell whether trying again helps */
  untypedErrors?: boolean;
}

type FinishReason = NonNullable<Step['finish']>;
type Usage = Extract<ModelEvent, { type: 'usage' }>['usage'];

export const KEY = 'sk-test-0123456789';
export const TEXT = 'Grüße, 世界! 👩‍💻 "quoted" \\ and a long enough line to be cut.\nSecond line.';

/** A client for tests: no proxies. */
export const http = createHttpClient({ env: {}, userAgent: 'test' });

export function target(
  fake: FakeModel,
  options: Pick<WireContractOptions, 'baseUrl' | 'auth' | 'id'>,
  changes: Partial<ModelTarget> = {},
): ModelTarget {
  const { id: wire, auth } = options;
  return {
    provider: 'fake',
    model: 'm-1',
    wire,
    baseUrl: options.baseUrl(fake.url),
    headers: {},
    auth,
    apiKey: KEY,
    info: { id: 'm-1' },
    extra: {},
    ...changes,
  };
}

export function prompt(text = 'Hello', changes: Partial<ModelRequest> = {}): ModelRequest {
  return { system: 'Be brief.', messages: [{ role: 'user', content: [{ type: 'text', text }] }], tools: [], ...changes };
}

export const TOOL = { name: 'read', description: 'reads', parameters: { type: 'object', properties: { filePath: { type: 'string' } } } };

/** What a wire reported, with neighbours of one kind joined. */
export function summary(events: readonly ModelEvent[]) {
  const of = <T extends ModelEvent['type']>(type: T) =>
    events.filter((event): event is Extract<ModelEvent, { type: T }> => event.type === type);
  return {
    text: of('text')
      .map((event) => event.text)
      .join(''),
    reasoning: of('reasoning')
      .map((event) => event.text)
      .join(''),
    reasoningEnds: of('reasoning_end'),
    starts: of('tool_start'),
    calls: of('tool_call'),
    deltas: of('tool_delta'),
    usage: of('usage'),
    finish: of('finish').map(({ reason }) => reason),
  };
}

/** Sends one request and collects what comes, the error included. */
export async function converse(wire: Wire, request: ModelRequest, to: ModelTarget, signal = new AbortController().signal, client = http) {
  const events: ModelEvent[] = [];
  let error: unknown;
  try {
    await wire.stream(request, to, { http: client, signal, emit: (event) => void events.push(event) });
  } catch (thrown) {
    error = thrown;
  }
  return { events, error, ...summary(events) };
}

/** What every wire promises, against a server on a real socket. */
export function wireContract(options: WireContractOptions): void {
  const { wire } = options;
  effortContract(options);
  let fake: FakeModel | undefined;
  const start = async (script: FakeModelOptions | Step | Step[]) => {
    fake = await startFakeModel(
      Array.isArray(script) ? { script } : 'script' in script || 'handler' in script ? script : { script: [script as Step] },
    );
    return target(fake, options);
  };
  const fails = async (fault: Fault, step: Step = { text: TEXT }) => {
    const result = await converse(wire, prompt(), await start({ script: [{ ...step, fault }] }));
    expect(result.error, 'an error').to.be.instanceOf(ModelError);
    expect(result.finish, 'no finish').to.deep.equal([]);
    return result.error as ModelError;
  };
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
  });

  describe(`wire contract: ${options.id}`, () => {
    for (const split of SPLIT_MODES) {
      it(`puts text, reasoning, calls and usage together from chunks cut by ${split}`, async () => {
        const toolCalls = [{ id: 'c1', name: 'read', input: { filePath: 'ä.ts' } }];
        const usage = { input: 11, output: 7, reasoning: 3, cacheRead: 100 };
        const result = await converse(
          wire,
          prompt('x', { tools: [TOOL] }),
          await start({ text: TEXT, reasoning: 'Denken… 🤔', toolCalls, usage, chunkSize: 3, split }),
        );
        expect(result.error).to.equal(undefined);
        expect(result.text).to.equal(TEXT);
        expect(result.reasoning).to.equal('Denken… 🤔');
        expect(result.calls).to.deep.equal([{ type: 'tool_call', index: 0, id: 'c1', name: 'read', input: '{"filePath":"ä.ts"}' }]);
        expect(result.usage.map((event) => event.usage)).to.deep.equal([
          options.usage ?? { input: 11, output: 7, reasoning: 3, cache_read: 100, cache_write: 0 },
        ]);
        expect(result.finish).to.deep.equal(['tool_calls']);
        expect(result.events.at(-1)?.type).to.equal('finish');
        expect(result.events[0]).to.deep.include({ type: 'start', model: 'm-1' });
      });
    }

    it('ends the reasoning before the text begins', async () => {
      const { events } = await converse(wire, prompt(), await start({ text: 'b', reasoning: 'a' }));
      expect(events.map(({ type }) => type).filter((type) => type !== 'start' && type !== 'usage')).to.deep.equal([
        'reasoning',
        'reasoning_end',
        'text',
        'finish',
      ]);
    });

    for (const interleave of [false, true]) {
      it(`keeps ${interleave ? 'interleaved ' : ''}parallel calls apart`, async () => {
        const toolCalls = [1, 2, 3].map((n) => ({ id: `c${n}`, name: `tool${n}`, input: { value: `number ${n}`, list: [n, n] } }));
        const result = await converse(wire, prompt('x', { tools: [TOOL] }), await start({ toolCalls, interleave, chunkSize: 4 }));
        expect(result.error).to.equal(undefined);
        expect(result.calls.map(({ id, name, index, input }) => ({ id, name, index, input: JSON.parse(input) }))).to.deep.equal(
          toolCalls.map((call, index) => ({ ...call, index })),
        );
        expect(result.starts.map(({ id }) => id)).to.deep.equal(['c1', 'c2', 'c3']);
        for (const { index, input } of result.calls) {
          expect(
            result.deltas
              .filter((delta) => delta.index === index)
              .map(({ text }) => text)
              .join(''),
          ).to.equal(input);
        }
      });
    }

    it('passes broken arguments on as they came, and absent ones as an empty object', async () => {
      const broken = options.objectArguments ? '{"filePath":"a"}' : '{"filePath": "a';
      const toolCalls = [
        { id: 'c1', name: 'read', input: broken },
        { id: 'c2', name: 'ls', input: '' },
      ];
      const { calls } = await converse(wire, prompt('x', { tools: [TOOL] }), await start({ toolCalls }));
      expect(calls.map(({ input }) => input)).to.deep.equal([broken, '{}']);
    });

    for (const reason of options.finishes ?? (['stop', 'length', 'refusal'] as const)) {
      it(`reports the finish reason ${reason}`, async () => {
        expect((await converse(wire, prompt(), await start({ text: 'x', finish: reason }))).finish).to.deep.equal([reason]);
      });
    }

    it('understands a server that does not stream', async () => {
      const step: Step = {
        text: TEXT,
        reasoning: 'r',
        toolCalls: [
          { id: 'c1', name: 'read', input: { filePath: 'a' } },
          { id: 'c2', name: 'ls' },
        ],
        stream: false,
      };
      const result = await converse(wire, prompt('x', { tools: [TOOL] }), await start(step));
      expect(result.error).to.equal(undefined);
      expect(result).to.deep.include({ text: TEXT, reasoning: 'r', finish: ['tool_calls'] });
      expect(result.calls.map(({ id, name, input }) => [id, name, input])).to.deep.equal([
        ['c1', 'read', '{"filePath":"a"}'],
        ['c2', 'ls', '{}'],
      ]);
    });

    it('sends the key in the header its provider names, its headers, and the extra fields last', async () => {
      const to = { ...(await start({ text: 'x' })), headers: { 'X-Team': 'blue' }, extra: { model: 'other', seed: 7 } };
      await converse(wire, prompt(), to);
      const sent = fake?.requests[0];
      expect(options.auth.type === 'header' ? sent?.headers[options.auth.name] : sent?.headers.authorization).to.equal(
        options.auth.type === 'header' ? KEY : `Bearer ${KEY}`,
      );
      expect(sent?.headers['x-team']).to.equal('blue');
      expect(sent?.body).to.deep.include({ model: 'other', seed: 7, ...(options.body ?? { stream: true }) });
      await converse(wire, prompt(), { ...to, auth: { type: 'none' } });
      expect(JSON.stringify(fake?.requests[1]?.headers)).not.to.contain(KEY);
    });

    it('reuses its connection for the next request', async () => {
      const to = await start({ text: 'x' });
      for (let i = 0; i < 3; i++) expect((await converse(wire, prompt(), to)).error).to.equal(undefined);
      expect(fake?.connections).to.equal(1);
    });

    for (const status of [408, 409, 429, 500, 502, 503, 529]) {
      it(`calls ${status} retryable and passes on how long to wait`, async () => {
        const error = await fails({ kind: 'status', status, retryAfter: 3 });
        expect(error).to.include({ code: 'OC_MODEL_HTTP', retryable: true, status, retryAfterMs: 3000 });
      });
    }

    it('prefers retry-after-ms', async () => {
      expect(await fails({ kind: 'status', status: 429, retryAfter: 30, headers: { 'retry-after-ms': '250' } })).to.include({
        retryAfterMs: 250,
      });
    });

    for (const status of [400, 404, 422]) {
      it(`calls ${status} final and repeats what the server said`, async () => {
        const error = await fails({ kind: 'status', status, body: { error: { message: 'no such model: m-1' } } });
        expect(error).to.include({ code: 'OC_MODEL_HTTP', retryable: false, status });
        expect(error.details.message).to.contain('no such model: m-1').and.contain('fake');
      });
    }

    for (const status of [401, 403]) {
      it(`calls ${status} a refused key, and never shows it`, async () => {
        const error = await fails({ kind: 'status', status, body: { error: { message: `Incorrect API key provided: ${KEY}` } } });
        expect(error).to.include({ code: 'OC_AUTH_REFUSED', retryable: false });
        expect(`${error.message} ${JSON.stringify(error.details)}`).not.to.contain(KEY);
      });
    }

    it('tells a conversation that does not fit', async () => {
      expect(await fails({ kind: 'status', ...options.overflow })).to.include({ code: 'OC_MODEL_CONTEXT', retryable: false });
    });

    it('makes one short line of a web page, plain text, or nothing', async () => {
      const page = await fails({ kind: 'html', status: 502, title: '502 Bad Gateway' });
      expect(page.details.message).to.contain('502 Bad Gateway').and.not.contain('<');
      expect(page.retryable).to.equal(true);
      await fake?.close();
      const plain = await fails({ kind: 'status', status: 503, body: `upstream\nfailed ${'x'.repeat(5000)}` });
      expect(String(plain.details.message).length).to.be.below(400);
      expect(plain.details.message).to.contain('upstream failed');
      await fake?.close();
      expect((await fails({ kind: 'empty', status: 500 })).details.message).to.contain('500');
    });

    it('takes a web page with status 200 for what it is', async () => {
      const error = await fails({ kind: 'html', status: 200, title: 'Welcome' });
      expect(error).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: false });
      expect(error.details.next).to.equal('next.web_page');
    });

    it('does not call a page that forbids a refused key', async () => {
      const error = await fails({ kind: 'html', status: 403, title: 'Blocked by the proxy' });
      expect(error).to.include({ code: 'OC_MODEL_HTTP', retryable: false, status: 403 });
      expect(error.details).to.include({ text: 'Blocked by the proxy', next: 'next.web_page' });
    });

    for (const [what, fault, next] of [
      ['a wrong key', { kind: 'status', status: 401, body: { message: 'who are you?' } }, 'next.key'],
      ['a wrong model', { kind: 'status', status: 404, body: { message: 'model not found' } }, 'next.model'],
      ['overload', { kind: 'status', status: 529, body: { message: 'Overloaded' } }, 'next.busy'],
      ['overload without a word', { kind: 'empty', status: 503 }, 'next.busy'],
      ['overload inside the stream', { kind: 'error', type: 'overloaded_error', message: 'Overloaded' }, 'next.busy'],
      ['a gateway’s page', { kind: 'html', status: 502 }, 'next.web_page'],
    ] as const) {
      it(`names the next step after ${what}`, async () => expect((await fails(fault)).details.next).to.equal(next));
    }

    it('fails with the error that comes inside the stream', async () => {
      const error = await fails({ kind: 'error', type: 'overloaded_error', message: 'Overloaded' });
      expect(error.retryable).to.equal(true);
      expect(error.details.message).to.contain('Overloaded');
      if (options.untypedErrors) return;
      await fake?.close();
      expect(await fails({ kind: 'error', type: 'invalid_request_error', message: 'bad schema' })).to.include({ retryable: false });
    });

    it('calls a reset or an early end retryable', async () => {
      expect(await fails({ kind: 'reset', after: 3 })).to.include({ code: 'OC_MODEL_STREAM', retryable: true });
      await fake?.close();
      expect(await fails({ kind: 'close', after: 3 })).to.include({ code: 'OC_MODEL_STREAM', retryable: true });
    });

    it('does not take a broken call for a whole one when the stream ends early', async () => {
      const to = await start({ toolCalls: [{ name: 'read', input: { filePath: 'x'.repeat(200) } }], fault: { kind: 'close', after: 6 } });
      const { calls, error } = await converse(wire, prompt('x', { tools: [TOOL] }), to);
      expect(calls).to.deep.equal([]);
      expect(error).to.include({ code: 'OC_MODEL_STREAM' });
    });

    it('fails on an event that is not JSON', async () => {
      expect(await fails({ kind: 'garbage', after: 2 })).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: true });
    });

    it('fails on silence', async () => {
      const to = await start({ text: TEXT, fault: { kind: 'stall', after: 2 } });
      const impatient = { request: (request: Parameters<typeof http.request>[0]) => http.request({ ...request, idleTimeoutMs: 60 }) };
      const { error } = await converse(wire, prompt(), to, undefined, impatient);
      expect(error).to.include({ code: 'OC_MODEL_STALL', retryable: true });
      expect(await fake?.requests[0]?.done).to.equal('hung-up');
    });

    it('closes the socket on abort and rejects with its reason', async () => {
      const to = await start({ text: TEXT, fault: { kind: 'stall', after: 5 } });
      const stop = new AbortController();
      const reason = new Error('the person pressed Ctrl-C');
      const events: ModelEvent[] = [];
      const emit = (event: ModelEvent) => {
        events.push(event);
        if (event.type === 'text') setImmediate(() => stop.abort(reason));
      };
      const error = await wire.stream(prompt(), to, { http, signal: stop.signal, emit }).catch((thrown: unknown) => thrown);
      expect(error).to.equal(reason);
      expect(await fake?.requests[0]?.done).to.equal('hung-up');
      expect(events.map(({ type }) => type)).not.to.include('finish');
    });

    it('sends nothing when it is aborted from the start', async () => {
      const reason = new Error('too late');
      expect((await converse(wire, prompt(), await start({ text: 'x' }), AbortSignal.abort(reason))).error).to.equal(reason);
      expect(fake?.requests).to.deep.equal([]);
    });

    it('says that nobody listens', async () => {
      const to = await start({ text: 'x' });
      await fake?.close();
      const { error } = await converse(wire, prompt(), to);
      expect(error).to.include({ code: 'OC_NETWORK', retryable: true });
      expect((error as ModelError).details.message)
        .to.contain('127.0.0.1')
        .and.contain('ECONNREFUSED');
    });
  });
}
