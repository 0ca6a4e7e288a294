import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MentionsService } from '@ock/kernel';
import { expect } from 'chai';
import { temporaryFolder } from '../../../../test/support/tool-context.ts';
import { fuzzy } from '../src/fuzzy.ts';
import { createMentions } from '../src/mentions.ts';
import { withLines, writtenMentions } from '../src/parse.ts';

const names = (text: string) => writtenMentions(text).map(({ name }) => name);

describe('what is written as a mention', () => {
  it('is a name behind @, quoted where it has blanks, without the dot of a sentence', () => {
    expect(names('look at @src/a.ts, @"a b.ts" and (@lib/).')).to.deep.equal(['src/a.ts', 'a b.ts', 'lib/']);
    expect(writtenMentions('see @"a b.ts"#L3-4')[0]).to.include({ name: 'a b.ts', range: '#L3-4' });
    expect(names('@https://example.com/a?b=c.')).to.deep.equal(['https://example.com/a?b=c']);
  });

  it('is none in addresses, in code, and in files that were given', () => {
    expect(names('me@example.com, git@github.com:a/b.git')).to.deep.equal([]);
    expect(names('`@a.ts` and\n```\n@b.ts\n```\n')).to.deep.equal([]);
    expect(names('<file path="x">\n@c.ts\n</file>\nhello')).to.deep.equal([]);
  });

  it('may name lines', () => {
    expect(withLines('a.ts#L10-20')).to.deep.equal({ path: 'a.ts', lines: { from: 10, to: 20 } });
    expect(withLines('a.ts:7')).to.deep.equal({ path: 'a.ts', lines: { from: 7, to: 7 } });
    expect(withLines('a.ts#20-10')).to.deep.equal({ path: 'a.ts', lines: { from: 10, to: 20 } });
    expect(withLines('a.ts')).to.deep.equal({ path: 'a.ts' });
  });
});

describe('service:mentions', () => {
  const { signal } = new AbortController();
  let dir: string;
  let service: MentionsService;
  const put = (file: string, text = '') => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };

  beforeEach(async () => {
    dir = await temporaryFolder();
    mkdirSync(join(dir, '.git'));
    service = createMentions({
      ended: signal,
      ids: (kind) => ({ agent: ['build', 'plan'], tool: ['read'], mode: ['tdd'] })[kind],
      modePrompt: () => 'Test first.',
      sessions: () => Promise.reject(new Error('not asked for')),
      skills: async () => ({ skills: [{ name: 'pdf' } as never], shadowed: [], problems: [], untrusted: [] }),
    });
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const find = (text: string) => service.find(text, dir, signal);

  it('takes what can be no path for none, whatever follows the @', async () => {
    symlinkSync('circle', join(dir, 'circle'));
    for (const text of ['@circle', `@${'x'.repeat(5_000)}`, `@a/${'b/'.repeat(3_000)}`, '@a\0b'])
      expect(await find(text), text.slice(0, 9)).to.deep.equal([]);
  });

  it('finds files, folders, lines, and what is unambiguous', async () => {
    put('src/deep/parser.ts');
    expect(await find('@src/deep/parser.ts:3-4')).to.deep.equal([
      { text: '@src/deep/parser.ts:3-4', kind: 'call', tool: 'read', input: { filePath: 'src/deep/parser.ts', offset: 3, limit: 2 } },
    ]);
    expect((await find('@src'))[0]).to.deep.include({ kind: 'call', input: { filePath: 'src' } });
    expect((await find('@parser.ts'))[0]).to.deep.include({ kind: 'call', input: { filePath: 'src/deep/parser.ts' } });
    put('lib/parser.ts');
    expect((await find('@parser.ts'))[0]).to.deep.include({ kind: 'unknown' });
  });

  it('brings what a mode says', async () => {
    const [mode] = await find('@mode:tdd');
    expect(mode).to.have.property('note').that.includes('Test first.');
  });

  it('means the latest other session by @session:latest', async () => {
    const all = ['ses_new', 'ses_old'].map((id) => ({ id, title: `title of ${id}`, state: {} }));
    let known = all;
    const sessions = { list: async ({ limit = 9 }) => known.slice(0, limit), messages: async () => [] };
    const own = createMentions({
      ids: () => [],
      modePrompt: () => undefined,
      sessions: async () => sessions as never,
      skills: async () => undefined,
      ended: new AbortController().signal,
    });
    const note = async (asking?: string) => {
      const [found] = await own.find('as in @session:latest', dir, signal, asking);
      return found?.kind === 'note' ? /id="(\w+)"/.exec(found.note)?.[1] : found?.kind;
    };
    expect([await note(), await note('ses_new'), await note('ses_old')]).to.deep.equal(['ses_new', 'ses_old', 'ses_new']);
    known = all.slice(0, 1);
    expect(await note('ses_new'), 'the only one').to.equal('unknown');
  });

  it('takes decorators and packages for none', async () => {
    put('src/Override.java');
    expect(await find('why @Override and @types/node and @app in it?')).to.deep.equal([]);
  });

  it('finds symbols, skills, agents, and says what is near', async function () {
    put('src/a.ts', 'export function parseLine(text: string) {}\n');
    const [symbol, skill, agent, wrong] = await find('@symbol:parseLine @skill:pdf @agent:plan @agent:plam');
    if (symbol?.kind === 'unknown') {
      console.log('ripgrep is missing');
      this.skip();
    }
    expect(symbol).to.have.property('note').that.contains('src/a.ts:1:');
    expect(skill).to.deep.include({ kind: 'call', tool: 'skill', input: { name: 'pdf' } });
    expect(agent).to.have.property('note').that.contains('plan');
    expect(wrong).to.deep.include({ kind: 'unknown' });
  });

  it('completes among many files', async () => {
    for (let n = 0; n < 20_000; n++) writeFileSync(join(dir, `file-${n}.ts`), '');
    put('some where/needle.ts');
    const [found] = await service.complete('needle', 5, dir, signal);
    expect(found).to.deep.equal({ text: '@"some where/needle.ts"', kind: 'file' });
  });

  it('lets other work go on while it searches', async () => {
    // far more than a turn of some ms is enough for
    const names = Array.from({ length: 1_000_000 }, (_, n) => `folder/needle-${n}.ts`);
    let others = 0;
    const more = () => {
      others++;
      next = setImmediate(more);
    };
    let next = setImmediate(more);
    await fuzzy('needle', names, 5, signal);
    clearImmediate(next);
    expect(others).to.be.above(1);
  });
});
