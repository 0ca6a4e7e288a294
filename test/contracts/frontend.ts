import type { Frontend } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, promised } from './basics.ts';

export interface FrontendContractOptions extends ContractOptions, TestPluginOptions {
  /** options of a start that ends by itself; absent: the front end's own tests start it */
  start?: unknown;
  /** exit code of that start */
  exitCode?: number;
}

/** What every front end promises. @param given the plugin's folder, or more */
export function frontendContract(given: FrontendContractOptions | string | URL): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`frontend:${id} keeps the contract`, () => {
    basics(dir, 'frontend', id, 'code');

    it('registers exactly what it contributes, and starts nothing by itself', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
      expect((plugin.registered.get(`frontend:${id}`) as Frontend).start).to.be.a('function');
    });

    if (options.start !== undefined) {
      it('answers with its exit code', async () => {
        const frontend = (await activatePlugin(dir, options)).registered.get(`frontend:${id}`) as Frontend;
        expect(await frontend.start(options.start as never)).to.equal(options.exitCode ?? 0);
      });
    }
  });
}
