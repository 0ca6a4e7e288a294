import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Language } from '../../src/runtime/language.ts';
import { matchLocale } from '../../src/runtime/match-locale.ts';
import { interpolate } from '../../src/runtime/translate.ts';

const IDS = ['en', 'de', 'pt', 'pt-br', 'zh', 'zht'];

describe('matchLocale', () => {
  const cases: [string | undefined, string | undefined][] = [
    ['de', 'de'],
    ['de_AT.UTF-8', 'de'],
    ['DE-ch@euro', 'de'],
    ['pt_BR.UTF-8', 'pt-br'],
    ['pt_PT', 'pt'],
    ['zh_CN.UTF-8', 'zh'],
    ['zh-Hans-SG', 'zh'],
    ['zh_TW', 'zht'],
    ['zh-Hant', 'zht'],
    ['zh_HK', 'zht'],
    ['zht', 'zht'],
    ['C', undefined],
    ['C.UTF-8', undefined],
    ['POSIX', undefined],
    ['xx_YY', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [wanted, id] of cases) it(`finds ${id} for ${wanted}`, () => expect(matchLocale(wanted, IDS)).to.equal(id));
});

describe('interpolate', () => {
  it('fills placeholders and leaves out what is absent', () => {
    expect(interpolate("it's {a}{b}", { a: 1 })).to.equal("it's 1");
  });

  it('counts as the language does', () => {
    const text = '{count, plural, one {# plik} few {# pliki} many {# plików} other {# pliku}} w {folder}';
    expect([1, 3, 5].map((count) => interpolate(text, { count, folder: 'src' }, 'pl'))).to.deep.equal([
      '1 plik w src',
      '3 pliki w src',
      '5 plików w src',
    ]);
    expect(interpolate('{count, plural, one {one} other {# files}}', {})).to.equal('0 files');
  });

  it('shows what looks like a tag as it is', () => {
    expect(interpolate('<b>{count, plural, one {# <file>} other {# <files>}}</b>', { count: 1 })).to.equal('<b>1 <file></b>');
  });
});

describe('Language', () => {
  let dir: string;
  const english = { 'a.hello': 'hello {name}', 'a.bye': 'bye', 'a.count': '{n, plural, one {# thing} other {# things}}' };
  const offered = (id: string, texts: unknown, more = {}) => {
    const root = join(dir, id);
    mkdirSync(root);
    writeFileSync(join(root, 'texts.json'), typeof texts === 'string' ? texts : JSON.stringify(texts));
    return { root, contribution: { id, name: id, messagesFile: 'texts.json', ...more } };
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ock-language-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('speaks English until something else is chosen, and switches at once', () => {
    const language = new Language(() => english);
    const { t } = language;
    expect(t('a.hello', { name: 'you' })).to.equal('hello you');
    language.offer([offered('de', { 'a.hello': 'hallo {name}' }), offered('ar', {}, { rtl: true })]);
    expect(language.choose('de_DE.UTF-8')).to.equal(true);
    expect([t('a.hello', { name: 'du' }), t('a.bye'), language.id, language.rtl]).to.deep.equal(['hallo du', 'bye', 'de', false]);
    expect(language.english('a.hello', { name: 'model' }), 'for models').to.equal('hello model');
    expect(language.format.number(1234.5, 1)).to.equal('1.234,5');
    expect(language.choose('xx')).to.equal(false);
    expect(language.id).to.equal('de');
    language.choose('ar');
    expect([language.rtl, t('a.bye')]).to.deep.equal([true, 'bye']);
    language.choose('en');
    expect(t('a.hello', { name: 'you' })).to.equal('hello you');
  });

  it('falls back to English where a locale is broken, gone or wrong', () => {
    const language = new Language(() => english);
    language.offer([offered('de', '{'), offered('fr', { 'a.count': '{n, plural, one {' })]);
    language.choose('de');
    expect(language.t('a.bye')).to.equal('bye');
    language.choose('fr');
    expect(language.t('a.count', { n: 2 })).to.equal('2 things');
    language.offer([]);
    expect(language.id).to.equal('en');
  });

  it('takes nothing from a hostile locale that a terminal would obey, that hangs, or that costs more than a text', () => {
    const language = new Language(() => english);
    const nested = `${'{n, plural, other {'.repeat(50_000)}x${'}}'.repeat(50_000)}`;
    const hostile = {
      esc: { 'a.bye': '\u001b]52;c;ZXZpbA==\u0007bye' },
      c1: { 'a.bye': '\u009b2J' },
      bidi: { 'a.bye': '\u202eeyb' },
      number: { 'a.bye': 7 },
      object: { 'a.bye': { toString: 'x' } },
      nothing: 'null',
      list: '["a"]',
      nested: { 'a.bye': nested },
      huge: `{"a.bye":"${'x'.repeat(9_000_000)}"}`,
      prototype: '{"__proto__":{"a.bye":"polluted"},"constructor":{"prototype":{"a.bye":"polluted"}}}',
    };
    const locales = Object.entries(hostile).map(([id, texts]) => offered(id, texts));
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    const pipe = { root: dir, contribution: { id: 'pipe', name: 'pipe', messagesFile: 'pipe' } };
    language.offer([...locales, pipe, { ...pipe, contribution: { ...pipe.contribution, id: 'folder', messagesFile: '.' } }]);
    for (const id of [...Object.keys(hostile), 'pipe', 'folder']) {
      expect(language.choose(id), id).to.equal(true);
      expect(language.t('a.bye', { n: 1 }), id).to.equal('bye');
      expect(language.t('a.hello', { name: 'you' }), id).to.equal('hello you');
    }
    expect(({} as Record<string, unknown>)['a.bye']).to.equal(undefined);
  });

  it('gives keys where there is no catalogue at all', () => {
    const language = new Language(() => {
      throw new Error('gone');
    });
    expect(language.t('a.bye')).to.equal('a.bye');
    expect(language.text('a.bye')).to.equal(undefined);
  });

  it('writes amounts and times as the language does', () => {
    const { format } = new Language(() => english);
    expect(format.dollars(0.01234)).to.equal('$0.0123');
    expect(format.dollars(12.5)).to.equal('$12.50');
    expect(format.compact(12_345)).to.equal('12.3K');
    expect(format.dollars(0.00001)).to.equal('<$0.0001');
    expect([12.4, 3400, 59_990, 125_000].map(format.duration)).to.deep.equal(['12 ms', '3.4 s', '1 min 0 s', '2 min 5 s']);
    expect([999, 1_200, 2_340_000].map(format.bytes)).to.deep.equal(['999 byte', '1 kB', '2.3 MB']);
    expect(format.percent(0.421)).to.equal('42%');
    expect(format.ago(0, 3 * 3_600_000)).to.equal('3 hours ago');
    expect(format.ago(0, 1000)).to.equal('1 second ago');
    expect(format.list(['a', 'b', 'c'])).to.equal('a, b, and c');
  });
});
