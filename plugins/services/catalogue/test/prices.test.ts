import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compare } from '../../../../scripts/catalogue/compare.ts';
import type { Fact, Facts } from '../../../../scripts/catalogue/fact.ts';

const { providers } = JSON.parse(readFileSync(new URL('../catalogue.json', import.meta.url), 'utf8')) as { providers: Facts };

describe('prices of the catalogue', () => {
  // a gateway's count of "at least 272 000" is a vendor's "above 272 000"
  const tiersOf = ({ cost }: Fact) =>
    (cost?.tiers ?? []).map(({ above, input, output }) => `${Math.round(above / 1000)}k ${input}/${output}`).join(' ');

  it('have the tiers of the vendor where a gateway asks the vendor’s price', () => {
    const differing: string[] = [];
    let compared = 0;
    for (const gateway of ['openrouter', 'vercel'])
      for (const [id, fact] of Object.entries(providers[gateway] ?? {})) {
        const [vendor = '', model = ''] = id.split('/');
        const own = providers[vendor]?.[model] ?? providers[vendor]?.[model.replaceAll('.', '-')];
        if (!own?.cost || own.cost.input !== fact.cost?.input || own.cost.output !== fact.cost.output) continue;
        // tiers at the price of the first are none
        if (fact.cost.tiers?.every(({ input, output }) => input === fact.cost?.input && output === fact.cost.output)) continue;
        // a window that ends where the tier begins has none
        if (fact.cost.tiers?.some(({ above }) => above >= (own.context ?? 0))) continue;
        compared++;
        if (tiersOf(own) !== tiersOf(fact))
          differing.push(`${gateway}/${id}: ${tiersOf(fact) || 'none'}, ${vendor} has ${tiersOf(own) || 'none'}`);
      }
    expect(compared).to.be.above(50);
    expect(differing).to.deep.equal([]);
  });

  it('are compared with other data model by model', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ock-prices-'));
    try {
      const file = join(folder, 'other.json');
      const tier = { tier: { type: 'context', size: 200_000 }, input: 2, output: 4 };
      const models = {
        same: { cost: { input: 1, output: 2, tiers: [tier] } },
        cheaper: { cost: { input: 9, output: 9 } },
        untiered: { cost: { input: 1, output: 2, tiers: [tier] } },
        missing: { cost: { input: 1, output: 2 } },
        gone: { status: 'deprecated' },
        drawing: { modalities: { output: ['image'] } },
      };
      const overlay = { providers: { acme: { cheaper: { cost: { input: 3, output: 3 } } } } };
      writeFileSync(file, JSON.stringify({ providers: { acme: { models }, nobody: { models: {} } }, overlay }));
      const ours: Facts = {
        acme: {
          same: { cost: { input: 1, output: 2, tiers: [{ above: 200_000, input: 2, output: 4 }] } },
          cheaper: { cost: { input: 2, output: 2 } },
          untiered: { cost: { input: 1, output: 2 } },
        },
      };
      expect(compare(ours, file)).to.deep.equal([
        {
          provider: 'acme',
          others: 4,
          known: 3,
          prices: ['cheaper: 2/2, theirs 3/3'],
          tiers: ['untiered: none, theirs >200000 2/4'],
        },
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
