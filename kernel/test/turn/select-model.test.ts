import { expect } from 'chai';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import type { ModelTarget } from '../../src/kinds/model.ts';
import { modelTarget } from '../../src/turn/models/select-model.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const PROVIDER = {
  id: 'acme',
  name: 'Acme',
  wire: 'one',
  baseUrl: 'https://acme.example/v1',
  auth: { type: 'none' },
  models: [{ id: 'old' }, { id: 'new', wire: 'two' }, { id: 'fam-listed', quirks: { a: 'own' } }],
  families: [
    { prefix: 'fam-x', wire: 'three' },
    { prefix: 'fam-', wire: 'two', capabilities: { reasoning: true }, quirks: { a: 'family', b: 'family' } },
  ],
};

async function targetOf(ref: string, config: object = {}, provider: object = PROVIDER): Promise<ModelTarget> {
  const { kernel } = testKernel({
    plugins: [
      indexed(
        'p',
        { wire: ['one', 'two', 'three', 'google-generate', 'anthropic-messages'].map((id) => ({ id })), provider: [provider] },
        { entry: '' },
      ),
    ],
    load: () => Promise.reject(new Error('nothing has code here')),
    config: { permissions: {}, ...config } as LoadedConfig['config'],
  });
  return modelTarget(kernel, ref, new AbortController().signal);
}
const wireOf = async (ref: string, config?: object) => (await targetOf(ref, config)).wire;

describe('the wire of a model', () => {
  it('is its own, else that of its provider', async () => {
    expect(await wireOf('acme/old')).to.equal('one');
    expect(await wireOf('acme/new')).to.equal('two');
  });

  it('is what the configuration says, for one model or for the whole provider', async () => {
    expect(await wireOf('acme/old', { models: { 'acme/old': { wire: 'three' } } })).to.equal('three');
    expect(await wireOf('acme/new', { provider: { acme: { type: 'three' } } })).to.equal('three');
  });

  it('is that of its family, whose facts stand behind its own', async () => {
    const { wire, info } = await targetOf('acme/fam-listed');
    expect(wire).to.equal('two');
    expect(info.quirks).to.deep.equal({ a: 'own', b: 'family' });
    const elsewhere = { provider: { acme: { base_url: 'https://other.example' } } };
    expect((await targetOf('acme/fam-new', elsewhere)).info).to.deep.include({ id: 'fam-new', capabilities: { reasoning: true } });
    expect(await wireOf('acme/fam-x1', elsewhere)).to.equal('three');
  });
});

describe('the models a provider takes', () => {
  const refused = (provider: object) => targetOf('acme/mine', {}, provider).catch((error: { code: string }) => error.code);

  it('are those that are known, or any where it says so', async () => {
    expect(await refused(PROVIDER)).to.equal('OC_MODEL_UNKNOWN');
    expect((await targetOf('acme/mine', {}, { ...PROVIDER, anyModel: true })).model).to.equal('mine');
  });
});

describe('a server of one’s own', () => {
  it('gets its key as its protocol has it', async () => {
    for (const [type, header] of [
      ['google', 'x-goog-api-key'],
      ['anthropic', 'x-api-key'],
      ['one', undefined],
    ] as const) {
      const { auth } = await targetOf('mine/m', { provider: { mine: { type, base_url: 'https://mine.example' } } });
      expect(auth.type === 'header' ? auth.name : undefined).to.equal(header);
    }
  });
});

describe('what a model costs where nobody says', () => {
  const FREE = { input: 0, output: 0 };
  const costOf = async (ref: string, config: object, provider?: object) => (await targetOf(ref, config, provider)).info.cost;
  const TEMPLATE = { id: 'template', name: 'T', wire: 'one', auth: { type: 'bearer', optional: true }, models: [] };

  it('is nothing with a provider that is free, unless its data or the person says otherwise', async () => {
    const free = { ...PROVIDER, free: true, anyModel: true, models: [{ id: 'paid', cost: { input: 1, output: 2 } }] };
    expect(await costOf('acme/mine', {}, free)).to.deep.equal(FREE);
    expect(await costOf('acme/paid', {}, free)).to.deep.equal({ input: 1, output: 2 });
    const own = { models: { 'acme/mine': { cost: { input: 3, output: 4 } } } };
    expect(await costOf('acme/mine', own, free)).to.deep.equal({ input: 3, output: 4 });
    expect(await costOf('acme/old', {})).to.equal(undefined);
    const at = (base_url: string) => costOf('acme/mine', { provider: { acme: { base_url } } }, free);
    expect(await at('http://gpu-box:11434')).to.deep.equal(FREE);
    expect(await at('https://models.example.com'), 'hosted by somebody').to.equal(undefined);
  });

  for (const [url, cost] of [
    ['http://localhost:8080/v1', FREE],
    ['http://127.0.0.1:8080', FREE],
    ['http://[::1]:8080', FREE],
    ['https://llm.example.com/v1', undefined],
    ['http://localhost.example.com', undefined],
  ] as const) {
    it(`is ${cost ? 'nothing' : 'unknown'} at ${url}`, async () => {
      expect(await costOf('mine/m', { provider: { mine: { base_url: url, type: 'one' } } })).to.deep.equal(cost);
      expect(await costOf('template/m', { provider: { template: { base_url: url } } }, TEMPLATE)).to.deep.equal(cost);
      expect(await costOf('acme/old', { provider: { acme: { base_url: url } } }), 'a proxy').to.equal(undefined);
    });
  }
});
