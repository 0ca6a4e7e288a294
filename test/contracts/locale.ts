import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { expect } from 'chai';
import { allTexts } from '../support/english.ts';
import { basics, type ContractOptions, contractOptions, contributionOf } from './basics.ts';

export interface LocaleContractOptions extends ContractOptions {
  /** true: every text is there, and differs from English unless it stands in the plugin's `same.json`, a list of keys */
  complete?: boolean;
}

/** What every locale promises. Keys that it lacks fall back to English. @param given the plugin's folder, or more */
export function localeContract(given: LocaleContractOptions | string | URL): void {
  const { dir, id, complete } = contractOptions(given);
  const locale = () => contributionOf(dir, 'locale', id);
  const texts = (): Record<string, unknown> => {
    const { messagesFile } = locale();
    return messagesFile === undefined ? {} : JSON.parse(readFileSync(join(dir, messagesFile), 'utf8'));
  };
  const english = allTexts();

  describe(`locale:${id} keeps the contract`, () => {
    basics(dir, 'locale', id, 'data');

    it('names its language, in a form that Intl knows', () => {
      expect(id).to.match(/^[a-z]{2,3}([-_]?[A-Za-z]{1,8})*$/);
      expect(locale().name).to.be.a('string').that.is.not.empty;
      expect(Intl.NumberFormat.supportedLocalesOf([locale().tag ?? id])).to.have.length(1);
    });

    if (id === 'en') return;

    it('has texts, each filled in', () => {
      expect(Object.keys(texts())).not.to.deep.equal([]);
      for (const [key, text] of Object.entries(texts())) expect(text, key).to.be.a('string').that.is.not.empty;
    });

    it('translates only texts that exist', () => {
      expect(Object.keys(texts()).filter((key) => !(key in english))).to.deep.equal([]);
    });

    it('keeps the placeholders of each text, and is written as ICU messages', () => {
      for (const [key, text] of Object.entries(texts()))
        expect(placeholders(String(text)), key).to.deep.equal(placeholders(english[key] ?? ''));
    });

    if (!complete) return;

    it('has every text', () => {
      const own = texts();
      expect(Object.keys(english).filter((key) => !(key in own))).to.deep.equal([]);
    });

    it('says nothing in English but what it lists: names', () => {
      const same = new Set(JSON.parse(readFileSync(join(dir, 'same.json'), 'utf8')) as string[]);
      const untranslated = Object.entries(texts()).filter(
        ([key, text]) => text === english[key] && !same.has(key) && hasWords(String(text)),
      );
      expect(untranslated.map(([key]) => key)).to.deep.equal([]);
      expect(
        [...same].filter((key) => texts()[key] !== english[key]),
        'listed, and not the same',
      ).to.deep.equal([]);
    });
  });
}

/** Names of the arguments, in order of the alphabet. */
function placeholders(text: string): string[] {
  const names = new Set<string>();
  const visit = (elements: MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      if (element.type !== TYPE.tag) names.add(element.value);
      if ('options' in element) for (const { value } of Object.values(element.options)) visit(value);
    }
  };
  visit(parse(text, { ignoreTag: true }));
  return [...names].sort();
}

/** Anything to translate beside placeholders, signs and commands? */
function hasWords(text: string): boolean {
  return /\p{L}{2,}/u.test(text.replace(/\{\w+\}/g, ''));
}
