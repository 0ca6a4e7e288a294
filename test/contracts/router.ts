import type { Router } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, promised } from './basics.ts';

export interface RouterContractOptions extends ContractOptions, TestPluginOptions {}

const PROMPTS = ['', 'fix the typo', 'größer 漢字 👩‍💻', 'x'.repeat(1_000_000), '```js\nwhile (true) {}\n```'];

/** What every router promises. @param given the plugin's folder, or more */
export function routerContract(given: RouterContractOptions | string | URL): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`router:${id} keeps the contract`, () => {
    basics(dir, 'router', id, 'code');
    const router = async () => (await activatePlugin(dir, options)).registered.get(`router:${id}`) as Router;

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
    });

    for (const [i, prompt] of PROMPTS.entries()) {
      it(`answers prompt ${i} with a model or no opinion, and the same way twice`, async () => {
        const input = { prompt, agent: 'build', model: 'openai/gpt-5', tokens: i * 10_000 };
        const frozen = Object.freeze({ ...input });
        const first = await (await router()).route(frozen);
        if (first !== undefined) expect(first).to.match(/^[^/\s]+\/\S+$/);
        expect(await (await router()).route(frozen)).to.equal(first);
      });
    }
  });
}
