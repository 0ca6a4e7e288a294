import { expect } from 'chai';
import { basics, type ContractOptions, contractOptions, contributionOf } from './basics.ts';

const BACKGROUNDS = ['dark', 'light', 'auto'];
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const COLOR = new RegExp(`^(?:#[0-9a-f]{6}|default|${NAMES.join('|')}|bright(?:${NAMES.join('|')}))$`, 'i');

/** What every theme promises. @param given the plugin's folder, or more */
export function themeContract(given: ContractOptions | string | URL): void {
  const { dir, id } = contractOptions(given);

  describe(`theme:${id} keeps the contract`, () => {
    basics(dir, 'theme', id, 'data');

    it('names itself and its background', () => {
      const { name, background } = contributionOf(dir, 'theme', id);
      expect(name).to.be.a('string').that.is.not.empty;
      expect(BACKGROUNDS).to.include(background);
    });

    it('has colours that terminals know', () => {
      const { colors } = contributionOf(dir, 'theme', id);
      expect(Object.keys(colors)).not.to.deep.equal([]);
      for (const [role, color] of Object.entries(colors)) {
        if (typeof color === 'number') expect(color, role).to.be.within(0, 255);
        else expect(color, role).to.match(COLOR);
      }
    });
  });
}
