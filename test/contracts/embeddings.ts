import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddingModelInfo, type EmbedOptions, embed, embeddingModel, type ModelError, type ProviderContribution } from '@ock/kernel';
import { expect } from 'chai';
import { fakeTokens, fakeVector } from '../fake-model/endpoints.ts';
import { type FakeModel, type Fault, startFakeModel } from '../fake-model/server.ts';
import { drivenKernel } from '../support/driven-kernel.ts';
import { http } from './wire.ts';

const KEY = 'test-key-0123456789';

/**
 * What every provider that offers embeddings promises: sane data, and vectors from the fake model, asked for through the kernel with the
 * provider's own data; only the address is replaced.
 */
export function embeddingsContract(folder: URL, provider: ProviderContribution, env: Record<string, string>): void {
  const { embeddings } = provider;
  if (!embeddings) return;
  const { models, defaultModel } = embeddings;
  const model = `${provider.id}/${defaultModel ?? 'some-model'}`;

  it(`${provider.id}: has sane embedding models, each once, with its default among them`, () => {
    const ids = models.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    if (defaultModel !== undefined) expect(ids).to.include(defaultModel);
    else expect(embeddings.anyModel, 'without a default, any model').to.equal(true);
    for (const info of models) expectSane(info);
  });

  describe(`${provider.id}, embedding through the kernel`, () => {
    let fake: FakeModel;
    let faults: Fault[] = [];
    beforeEach(async () => {
      faults = [];
      fake = await startFakeModel({ handler: () => faults.shift() });
    });
    afterEach(() => fake.close());

    const kernel = (key = true, override = true) =>
      drivenKernel({ folder, provider, http, env, ...(override && { baseUrl: `${fake.url}/base` }), ...(key && { key: KEY }) });
    const ask = async (texts: readonly string[], options: EmbedOptions = {}) => {
      const k = kernel();
      try {
        return await embed(k, texts, { model, ...options });
      } finally {
        await k.close('test');
      }
    };
    const quirksOf = (ref: string) => embeddingModel(kernel(), ref).info.quirks ?? {};

    it('sends its key the way it says, to the wire’s path, and names the model', async () => {
      await ask(['one']);
      const [sent] = fake.requests;
      const { auth } = provider;
      if (auth.type === 'bearer') expect(sent?.headers.authorization).to.equal(`Bearer ${KEY}`);
      if (auth.type === 'header') expect(sent?.headers[auth.name]).to.equal(`${auth.prefix ?? ''}${KEY}`);
      expect(sent?.path.startsWith('/base/')).to.equal(true);
      const id = model.slice(provider.id.length + 1);
      expect(decodeURIComponent(`${JSON.stringify(sent?.body.model)} ${sent?.path}`)).to.include(id);
    });

    it('cuts texts into requests and gives their vectors back in order, with what they cost', async () => {
      const quirks = quirksOf(model);
      const batch = Math.min(Number(quirks.batch) || embeddings.batch || 96, 96);
      const texts = Array.from({ length: 2 * batch + 3 }, (_, n) => `text number ${n} – ä`);
      const answer = await ask(texts);
      const sent = texts.map((text) => `${quirks.documentPrefix ?? ''}${text}`);
      expect(answer.model).to.equal(model);
      expect(answer.vectors).to.deep.equal(sent.map((text) => fakeVector(text)));
      if (answer.tokens !== undefined) expect(answer.tokens).to.equal(fakeTokens(sent));
      const price = models.find(({ id }) => model.endsWith(id))?.cost?.input;
      if (price && answer.tokens) expect(answer.costUsd).to.be.closeTo((answer.tokens * price) / 1e6, 1e-12);
    });

    it('asks for the length that is wanted where the model has several, and refuses where it has one', async () => {
      const shortening = models.find(({ shortens }) => shortens);
      const fixed = models.find(({ shortens, dimensions }) => !shortens && dimensions !== undefined);
      if (shortening) {
        const { vectors } = await ask(['one'], { model: `${provider.id}/${shortening.id}`, dimensions: 4 });
        expect(vectors[0]).to.have.length(4);
      }
      if (!fixed) return;
      const error = await ask(['one'], { model: `${provider.id}/${fixed.id}`, dimensions: 5 }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'OC_INPUT' });
    });

    it('tells a refused key and a page of HTML apart, and tries again what passes', async () => {
      const failure = async (fault: Fault) => {
        faults = [fault];
        return (await ask(['one']).catch((thrown: unknown) => thrown)) as ModelError;
      };
      const refused = await failure({ kind: 'status', status: 401 });
      expect(refused.code).to.equal('OC_AUTH_REFUSED');
      expect(`${refused.message} ${JSON.stringify(refused.details)}`).not.to.include(KEY);
      expect((await failure({ kind: 'html', status: 200 })).code).to.equal('OC_MODEL_UNREADABLE');
      const before = fake.requests.length;
      faults = [
        { kind: 'status', status: 429, retryAfter: 0 },
        { kind: 'status', status: 503, retryAfter: 0 },
      ];
      expect((await ask(['one'])).vectors).to.have.length(1);
      expect(fake.requests.length - before).to.equal(3);
    });

    it('hangs up when told to stop', async () => {
      faults = [{ kind: 'stall', after: 0 }];
      const stop = new AbortController();
      const asked = ask(['one'], { signal: stop.signal }).catch((thrown: unknown) => thrown);
      for (let i = 0; i < 400 && fake.requests.length === 0; i++) await sleep(5);
      stop.abort(new Error('enough'));
      expect(await asked).to.have.property('message', 'enough');
      expect(await fake.requests[0]?.done).to.equal('hung-up');
    });

    it('says which variable is missing where there is no key, unless it needs none', async () => {
      if (provider.auth.optional || provider.auth.type === 'none') return;
      const error = await embed(kernel(false, false), ['one'], { model }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'OC_AUTH_MISSING' });
    });
  });
}

function expectSane({ id, dimensions, context, cost, shortens, quirks = {} }: EmbeddingModelInfo): void {
  if (dimensions !== undefined) expect(dimensions, `${id}: dimensions`).to.be.within(64, 8_192);
  if (context !== undefined) expect(context, `${id}: context`).to.be.within(128, 200_000);
  if (cost !== undefined) expect(cost.input, `${id}: cost`).to.be.within(0, 2);
  if (shortens !== undefined) expect(shortens).to.equal(true);
  for (const name of ['documentPrefix', 'queryPrefix']) if (quirks[name]) expect(quirks[name], `${id}: ${name}`).to.match(/\s$/);
}
