import { expect } from 'chai';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import type { EmbeddingAnswer, EmbeddingRequest } from '../../src/kinds/embedding.ts';
import type { ModelTarget } from '../../src/kinds/model.ts';
import type { EmbedOptions } from '../../src/kinds/model-calls.ts';
import { ModelError } from '../../src/runtime/errors.ts';
import { embed } from '../../src/turn/models/embed.ts';
import { embeddingModel } from '../../src/turn/models/embedding-models.ts';
import { parseModelRef } from '../../src/turn/models/providers.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const base = (id: string, more: object) => ({
  id,
  name: id,
  wire: 'w',
  baseUrl: `https://${id}.example/v1`,
  auth: { type: 'bearer', env: [`${id.toUpperCase()}_KEY`] },
  models: [],
  ...more,
});
const ACME = base('acme', {
  models: [{ id: 'chat' }],
  defaultModel: 'chat',
  embeddings: {
    defaultModel: 'small',
    batch: 4,
    models: [
      { id: 'small', dimensions: 2, cost: { input: 3 }, shortens: true },
      { id: 'code', dimensions: 2, quirks: { documentPrefix: 'doc: ', queryPrefix: 'ask: ', batch: 2 } },
    ],
  },
});
const PLAIN = base('plain', { models: [{ id: 'chat' }], defaultModel: 'chat' });
const ONLY = base('only', { anyModel: false, embeddings: { defaultModel: 'e-1', models: [{ id: 'e-1' }] } });
const LOCAL = base('local', { auth: { type: 'none' }, free: true, embeddings: { anyModel: true, models: [{ id: 'bge', dimensions: 2 }] } });
const ENV = { ACME_KEY: 'a'.repeat(20), PLAIN_KEY: 'p'.repeat(20), ONLY_KEY: 'o'.repeat(20) };

type Sent = { request: EmbeddingRequest; target: ModelTarget };
type Answering = (request: EmbeddingRequest, target: ModelTarget, number: number, signal: AbortSignal) => Promise<EmbeddingAnswer>;

const vectors = ({ texts, dimensions = 2 }: EmbeddingRequest): EmbeddingAnswer => ({
  vectors: texts.map((text) => Array.from({ length: dimensions }, (_, at) => text.length + at)),
  tokens: texts.length,
});

function bench(config: object = {}, answering: Answering = async (request) => vectors(request), more: object[] = []) {
  const sent: Sent[] = [];
  const state = { open: 0, most: 0 };
  const { kernel } = testKernel({
    plugins: [indexed('p', { wire: [{ id: 'w' }, { id: 'mute' }], provider: [ACME, PLAIN, ONLY, LOCAL, ...more] })],
    load: async () => ({
      activate(ctx) {
        const stream = () => Promise.reject(new Error('nobody chats here'));
        ctx.register('wire', 'mute', { stream });
        ctx.register('wire', 'w', {
          stream,
          async embed(request, target, { signal }) {
            const number = sent.push({ request, target });
            state.most = Math.max(state.most, ++state.open);
            try {
              await new Promise<void>((resolve) => setImmediate(resolve));
              return await answering(request, target, number, signal);
            } finally {
              state.open--;
            }
          },
        });
      },
    }),
    config: { permissions: {}, ...config } as LoadedConfig['config'],
    env: ENV,
  });
  const ask = (texts: readonly string[], options?: EmbedOptions) => embed(kernel, texts, options);
  const fails = async (texts: readonly string[], options?: EmbedOptions) =>
    (await ask(texts, options).then(
      () => undefined,
      (error: unknown) => error,
    )) as { code: string; details: Record<string, unknown>; message: string };
  return { kernel, sent, state, ask, fails };
}
const chosen = (config: object, wanted?: string) => {
  const { provider, info } = embeddingModel(bench(config).kernel, wanted);
  return `${provider.id}/${info.id}`;
};
const refused = (config: object, wanted?: string): string => {
  try {
    return chosen(config, wanted);
  } catch (error) {
    const { code, details } = error as { code: string; details: { because?: string } };
    return `${code} ${details.because ?? ''}`.trim();
  }
};

