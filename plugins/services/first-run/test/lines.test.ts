import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import stringWidth from 'string-width';
import { readJson } from '../../../../test/support/tree.ts';

const ROOT = new URL('../../../../', import.meta.url);
/** columns of the terminal that everybody has */
const WIDTH = 80;
/** long ones among those that are filled in */
const EXAMPLES: Record<string, string> = { model: 'anthropic/claude-sonnet-4-5', provider: 'lmstudio' };

describe('the first screen', () => {
  const locales = readdirSync(new URL('plugins/locales', ROOT)).filter((id) => id !== 'en');
  const files = ['plugins/services/first-run/messages.json', ...locales.map((id) => `plugins/locales/${id}/texts.json`)];
  for (const file of files) {
    it(`is three lines of ${WIDTH} columns: ${file.split('/').at(-2)}`, () => {
      const texts = Object.entries(readJson<Record<string, string>>(file)).filter(([key]) => key.startsWith('service-first-run.'));
      expect(texts).to.have.length(8);
      for (const [key, text] of texts) {
        const name = key.endsWith('_local') ? 'LM Studio' : 'ANTHROPIC_API_KEY';
        const line = text.replace(/\{(\w+)\}/g, (_, argument: string) => EXAMPLES[argument] ?? name);
        expect(stringWidth(line), line).to.be.below(WIDTH);
      }
    });
  }
});
