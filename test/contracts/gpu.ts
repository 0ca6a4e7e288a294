import type { Gpu } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, promised } from './basics.ts';
import { settles } from './settles.ts';

export interface GpuContractOptions extends ContractOptions, TestPluginOptions {}

/** What every GPU backend promises, on machines with and without the hardware. @param given the plugin's folder, or more */
export function gpuContract(given: GpuContractOptions | string | URL): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`gpu:${id} keeps the contract`, () => {
    basics(dir, 'gpu', id, 'code');
    const gpu = async () => (await activatePlugin(dir, options)).registered.get(`gpu:${id}`) as Gpu;

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
    });

    it('lists what is there, or nothing', async () => {
      const found = await (await gpu()).list(new AbortController().signal);
      expect(found).to.be.an('array');
      for (const { id: number, name, memory_total_mib: total, memory_used_mib: used } of found) {
        expect(number).to.be.a('string').that.is.not.empty;
        expect(name).to.be.a('string').that.is.not.empty;
        expect(total).to.be.a('number').and.be.at.least(0);
        expect(used).to.be.a('number').and.be.within(0, total);
      }
      expect(new Set(found.map((one) => one.id)).size).to.equal(found.length);
    });

    it('does not mind that the vendor program is missing', async () => {
      const { PATH } = process.env;
      process.env.PATH = '/nonexistent';
      try {
        expect(await (await gpu()).list(new AbortController().signal)).to.be.an('array');
      } finally {
        if (PATH !== undefined) process.env.PATH = PATH;
      }
    });

    it('ends when it is aborted', async () => {
      await settles((await gpu()).list(AbortSignal.abort()));
    });
  });
}
