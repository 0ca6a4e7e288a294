import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { KernelError } from '../../src/runtime/errors.ts';
import { parseModelRef } from '../../src/turn/models/providers.ts';
import { selectModel } from '../../src/turn/models/select-model.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const keyed = (id: string, rank: number, models: string[]) => ({
  id,
  name: id,
  wire: 'openai-chat',
  auth: { type: 'bearer', env: [`${id.toUpperCase()}_KEY`] },
  models: models.map((model) => ({ id: model })),
  defaultModel: models[0],
  rank,
});
const PROVIDERS = [
  keyed('acme', 2, ['large-2', 'small-2']),
  keyed('best', 1, ['great-1']),
  { id: 'local', name: 'local', wire: 'openai-chat', auth: { type: 'none' }, models: [] },
  {
    id: 'inside',
    name: 'inside',
    wire: 'openai-chat',
    auth: { type: 'none' },
    models: [{ id: 'tiny' }],
    defaultModel: 'tiny',
    embedded: true,
  },
];

describe('the model of a conversation', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ock-model-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const kernelOf = (config: object = {}, env: Record<string, string> = {}) =>
    testKernel({
      plugins: [indexed('@t/p', { provider: PROVIDERS, wire: [{ id: 'openai-chat' }] })],
      load: () => Promise.reject(new Error('no code is needed for this')),
      config: config as never,
      dataDir: dir,
      env,
    }).kernel;
  const chosen = (config?: object, env?: Record<string, string>, ...more: [wanted?: string, agent?: string]) =>
    selectModel(kernelOf(config, env), ...more);
  const failure = (work: () => unknown): KernelError => {
    try {
      work();
    } catch (error) {
      return error as KernelError;
    }
    return expect.fail('no error');
  };

  it('is what was asked for, else the agent’s, else what the configuration says', () => {
    const config = { model: 'best/great-1' };
    expect(chosen(config, {}, 'acme/small-2', 'acme/large-2')).to.equal('acme/small-2');
    expect(chosen(config, {}, undefined, 'acme/large-2')).to.equal('acme/large-2');
    expect(chosen(config)).to.equal('best/great-1');
  });

  it('is that of the configured provider, with its own default', () => {
    expect(chosen({ provider: { default: 'acme' } }, { BEST_KEY: 'k' })).to.equal('acme/large-2');
    expect(chosen({ provider: { default: 'acme', acme: { model: 'small-2' } } })).to.equal('acme/small-2');
  });

  it('is, with nothing configured, the best-ranked one with a key, and the embedded one without any', () => {
    expect(chosen({}, { ACME_KEY: 'k', BEST_KEY: 'k' })).to.equal('best/great-1');
    expect(chosen({}, { ACME_KEY: 'k' })).to.equal('acme/large-2');
    expect(chosen()).to.equal('inside/tiny');
  });

  it('may be named without its provider: the configured one comes first, then all', () => {
    expect(chosen({}, {}, 'great-1')).to.equal('best/great-1');
    expect(chosen({ provider: { default: 'acme' } }, {}, 'great-1')).to.equal('best/great-1');
    expect(chosen({ provider: { default: 'acme' } }, {}, 'small-2')).to.equal('acme/small-2');
    expect(chosen({ provider: { default: 'local' } }, {}, 'great-1')).to.equal('local/great-1');
  });

  it('that nobody knows is an error with its neighbours, unless the provider takes any', () => {
    const error = failure(() => chosen({}, {}, 'acme/large-3'));
    expect(error).to.include({ code: 'OC_MODEL_UNKNOWN' });
    expect(error.details.near).to.contain('acme/large-2');
    expect(failure(() => chosen({}, {}, 'grate-1')).details.near).to.contain('best/great-1');
    expect(failure(() => chosen({ provider: { default: 'acme' } }, {}, 'smal-2')).details.near).to.contain('acme/small-2');
    expect(chosen({}, {}, 'local/org/anything')).to.equal('local/org/anything');
    expect(chosen({ provider: { acme: { base_url: 'http://elsewhere' } } }, {}, 'acme/other')).to.equal('acme/other');
  });

  it('may be named by a fragment: of the configured provider, of those with a key, of all', () => {
    expect(chosen({}, {}, 'LARGE')).to.equal('acme/large-2');
    expect(chosen({}, {}, 'acme/small')).to.equal('acme/small-2');
    expect(failure(() => chosen({}, {}, '-2'))).to.include({ code: 'OC_MODEL_AMBIGUOUS' });
    expect(failure(() => chosen({}, {}, 'acme/-2')).details).to.include({ model: 'acme/-2', count: 2 });
    const twice = { models: { 'best/large-2-turbo': {} } };
    expect(chosen(twice, { BEST_KEY: 'k' }, 'large')).to.equal('best/large-2-turbo');
    expect(chosen({ ...twice, provider: { default: 'acme' } }, { BEST_KEY: 'k' }, 'large')).to.equal('acme/large-2');
    expect(chosen(twice, {}, 'large-2')).to.equal('acme/large-2');
  });

  it('may be named by a configured short name', () => {
    const config = { models: { 'best/great-1': { alias: ['daily'] } }, provider: { default: 'local' } };
    expect(chosen(config, {}, 'daily')).to.equal('best/great-1');
    expect(chosen(config, {}, 'local/daily')).to.equal('local/daily');
  });

  it('of a provider that nobody knows, or that is switched off, is an error', () => {
    expect(failure(() => chosen({ provider: { default: 'amce' } }))).to.include({ code: 'OC_PROVIDER_UNKNOWN' });
    expect(failure(() => chosen({ provider: { default: 'amce' } })).details.near).to.contain('acme');
    expect(failure(() => chosen({ provider: { best: { enabled: false } } }, {}, 'best/great-1'))).to.include({ code: 'OC_MODEL_UNKNOWN' });
  });

  it('may come from a provider that only the configuration knows', () => {
    const config = { provider: { mine: { base_url: 'http://localhost:1/v1', model: 'm' } } };
    expect(parseModelRef(kernelOf(config), 'mine/x/y').provider).to.include({ id: 'mine', wire: 'openai-chat' });
    expect(chosen(config)).to.equal('mine/m');
  });
});
