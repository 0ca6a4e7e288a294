import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type SlashLab, type SlashLabOptions, slashLab } from '../../../../test/support/slash-context.ts';

const DIR = new URL('../', import.meta.url);
const { signal } = new AbortController();

describe('/copy, /editor, /theme, /language, /queue', () => {
  let lab: SlashLab;
  const start = (options: SlashLabOptions = {}) => {
    lab = slashLab(DIR, options);
  };
  const failure = (name: string, rest: string) =>
    lab.run(name, rest).then(
      () => undefined,
      ({ code }) => code,
    );
  afterEach(() => lab.close());

  describe('/copy', () => {
    const answered = async () => (await lab.context.talk.begin()).prompt({ text: 'go', files: [] }, { signal });

    it('hands the last answer to a program and to the terminal', async function () {
      if (process.platform === 'darwin' || process.platform === 'win32') {
        console.log('the programs of this system are others');
        this.skip();
      }
      const clipped: string[] = [];
      start({ env: { PATH: '', DISPLAY: ':0', HOME: '/nowhere' }, context: { clip: (text) => void clipped.push(text) } });
      mkdirSync(join(lab.dir, 'bin'));
      const xclip = join(lab.dir, 'bin/xclip');
      writeFileSync(
        xclip,
        `#!${process.execPath}\nrequire('node:fs').writeFileSync(${JSON.stringify(join(lab.dir, 'out'))}, require('node:fs').readFileSync(0))\n`,
      );
      chmodSync(xclip, 0o755);
      Object.assign(lab.kernel.options.env, { PATH: join(lab.dir, 'bin') });
      await answered();
      await lab.run('copy');
      expect(readFileSync(join(lab.dir, 'out'), 'utf8')).to.equal('ok');
      expect(clipped).to.deep.equal(['ok']);
      expect(lab.said.at(-1)).to.equal('Copied by xclip: 2 characters');
    });

    it('says where there is nothing to copy, or nowhere to', async () => {
      start({ env: { PATH: '', HOME: '/nowhere' } });
      await lab.run('copy');
      await answered();
      await lab.run('copy');
      expect(lab.said[0]).to.contain('no answer');
      expect(lab.said[1]).to.contain('No clipboard');
    });
  });

  it('/editor: what was written stands in the input line', async () => {
    const given: string[] = [];
    const answers = ['long\nprompt', undefined, ' '];
    const edit = async (text: string) => {
      given.push(text);
      return answers.shift();
    };
    start({ context: { edit } });
    await lab.run('editor', 'begin');
    await lab.run('editor');
    await lab.run('editor');
    expect([given, lab.prefilled]).to.deep.equal([['begin', '', ''], ['long\nprompt']]);
    expect(lab.said).to.have.length(1);
  });

  it('/theme: at once, and says how to keep it', async () => {
    const themes = {
      current: 'auto',
      list: () => ['auto', 'nord'],
      choose(id: string) {
        if (!this.list().includes(id)) return false;
        this.current = id;
        return true;
      },
    };
    start({ context: { themes }, answers: [['nord']] });
    await lab.run('theme');
    expect(themes.current).to.equal('nord');
    expect(lab.text()).to.contain('opencode config set ui.theme nord');
    expect(await failure('theme', 'pink')).to.equal('OC_INPUT');
    expect(await lab.complete('theme')).to.include('nord');
  });

  it('/language: every text is another from then on', async () => {
    start();
    const { language } = lab.kernel;
    language.offer([
      { contribution: { id: 'de', name: 'Deutsch', tag: 'de' } as never, root: lab.dir },
      { contribution: { id: 'en', name: 'English' } as never, root: lab.dir },
    ]);
    await lab.run('language', 'de_AT.UTF-8');
    expect(language.id).to.equal('de');
    expect(lab.said).to.deep.equal(['Language: Deutsch (de)', 'To keep it: opencode config set language de']);
    expect(await failure('language', 'xx')).to.equal('OC_INPUT');
    expect([language.id, await lab.complete('language')]).to.deep.equal(['de', ['de', 'en']]);
  });

  it('/queue: shows what waits and drops it', async () => {
    const waiting = ['one', 'two\u001b[2J', 'x'.repeat(300)];
    const queue = { list: () => waiting, drop: (at: number) => void waiting.splice(at, 1), clear: () => void waiting.splice(0) };
    start({ context: { queue } });
    await lab.run('queue');
    expect(lab.said.slice(0, 2)).to.deep.equal(['1. one', '2. two']);
    expect(lab.said[2]?.length).to.be.below(100);
    await lab.run('queue', 'drop 1');
    expect(waiting).to.have.length(2);
    expect(await failure('queue', 'drop -1')).to.equal('OC_INPUT');
    await lab.run('queue', 'clear');
    expect(lab.said.at(-1)).to.equal('Nothing waits.');
  });

  it('say so where the front end has none of it', async () => {
    start();
    for (const id of ['editor', 'theme', 'queue']) await lab.run(id);
    expect(lab.said).to.have.length(3);
  });
});
