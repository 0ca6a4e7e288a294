import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, promised } from './basics.ts';

export interface ServiceContractOptions extends ContractOptions, TestPluginOptions {
  /** methods that others call */
  methods: string[];
}

/** What every service promises. Its behaviour is its own tests' affair. */
export function serviceContract(given: ServiceContractOptions): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`service:${id} keeps the contract`, () => {
    basics(dir, 'service', id, 'code');

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
    });

    it('has the methods that others call', async () => {
      const service = (await activatePlugin(dir, options)).registered.get(`service:${id}`) as Record<string, unknown>;
      expect(options.methods).not.to.deep.equal([]);
      for (const method of options.methods) expect(service[method], method).to.be.a('function');
    });

    it('keeps nothing between two kernels', async () => {
      const [one, other] = [await activatePlugin(dir, options), await activatePlugin(dir, options)];
      expect(one.registered.get(`service:${id}`)).not.to.equal(other.registered.get(`service:${id}`));
    });
  });
}
