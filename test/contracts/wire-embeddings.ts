import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddingRequest, ModelError, ModelTarget, Wire } from '@ock/kernel';
import { expect } from 'chai';
import { fakeVector } from '../fake-model/endpoints.ts';
import { type FakeModel, type Fault, type Step, startFakeModel } from '../fake-model/server.ts';
import { http, KEY, target, type WireContractOptions } from './wire.ts';

export interface WireEmbeddingsOptions extends Pick<WireContractOptions, 'wire' | 'id' | 'baseUrl' | 'auth' | 'overflow'> {
  quirks?: Record<string, string | number | boolean>;
  /** the body of an answer that holds these vectors, as the API sends it */
  answer(vectors: readonly unknown[]): unknown;
  /** what a request's body holds for a query of 4 numbers; `{}` where nothing tells */
  query: Record<string, unknown>;
  /** true: each text is a request of its own */
  single?: boolean;
}

/** A wire's embeddings by hand: what was sent, and what came of it. */
export function embeddingBench(options: Pick<WireEmbeddingsOptions, 'wire' | 'id' | 'baseUrl' | 'auth' | 'quirks'>) {
  let fake: FakeModel | undefined;
  const ask = async (
    request: EmbeddingRequest,
    answer?: Step | Fault,
    changes: Partial<ModelTarget> = {},
    signal = new AbortController().signal,
  ) => {
    const last = fake;
    fake = undefined;
    await last?.close();
    fake = await startFakeModel({ handler: () => answer });
    const info = { id: 'm-1', quirks: options.quirks ?? {} };
    const embed = (options.wire as Required<Pick<Wire, 'embed'>>).embed;
    return embed(request, target(fake, options, { info, ...changes }), { http, signal });
  };
  return {
    ask,
    async fails(...args: Parameters<typeof ask>) {
      return (await ask(...args).then(
        () => undefined,
        (error: unknown) => error,
      )) as ModelError;
    },
    requests: () => fake?.requests ?? [],
    close: async () => fake?.close(),
  };
}

/** What every wire that embeds promises, against a server on a real socket. */
export function wireEmbeddingsContract(options: WireEmbeddingsOptions): void {
  const bench = embeddingBench(options);
  const texts = options.single ? ['one ä'] : ['one ä', 'two', 'three'];
  const whole = (vectors: readonly unknown[]): Step => ({ raw: [JSON.stringify(options.answer(vectors))] });

  describe(`embeddings of the wire ${options.id}`, () => {
    afterEach(() => bench.close());

    it('come one per text, in the order of the texts', async () => {
      const many = ['b', 'a', 'c', '世界 👩‍💻', 'a much longer text than the others'];
      expect((await bench.ask({ texts: many })).vectors).to.deep.equal(many.map((text) => fakeVector(text)));
      const [sent] = bench.requests();
      expect(options.auth.type === 'header' ? sent?.headers[options.auth.name] : sent?.headers.authorization).to.equal(
        options.auth.type === 'header' ? KEY : `Bearer ${KEY}`,
      );
      expect(bench.requests()).to.have.length(options.single ? many.length : 1);
    });

    it('are asked for with what they are for and how long they shall be', async () => {
      const { vectors } = await bench.ask({ texts: ['x'], purpose: 'query', dimensions: 4 });
      expect(vectors[0]).to.have.length(4);
      expect(JSON.stringify(bench.requests()[0]?.body)).to.include(JSON.stringify(options.query).slice(1, -1));
    });

    it('are refused where they are too few, too many or none', async () => {
      const good = texts.map((_, n) => [n, 1]);
      if (!options.single) {
        expect(await bench.fails({ texts }, whole(good.slice(1)))).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: false });
        expect((await bench.fails({ texts }, whole([...good, [1, 1]]))).code).to.equal('OC_MODEL_UNREADABLE');
      }
      for (const raw of ['{}', 'null', '[]', '{"data":7,"embeddings":7}'])
        expect((await bench.fails({ texts }, { raw: [raw] })).code, raw).to.equal('OC_MODEL_UNREADABLE');
      expect((await bench.ask({ texts }, whole(good))).vectors).to.deep.equal(good);
    });

    it('are refused where they are no vectors, or of different lengths', async () => {
      for (const odd of [[], ['1', '2'], [null, 1], 7, { 0: 1 }, null])
        expect((await bench.fails({ texts }, whole(texts.map(() => odd)))).code, JSON.stringify(odd)).to.equal('OC_MODEL_UNREADABLE');
      if (options.single) return;
      const error = await bench.fails(
        { texts },
        whole([
          [1, 2],
          [1, 2, 3],
          [1, 2],
        ]),
      );
      expect(error.details.message).to.include('different lengths');
    });

    it('fail as answers do: key, overload, overflow, pages of HTML, broken JSON, resets, silence', async () => {
      const code = async (fault: Fault) => (await bench.fails({ texts }, fault)).code;
      expect(await code({ kind: 'status', status: 401 })).to.equal('OC_AUTH_REFUSED');
      expect(await bench.fails({ texts }, { kind: 'status', status: 429, retryAfter: 2 })).to.include({
        retryable: true,
        retryAfterMs: 2000,
      });
      expect(await code({ kind: 'status', ...options.overflow })).to.equal('OC_MODEL_CONTEXT');
      expect(await code({ kind: 'html', status: 200 })).to.equal('OC_MODEL_UNREADABLE');
      expect(await bench.fails({ texts }, { raw: ['{"data": [{"emb'] })).to.include({ code: 'OC_MODEL_UNREADABLE', retryable: true });
      expect(await bench.fails({ texts }, { raw: ['{"x": 1', ',', '}'], fault: { kind: 'reset', after: 1 } })).to.be.an('error');
      expect(await bench.fails({ texts }, { kind: 'reset', after: 0 })).to.include({ retryable: true });
      expect(await bench.fails({ texts }, { raw: ['{"error":{"message":"Overloaded","type":"overloaded_error"}}'] })).to.include({
        retryable: true,
      });
    });

    it('stop on abort, and are not asked for when it comes first', async () => {
      const reason = new Error('the person pressed Ctrl-C');
      const stop = new AbortController();
      const asked = bench.fails({ texts }, { kind: 'stall', after: 0 }, {}, stop.signal);
      for (let i = 0; i < 400 && bench.requests().length === 0; i++) await sleep(5);
      stop.abort(reason);
      expect(await asked).to.equal(reason);
      expect(await bench.requests()[0]?.done).to.equal('hung-up');
      expect(await bench.fails({ texts }, undefined, {}, stop.signal)).to.equal(reason);
      expect(bench.requests()).to.deep.equal([]);
    });

    it('are signed where the target signs', async () => {
      const seen: string[] = [];
      await bench.ask({ texts: ['x'] }, undefined, {
        sign: async ({ method, url, body }) => {
          seen.push(method, new URL(url).pathname, body);
          return { 'x-proof': 'signed' };
        },
      });
      const [sent] = bench.requests();
      expect(sent?.headers['x-proof']).to.equal('signed');
      expect(seen).to.deep.equal(['POST', sent?.path, JSON.stringify(sent?.body)]);
    });
  });
}
