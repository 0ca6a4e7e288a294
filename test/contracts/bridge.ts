import type { Bridge } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, promised } from './basics.ts';
import { settles } from './settles.ts';

/** `config` and `context` describe a bridge with nothing configured. */
export interface BridgeContractOptions extends ContractOptions, TestPluginOptions {}

/** What every bridge promises when nothing is configured; connections are its own tests' affair. @param given the plugin's folder, or more */
export function bridgeContract(given: BridgeContractOptions | string | URL): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`bridge:${id} keeps the contract`, () => {
    basics(dir, 'bridge', id, 'code');
    const bridge = async () => (await activatePlugin(dir, options)).registered.get(`bridge:${id}`) as Bridge;

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
    });

    it('starts with nothing to connect, offers no tools, and stops, twice too', async () => {
      const one = await bridge();
      await one.start(new AbortController().signal);
      expect(one.tools?.() ?? []).to.deep.equal([]);
      await one.stop();
      await one.stop();
    });

    it('stops without having been started', async () => {
      await (await bridge()).stop();
    });

    it('ends its start when it is aborted', async () => {
      const one = await bridge();
      await settles(one.start(AbortSignal.abort()));
      await one.stop();
    });
  });
}
