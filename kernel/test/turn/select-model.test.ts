import { expect } from 'chai';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import { modelTarget } from '../../src/turn/select-model.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

const PROVIDER = {
  id: 'acme',
  name: 'Acme',
  wire: 'one',
  baseUrl: 'https://acme.example/v1',
  auth: { type: 'none' },
  models: [{ id: 'old' }, { id: 'new', wire: 'two' }],
};

async function wireOf(ref: string, config: object = {}): Promise<string> {
  const { kernel } = testKernel({
    plugins: [indexed('p', { wire: [{ id: 'one' }, { id: 'two' }, { id: 'three' }], provider: [PROVIDER] }, { entry: '' })],
    load: () => Promise.reject(new Error('nothing has code here')),
    config: { permissions: {}, ...config } as LoadedConfig['config'],
  });
  return (await modelTarget(kernel, ref, new AbortController().signal)).wire;
}

describe('the wire of a model', () => {
  it('is its own, else that of its provider', async () => {
    expect(await wireOf('acme/old')).to.equal('one');
    expect(await wireOf('acme/new')).to.equal('two');
  });

  it('is what the configuration says, for one model or for the whole provider', async () => {
    expect(await wireOf('acme/old', { models: { 'acme/old': { wire: 'three' } } })).to.equal('three');
    expect(await wireOf('acme/new', { provider: { acme: { type: 'three' } } })).to.equal('three');
  });
});
