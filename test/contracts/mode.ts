import { expect } from 'chai';
import { basics, type ContractOptions, contractOptions, contributionOf, expectFragment } from './basics.ts';

const MAX_PROMPT = 4 * 1024;

/** What every mode promises. @param given the plugin's folder, or more */
export function modeContract(given: ContractOptions | string | URL): void {
  const { dir, id } = contractOptions(given);

  describe(`mode:${id} keeps the contract`, () => {
    basics(dir, 'mode', id, 'data');

    it('describes itself in a fragment', () => {
      expectFragment(contributionOf(dir, 'mode', id).description, 'description');
    });

    it('changes something: what the model is told, or what it may use', () => {
      const { prompt, readOnly, tools } = contributionOf(dir, 'mode', id);
      expect(Boolean(prompt) || readOnly === true || tools !== undefined).to.equal(true);
      expect(Buffer.byteLength(prompt ?? '')).to.be.at.most(MAX_PROMPT);
      if (tools !== undefined) for (const tool of tools) expect(tool).to.match(/^[\w-]+$/);
    });
  });
}
