import type { Slash } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, type TestPluginOptions, testPlugin } from '../support/plugin-context.ts';
import { basics, type ContractOptions, contractOptions, contributionOf, expectFragment, promised } from './basics.ts';

const GROUPS = ['session', 'context', 'model', 'project', 'look', 'general'];

/** What every slash command promises. What it does is tested through a front end. @param given the plugin's folder, or more */
export function slashContract(given: (ContractOptions & TestPluginOptions) | string | URL): void {
  const options = contractOptions(given);
  const { dir, id } = options;

  describe(`slash:${id} keeps the contract`, () => {
    basics(dir, 'slash', id, 'code');

    it('can be typed, and explains itself in one fragment', () => {
      const { help, usage, group, aliases = [] } = contributionOf(dir, 'slash', id);
      for (const word of [id, ...aliases]) expect(word).to.match(/^[a-z][a-z0-9-]*$/);
      expect(GROUPS).to.include(group);
      if (usage !== undefined) expect(usage).to.be.a('string').that.is.not.empty;
      expectFragment(testPlugin(dir).ctx.t(help), help);
    });

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, options);
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised(plugin));
      expect((plugin.registered.get(`slash:${id}`) as Slash).run).to.be.a('function');
    });
  });
}
