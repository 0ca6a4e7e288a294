import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { gatherMessages } from '../../kernel/src/boot/source-runtime.ts';
import { basics, type ContractOptions, contractOptions, contributionOf } from './basics.ts';

/** What every locale promises. Keys that it lacks fall back to English. @param given the plugin's folder, or more */
export function localeContract(given: ContractOptions | string | URL): void {
  const { dir, id } = contractOptions(given);
  const texts = (): Record<string, unknown> =>
    JSON.parse(readFileSync(join(dir, contributionOf(dir, 'locale', id).messagesFile), 'utf8')) as Record<string, unknown>;
  const english = gatherMessages(fileURLToPath(new URL('../..', import.meta.url)));

  describe(`locale:${id} keeps the contract`, () => {
    basics(dir, 'locale', id, 'data');

    it('names its language', () => {
      expect(id).to.match(/^[a-z]{2,3}([-_]?[A-Za-z]{1,8})*$/);
      expect(contributionOf(dir, 'locale', id).name).to.be.a('string').that.is.not.empty;
    });

    it('has texts, each filled in', () => {
      expect(Object.keys(texts())).not.to.deep.equal([]);
      for (const [key, text] of Object.entries(texts())) expect(text, key).to.be.a('string').that.is.not.empty;
    });

    it('translates only texts that exist', () => {
      expect(Object.keys(texts()).filter((key) => !(key in english))).to.deep.equal([]);
    });

    it('keeps the placeholders of each text', () => {
      for (const [key, text] of Object.entries(texts()))
        expect(placeholders(String(text)), key).to.deep.equal(placeholders(english[key] ?? ''));
    });
  });
}

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();
}
