import { existsSync, readFileSync } from 'node:fs';
import type { ModelInfo, ProviderContribution } from '@ock/kernel';
import { expect } from 'chai';
import { embeddingsContract } from './embeddings.ts';
import { canDrive, providerAnswers } from './provider-answers.ts';

const EFFORT_WORDS = ['none', 'minimal', 'low', 'default', 'medium', 'high', 'xhigh', 'max'];

interface Manifest {
  name: string;
  opencode: { contributes: { provider?: ProviderContribution[] }; requires?: string[]; permissions?: string[] };
}

/**
 * What every provider's manifest promises.
 * @param folder the plugin's folder, as a URL that ends in `/`
 * @param env variables that the provider needs beyond its key and its address
 */
export function providerContract(folder: URL, env: Record<string, string> = {}): void {
  const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Manifest;
  const providers = manifest.opencode.contributes.provider ?? [];

  describe(`provider contract: ${manifest.name}`, () => {
    it('contributes a provider', () => {
      expect(providers).not.to.deep.equal([]);
    });

    for (const provider of providers) {
      const local = provider.embedded === true || isLocal(provider.baseUrl);

      it(`${provider.id}: names itself and requires its wire`, () => {
        expect(provider.id).to.match(/^[a-z0-9][a-z0-9.-]*$/);
        expect(provider.name).to.be.a('string').and.not.equal('');
        const wires = [
          provider.wire,
          ...(provider.embeddings?.wire ? [provider.embeddings.wire] : []),
          ...[...provider.models, ...(provider.families ?? [])].flatMap(({ wire }) => wire ?? []),
        ];
        for (const wire of wires) expect(manifest.opencode.requires).to.include(`wire:${wire}`);
      });

      it(`${provider.id}: is reached by https, or on this machine`, () => {
        if (provider.embedded) return void expect(provider.baseUrl, 'what answers in process has no address').to.equal(undefined);
        if (provider.baseUrl === undefined) return void expect(provider.models, 'a template has no models of its own').to.deep.equal([]);
        const url = new URL(provider.baseUrl);
        expect(url.protocol === 'https:' || local, provider.baseUrl).to.equal(true);
        expect(`${url.search}${url.hash}${url.username}`).to.equal('');
        expect(provider.baseUrl.endsWith('/'), 'no slash at the end').to.equal(false);
      });

      it(`${provider.id}: says how the key travels and which variables hold it`, () => {
        const { auth } = provider;
        expect(auth.type).to.be.oneOf(['none', 'bearer', 'header']);
        if (auth.type === 'header') expect(auth.name).to.match(/^[a-z0-9-]+$/);
        const inAddress = [...(provider.baseUrl ?? '').matchAll(/\{env:([^}]+)\}/g)].map(([, name]) => name as string);
        const names = [...(auth.env ?? []), ...(provider.baseUrlEnv ?? []), ...inAddress];
        for (const name of names) {
          expect(name).to.match(/^[A-Z][A-Z0-9_]*$/);
          expect(manifest.opencode.permissions).to.include(`env:${name}`);
        }
        if (auth.type !== 'none' && !auth.optional) expect(auth.env ?? [], 'a key must be findable').not.to.deep.equal([]);
        if (provider.rank !== undefined) expect(provider.rank).to.be.a('number').and.be.above(0);
      });

      it(`${provider.id}: holds no key and no secret header`, () => {
        expect(JSON.stringify(provider)).not.to.match(/\b(sk|gsk|xai)-[A-Za-z0-9]{8,}|Bearer [^"\s]/);
      });

      it(`${provider.id}: tells efforts in words that there are`, () => {
        const all = [provider, ...provider.models, ...(provider.families ?? [])].map(({ quirks = {} }) => quirks);
        for (const { efforts = '', budgets = '1-2' } of all) {
          for (const word of String(efforts).split(' ').filter(Boolean)) expect(EFFORT_WORDS).to.include(word);
          expect(budgets).to.match(/^(0 )?\d+-\d+$/);
        }
      });

      it(`${provider.id}: has sane models, each once, with its default among them`, () => {
        const ids = provider.models.map(({ id }) => id);
        expect(new Set(ids).size).to.equal(ids.length);
        if (provider.defaultModel !== undefined) expect(ids).to.include(provider.defaultModel);
        for (const model of provider.models) expectSane(model, local);
        // some bill in credits of their own: then none of their models has a price, and it is shown as unknown
        const priced = provider.models.filter(({ cost }) => cost).length;
        if (!local) expect(priced, 'models with a price').to.be.oneOf([0, provider.models.length]);
      });

      it(`${provider.id}: needs code exactly when it ships some`, () => {
        const source = existsSync(new URL('src/index.ts', folder));
        const exported = (manifest as { exports?: Record<string, unknown> }).exports?.['.'] !== undefined;
        expect(exported).to.equal(source);
      });

      embeddingsContract(folder, provider, env);

      if (canDrive(provider)) describe(`${provider.id}, driven through the kernel`, () => providerAnswers(folder, provider, env));
    }
  });
}

function expectSane(model: ModelInfo, local: boolean): void {
  const { id, context = 0, output = 0, cost } = model;
  expect(context, `${id}: context`).to.be.within(local ? 0 : 1_000, 20_000_000);
  expect(output, `${id}: output`).to.be.within(local ? 0 : 256, context);
  const { tiers = [], ...flat } = cost ?? { input: 0, output: 0 };
  for (const prices of [flat, ...tiers.map(({ above: _above, ...tier }) => tier)]) {
    for (const [name, price] of Object.entries(prices)) expect(price, `${id}: cost.${name}`).to.be.within(0, 1_000);
    if (prices.cache_read !== undefined)
      expect(prices.cache_read, `${id}: reading the cache costs no more than input`).to.be.at.most(prices.input);
  }
  const steps = tiers.map(({ above }) => above);
  expect(steps, `${id}: tiers rise`).to.deep.equal([...new Set(steps)].sort((a, b) => a - b));
  if (model.release !== undefined) expect(model.release, `${id}: release`).to.match(/^\d{4}-\d\d(-\d\d)?$/);
}

function isLocal(baseUrl: string | undefined): boolean {
  return baseUrl !== undefined && /^https?:\/\/(localhost|127\.|\[::1\])/.test(baseUrl);
}
