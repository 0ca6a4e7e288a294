import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LoadedConfig } from '../../src/config/load-config.ts';
import { KernelError } from '../../src/runtime/errors.ts';
import { listModels, parseModelRef } from '../../src/turn/models/providers.ts';
import { modelTarget } from '../../src/turn/models/select-model.ts';
import { indexed, type TestKernel, testKernel } from '../support/test-kernel.ts';

const FILE = `{"note":"x",
"providers":{
"acme":{
"big":{"name":"Big","context":9000,"cost":{"input":1,"output":2},"can":"tools -pdf","release":"2026-01"},
"old":{"context":1}
},
"deep":{
"thought":{"context":42}
}
}}
`;

describe('models of the catalogue', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'oc-catalogue-'));
    writeFileSync(join(root, 'facts.json'), FILE);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function kernel(config: object = {}): TestKernel {
    const acme = { id: 'acme', name: 'Acme', wire: 'w', auth: { type: 'none' }, baseUrl: 'https://a.example/{env:ACCOUNT}/v1' };
    const parts = { provider: [{ ...acme, models: [{ id: 'old', context: 7 }] }], wire: [{ id: 'w' }, { id: 'openai-chat' }] };
    const service = [{ id: 'catalogue', modelsFile: 'facts.json', providers: ['acme', 'deep'] }];
    return testKernel({
      plugins: [indexed('p', parts, { entry: '' }), indexed('c', { service }, { entry: '', root })],
      load: () => Promise.reject(new Error('nothing has code here')),
      config: config as LoadedConfig['config'],
      env: { ACCOUNT: 'me/1' },
    });
  }
  const target = (config: object, ref: string) => modelTarget(kernel(config).kernel, ref, new AbortController().signal);

  it('are accepted with their facts, and those of the provider itself come first', async () => {
    const { info } = await target({}, 'acme/big');
    expect(info).to.deep.include({ context: 9000, release: '2026-01', capabilities: { tools: true, pdf: false } });
    expect((await target({}, 'acme/old')).info.context).to.equal(7);
    expect((await target({ models: { 'acme/big': { context: 5 } } }, 'acme/big')).info).to.deep.include({ context: 5, name: 'Big' });
  });

  it('give facts to providers that configuration makes', async () => {
    const config = { provider: { deep: { base_url: 'http://127.0.0.1:1' } } };
    expect((await target(config, 'deep/thought')).info.context).to.equal(42);
    expect((await target(config, 'deep/other')).info.context).to.equal(undefined);
  });

  it('are listed only when wanted, and named to who misspells one', () => {
    const { kernel: k } = kernel();
    expect(listModels(k).map(({ ref }) => ref)).to.deep.equal(['acme/old']);
    expect(listModels(k, () => true).map(({ ref }) => ref)).to.deep.equal(['acme/old', 'acme/big']);
    expect(() => parseModelRef(k, 'acme/bigg'))
      .to.throw(KernelError)
      .with.property('details')
      .that.includes({ model: 'acme/bigg' });
    expect(String((parseFailure(k).details as { near: string }).near)).to.include('acme/big');
  });

  it('cost nothing while the provider lists what is asked for, and a broken file is no failure', () => {
    rmSync(join(root, 'facts.json'));
    const { kernel: k, logged } = kernel();
    expect(parseModelRef(k, 'acme/old').model).to.equal('old');
    expect(logged).to.deep.equal([]);
    expect(() => parseModelRef(k, 'acme/big')).to.throw(KernelError);
    expect(logged.map(({ level }) => level)).to.deep.equal(['warn']);
  });

  function parseFailure(k: TestKernel['kernel']): KernelError {
    try {
      parseModelRef(k, 'acme/bigg');
    } catch (error) {
      return error as KernelError;
    }
    throw new Error('it was accepted');
  }
});

describe('the address of a provider', () => {
  const provider = {
    id: 'acme',
    name: 'Acme',
    wire: 'w',
    auth: { type: 'none' },
    baseUrl: 'https://a.example/{env:ACCOUNT}/v1/',
    models: [],
  };
  const of = (env: Record<string, string>, config: object = {}) => {
    const { kernel } = testKernel({
      plugins: [indexed('p', { provider: [{ ...provider, baseUrlEnv: ['ACME_URL'] }], wire: [{ id: 'w' }] }, { entry: '' })],
      load: () => Promise.reject(new Error('nothing has code here')),
      config: config as LoadedConfig['config'],
      env,
    });
    return modelTarget(kernel, 'acme/m', new AbortController().signal).then(
      ({ baseUrl }) => baseUrl,
      (error: KernelError) => error.code,
    );
  };

  it('takes accounts from variables, escaped, and says which one is missing', async () => {
    expect(await of({ ACCOUNT: 'me/1' })).to.equal('https://a.example/me%2F1/v1');
    expect(await of({})).to.equal('OC_PROVIDER_ADDRESS');
  });

  it('is what configuration says, else what its variable says', async () => {
    expect(await of({ ACME_URL: 'http://b.example/' })).to.equal('http://b.example');
    expect(await of({ ACME_URL: 'http://b.example/' }, { provider: { acme: { base_url: 'http://c.example' } } })).to.equal(
      'http://c.example',
    );
  });
});
