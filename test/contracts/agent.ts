import { parseEffort } from '@ock/kernel';
import { expect } from 'chai';
import { basics, type ContractOptions, contractOptions, contributionOf, expectFragment } from './basics.ts';

/** Bytes of a prompt: it goes with every request. */
const MAX_PROMPT = 8 * 1024;

/** What every agent promises. @param given the plugin's folder, or more */
export function agentContract(given: ContractOptions | string | URL): void {
  const { dir, id } = contractOptions(given);

  describe(`agent:${id} keeps the contract`, () => {
    basics(dir, 'agent', id, 'data');

    it('describes itself in a fragment', () => {
      expectFragment(contributionOf(dir, 'agent', id).description, 'description');
    });

    it('has a prompt of its own, short enough to go with every request', () => {
      const { prompt } = contributionOf(dir, 'agent', id);
      expect(prompt, 'prompt, or promptFile with a text').to.be.a('string').that.is.not.empty;
      expect(Buffer.byteLength(prompt ?? '')).to.be.within(40, MAX_PROMPT);
    });

    it('sets only limits that the kernel can keep', () => {
      const { readOnly, tools, model, temperature, effort, maxTurns } = contributionOf(dir, 'agent', id);
      if (readOnly !== undefined) expect(readOnly).to.be.a('boolean');
      if (tools !== undefined) for (const tool of tools) expect(tool).to.match(/^[\w-]+$/);
      if (model !== undefined) expect(model, 'provider/model').to.match(/^[^/\s]+\/\S+$/);
      if (temperature !== undefined) expect(temperature).to.be.within(0, 2);
      if (effort !== undefined) expect(parseEffort(String(effort)), 'effort').to.equal(effort);
      if (maxTurns !== undefined) expect(maxTurns).to.be.a('number').and.satisfy(Number.isInteger).and.be.above(0);
    });
  });
}
