import { expect } from 'chai';
import { smallModel } from '../../src/turn/models/small-model.ts';
import { namingModel } from '../../src/turn/session/name-session.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const price = (usd: number) => ({ input: usd, output: usd });
const model = (id: string, usd: number | undefined, more: object = {}) => ({
  id,
  context: 200_000,
  ...(usd !== undefined && { cost: price(usd) }),
  ...more,
});
const PROVIDERS = [
  {
    id: 'acme',
    name: 'Acme',
    wire: 'w',
    auth: { type: 'bearer', env: ['ACME_KEY'] },
    models: [
      model('large', 10),
      model('middle', 3),
      model('small', 1),
      model('narrow', 0.1, { context: 8000 }),
      model('mute', 0.1, { capabilities: { tools: false } }),
      model('secretive', undefined),
    ],
  },
  { id: 'cheap', name: 'Cheap', wire: 'w', auth: { type: 'none' }, models: [model('tiny', 0.01)] },
  {
    id: 'local',
    name: 'Local',
    wire: 'w',
    auth: { type: 'none' },
    free: true,
    models: [model('mine', undefined), model('other', undefined)],
  },
  { id: 'inside', name: 'Inside', wire: 'w', auth: { type: 'none' }, embedded: true, models: [model('phrases', 0)] },
];

const kernelOf = (config: object = {}) =>
  testKernel({
    plugins: [
      indexed('@t/p', { provider: PROVIDERS, wire: [{ id: 'w' }, { id: 'openai-chat' }], agent: [{ id: 'title', description: 't' }] }),
    ],
    load: () => Promise.reject(new Error('no code is needed for this')),
    config: config as never,
  }).kernel;

describe('the small model', () => {
  it('is the configured one, in whatever way it is named', () => {
    expect(smallModel(kernelOf({ small_model: 'TINY' }), 'acme/large')).to.equal('cheap/tiny');
  });

  it('is the cheapest adequate one of the same provider, never of another', () => {
    expect(smallModel(kernelOf(), 'acme/large')).to.equal('acme/small');
    expect(smallModel(kernelOf(), 'acme/small')).to.equal('acme/small');
    expect(smallModel(kernelOf({ models: { 'acme/small': { context: 1000 } } }), 'acme/large')).to.equal('acme/middle');
  });

  it('is the chosen one where nothing is known, nothing is cheaper, or the server is somebody else’s', () => {
    expect(smallModel(kernelOf(), 'acme/secretive')).to.equal('acme/secretive');
    expect(smallModel(kernelOf(), 'local/mine')).to.equal('local/mine');
    expect(smallModel(kernelOf({ provider: { acme: { base_url: 'https://proxy.example' } } }), 'acme/large')).to.equal('acme/large');
  });
});

describe('the model that names sessions', () => {
  it('is, where nobody decided, one that costs nothing or less than the chosen one', () => {
    expect(namingModel(kernelOf(), 'acme/large', true)).to.equal('acme/small');
    expect(namingModel(kernelOf(), 'local/mine', true)).to.equal('local/mine');
    expect(namingModel(kernelOf(), 'acme/small', true)).to.equal(undefined);
    expect(namingModel(kernelOf(), 'acme/secretive', true)).to.equal(undefined);
    expect(namingModel(kernelOf(), 'acme/large', false)).to.equal(undefined);
  });

  it('is there or not as configuration says, and is never one that only matches phrases', () => {
    expect(namingModel(kernelOf({ session: { auto_title: true } }), 'acme/small', false)).to.equal('acme/small');
    expect(namingModel(kernelOf({ session: { auto_title: false } }), 'acme/large', true)).to.equal(undefined);
    expect(namingModel(kernelOf({ session: { auto_title: true }, small_model: 'nobody/knows' }), 'acme/large', true)).to.equal(undefined);
    expect(namingModel(kernelOf({ session: { auto_title: true } }), 'inside/phrases', true)).to.equal(undefined);
  });
});