describe('which model embeds', () => {
  it('is what was named: whole, by its provider, or by its id alone', () => {
    expect(chosen({}, 'acme/code')).to.equal('acme/code');
    expect(chosen({}, 'acme')).to.equal('acme/small');
    expect(chosen({}, 'code')).to.equal('acme/code');
    expect(chosen({}, 'local/anything:8b')).to.equal('local/anything:8b');
  });

  it('is, unnamed, what [rag] says, else the default of the provider that conversations use', () => {
    expect(chosen({ model: 'acme/chat', rag: { embedding_model: 'only/e-1' } })).to.equal('only/e-1');
    expect(chosen({ model: 'acme/chat' })).to.equal('acme/small');
    expect(chosen({ provider: { default: 'acme' } })).to.equal('acme/small');
  });

  it('that nobody chose, offers or knows is an error that says what to set', () => {
    expect(refused({ model: 'plain/chat' })).to.equal('OC_EMBEDDINGS_NONE embeddings.not_chosen');
    expect(refused({}, 'plain')).to.equal('OC_EMBEDDINGS_NONE embeddings.not_offered');
    expect(refused({}, 'plain/x')).to.equal('OC_EMBEDDINGS_NONE embeddings.not_offered');
    expect(refused({}, 'local')).to.equal('OC_EMBEDDINGS_NONE embeddings.no_default');
    expect(refused({}, 'acme/large')).to.equal('OC_MODEL_UNKNOWN');
    expect(refused({}, 'nobody/large')).to.equal('OC_MODEL_UNKNOWN');
  });

  it('may be any of a server of the person’s own', () => {
    expect(chosen({ provider: { plain: { base_url: 'http://127.0.0.1:1/v1' } } }, 'plain/x')).to.equal('plain/x');
    expect(chosen({ provider: { mine: { base_url: 'http://127.0.0.1:1/v1', type: 'w' } } }, 'mine/x')).to.equal('mine/x');
  });

  it('has the facts of the listed one under a longer name, and those of the configuration over them', () => {
    const info = (wanted: string, models = {}) => embeddingModel(bench({ models }).kernel, wanted).info;
    expect(info('local/bge:latest')).to.include({ id: 'bge:latest', dimensions: 2 });
    expect(info('local/maker/bge')).to.include({ id: 'maker/bge', dimensions: 2 });
    expect(info('local/xbge')).not.to.have.property('dimensions');
    expect(info('local/bge', { 'local/bge': { dimensions: 9 } })).to.include({ dimensions: 9 });
  });

  it('cannot be talked to', () => {
    const code = (ref: string) => {
      try {
        return parseModelRef(bench().kernel, ref).model;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code('only/e-1')).to.equal('OC_MODEL_EMBEDS');
    expect(code('acme/small')).to.equal('OC_MODEL_EMBEDS');
    expect(code('only/else')).to.equal('OC_MODEL_UNKNOWN');
    expect(code('acme/chat')).to.equal('chat');
  });
});

describe('embedding', () => {
  it('cuts texts into requests by number and by size, four at a time, and keeps their order', async () => {
    const { ask, sent, state } = bench();
    const texts = Array.from({ length: 23 }, (_, n) => 'x'.repeat(n + 1));
    const answer = await ask(texts, { model: 'acme' });
    expect(answer.vectors.map(([first]) => first)).to.deep.equal(texts.map(({ length }) => length));
    expect(sent.map(({ request }) => request.texts.length)).to.deep.equal([4, 4, 4, 4, 4, 3]);
    expect(state.most).to.equal(4);
    const large = bench();
    await large.ask(['字'.repeat(60_000), '字'.repeat(60_000), 'a'], { model: 'acme' });
    expect(large.sent.map(({ request }) => request.texts.length)).to.deep.equal([1, 2]);
  });

  it('adds up tokens and cost; what nobody knows stays unknown', async () => {
    const texts = ['a', 'b', 'c', 'd', 'e'];
    expect(await bench().ask(texts, { model: 'acme' })).to.deep.include({ model: 'acme/small', tokens: 5, costUsd: 15e-6 });
    expect(await bench().ask(texts, { model: 'acme/code' })).to.not.have.property('costUsd');
    const silent = await bench({}, async (request) => ({ vectors: vectors(request).vectors })).ask(texts, { model: 'acme' });
    expect(silent).to.not.have.any.keys('tokens', 'costUsd');
    expect(await bench().ask(texts, { model: 'local/bge' })).to.include({ costUsd: 0 });
  });

  it('puts before the texts what the model wants there', async () => {
    const { ask, sent } = bench();
    await ask(['x'], { model: 'acme/code' });
    await ask(['x'], { model: 'acme/code', purpose: 'query' });
    expect(sent.map(({ request }) => request.texts[0])).to.deep.equal(['doc: x', 'ask: x']);
    expect(sent.map(({ request }) => request.purpose)).to.deep.equal(['document', 'query']);
  });

  it('reaches the model as conversations do: key, address, headers, quirks; nothing of chat', async () => {
    const { ask, sent } = bench({
      provider: { acme: { base_url: 'https://gw.example/v1', headers: { 'x-team': 'blue' }, temperature: 1, extra: { top_p: 1 } } },
    });
    await ask(['x'], { model: 'acme' });
    const target = sent[0]?.target;
    expect(target).to.deep.include({ model: 'small', baseUrl: 'https://gw.example/v1', apiKey: ENV.ACME_KEY, extra: {} });
    expect(target?.headers).to.deep.equal({ 'x-team': 'blue' });
    expect(target).not.to.have.property('temperature');
  });

  it('asks for a length only where it is another one than comes anyway', async () => {
    const { ask, fails, sent } = bench();
    expect((await ask(['x'], { model: 'acme', dimensions: 1 })).vectors).to.deep.equal([[1]]);
    await ask(['x'], { model: 'acme', dimensions: 2 });
    expect(sent.map(({ request }) => request.dimensions)).to.deep.equal([1, undefined]);
    expect(await fails(['x'], { model: 'acme/code', dimensions: 1 })).to.include({ code: 'OC_INPUT' });
    const stubborn = bench({}, async ({ texts }) => vectors({ texts }));
    expect(await stubborn.fails(['x'], { model: 'acme', dimensions: 1 })).to.include({ code: 'OC_MODEL_UNREADABLE' });
  });

  it('names the empty text and sends nothing; no texts at all cost nothing', async () => {
    const { ask, fails, sent } = bench();
    const error = await fails(['a', ' \n', 'b'], { model: 'acme' });
    expect(error.code).to.equal('OC_INPUT');
    expect(error.details).to.include({ because: 'embeddings.empty_text', index: 1 });
    expect(await ask([], { model: 'acme' })).to.deep.equal({ model: 'acme/small', vectors: [], tokens: 0, costUsd: 0 });
    expect(sent).to.deep.equal([]);
  });

  it('halves what does not fit after all, down to the text that cannot', async () => {
    const tooLong = () => new ModelError('OC_MODEL_CONTEXT', { message: 'too long' }, { retryable: false });
    const small = bench({}, async (request) => {
      if (request.texts.length > 1) throw tooLong();
      return vectors(request);
    });
    expect((await small.ask(['a', 'bb', 'ccc'], { model: 'acme' })).vectors.map(([n]) => n)).to.deep.equal([1, 2, 3]);
    const never = bench({}, () => Promise.reject(tooLong()));
    expect(await never.fails(['a', 'b'], { model: 'acme' })).to.include({ code: 'OC_MODEL_CONTEXT' });
  });

  it('tries again as often as [limits] says, and not what is final', async () => {
    const busy = (retryable: boolean) => async () => {
      throw new ModelError('OC_MODEL_HTTP', { message: 'busy' }, { retryable, retryAfterMs: 0 });
    };
    const patient = bench({ limits: { retries: 2 } }, busy(true));
    expect(await patient.fails(['a'], { model: 'acme' })).to.include({ code: 'OC_MODEL_HTTP' });
    expect(patient.sent).to.have.length(3);
    const final = bench({}, busy(false));
    await final.fails(['a'], { model: 'acme' });
    expect(final.sent).to.have.length(1);
  });

  it('stops the others when one fails, and all on abort', async () => {
    const aborted: number[] = [];
    const one = bench({}, (request, _target, number, signal) => {
      return new Promise((resolve, reject) => {
        if (request.texts.length === 0) resolve(vectors(request));
        if (number === 2) setImmediate(() => reject(new ModelError('OC_MODEL_HTTP', { message: 'no' }, { retryable: false })));
        signal.addEventListener('abort', () => {
          if (number !== 2) aborted.push(number);
          reject(signal.reason);
        });
      });
    });
    const many = Array.from({ length: 40 }, (_, n) => `t${n}`);
    expect(await one.fails(many, { model: 'acme' })).to.include({ code: 'OC_MODEL_HTTP' });
    expect(aborted).to.deep.equal([1, 3, 4]);
    expect(one.sent).to.have.length(4);
    const reason = new Error('enough');
    expect(await bench().fails(['a'], { model: 'acme', signal: AbortSignal.abort(reason) })).to.equal(reason);
  });

  it('says when the protocol has no vectors, or the key is missing', async () => {
    const mute = base('mute', { wire: 'mute', auth: { type: 'none' }, embeddings: { defaultModel: 'm', models: [{ id: 'm' }] } });
    const keyless = base('keyless', { embeddings: { defaultModel: 'm', models: [{ id: 'm' }] } });
    const { fails } = bench({}, undefined, [mute, keyless]);
    expect((await fails(['a'], { model: 'mute' })).details).to.include({ because: 'embeddings.wire' });
    expect(await fails(['a'], { model: 'keyless' })).to.include({ code: 'OC_AUTH_MISSING' });
  });
});
