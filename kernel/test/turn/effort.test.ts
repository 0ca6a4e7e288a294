import { expect } from 'chai';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import type { Effort } from '../../src/kinds/model.ts';
import { effortLevel, effortText, effortTokens, effortWord, parseEffort, setEffort } from '../../src/turn/models/effort.ts';
import { modelTarget } from '../../src/turn/models/select-model.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

describe('an effort', () => {
  it('is a level in any case, or a whole number of tokens', () => {
    expect(['off', 'HIGH', ' max ', '2000', '0'].map(parseEffort)).to.deep.equal(['off', 'high', 'max', 2000, 0]);
    expect(['', 'none', 'xhigh', '-1', '1.5', '8k', '1e3'].map(parseEffort)).to.deep.equal(Array(7).fill(undefined));
  });

  it('has tokens, and a budget has the level that is nearest by ratio', () => {
    for (const level of ['off', 'low', 'medium', 'high', 'max'] as const) expect(effortLevel(effortTokens(level))).to.equal(level);
    expect([1, 4000, 4200, 14_000, 15_000, 40_000, 50_000].map(effortLevel)).to.deep.equal([
      'low',
      'low',
      'medium',
      'medium',
      'high',
      'high',
      'max',
    ]);
  });

  it('becomes the nearest of the words that an API has', () => {
    const all = (words: string) => (['off', 'low', 'medium', 'high', 'max'] as const).map((level) => effortWord(level, words));
    expect(all('none minimal low medium high xhigh max')).to.deep.equal(['none', 'low', 'medium', 'high', 'max']);
    expect(all('low medium high')).to.deep.equal(['low', 'low', 'medium', 'high', 'high']);
    expect(all('minimal low medium high')).to.deep.equal(['minimal', 'low', 'medium', 'high', 'high']);
    expect(all('low high max')).to.deep.equal(['low', 'low', 'high', 'high', 'max']);
    expect(all('none high')).to.deep.equal(['none', 'high', 'high', 'high', 'high']);
    expect(all('none default')).to.deep.equal(['none', 'default', 'default', 'default', 'default']);
    expect(all('none')).to.deep.equal(['none', undefined, undefined, undefined, undefined]);
    expect(all('')).to.deep.equal(Array(5).fill(undefined));
  });

  it('is written into a body by path, beside what stands there', () => {
    const inner = { kept: 1 };
    const body: Record<string, unknown> = { reasoning: inner };
    setEffort(body, { 'reasoning.effort': 'high', think: false });
    expect(body).to.deep.equal({ reasoning: { kept: 1, effort: 'high' }, think: false });
    expect(inner).to.deep.equal({ kept: 1 });
    expect(effortText({ 'reasoning.effort': 'high', think: false })).to.equal('reasoning.effort=high think=false');
  });
});

describe('the configured effort', () => {
  const PROVIDER = {
    id: 'acme',
    name: 'Acme',
    wire: 'one',
    baseUrl: 'https://a.example',
    auth: { type: 'none' },
    models: [{ id: 'm' }, { id: 'n' }],
  };
  async function effortOf(ref: string, config: object): Promise<Effort | undefined> {
    const { kernel } = testKernel({
      plugins: [indexed('p', { wire: [{ id: 'one' }], provider: [PROVIDER] }, { entry: '' })],
      load: () => Promise.reject(new Error('nothing has code here')),
      config: { permissions: {}, ...config } as LoadedConfig['config'],
    });
    return (await modelTarget(kernel, ref, new AbortController().signal)).effort;
  }

  it('is that of the model, the provider, or the top, in this order', async () => {
    const top = { effort: 'low' };
    const provider = { ...top, provider: { acme: { effort: 0 } } };
    expect(await effortOf('acme/m', {})).to.equal(undefined);
    expect(await effortOf('acme/m', top)).to.equal('low');
    expect(await effortOf('acme/m', provider)).to.equal(0);
    const model = { ...provider, models: { 'acme/m': { effort: 'max' } } };
    expect(await effortOf('acme/m', model)).to.equal('max');
    expect(await effortOf('acme/n', model)).to.equal(0);
  });
});
