import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { type SkillLab, skillLab, skillText } from './skill-lab.ts';

describe('skills', () => {
  let lab: SkillLab;
  let ctx: TestToolContext;
  beforeEach(async () => {
    lab = await skillLab();
    ctx = await testToolContext();
  });
  afterEach(async () => {
    lab.close();
    await ctx.dispose();
  });
  const skill = (root: string, name: string, text = skillText(name)) => lab.put(join(root, name, 'SKILL.md'), text);
  const run = (name: string, file?: string) => lab.tool.run({ name, ...(file !== undefined && { file }) }, ctx);
  const failure = async (name: string, file?: string) =>
    run(name, file).then(
      ({ text }) => expect.fail(`no error: ${text}`),
      (error: Error) => error.message,
    );
  const messages = async () => (await lab.skills.find()).problems.map(({ level, message }) => `${level} ${message}`);

  it('come from the project, nearest first, and from the user', async () => {
    const { work, home } = lab;
    const roots = ['.opencode/skills', '.agents/skills', '.claude/skills'];
    const all = [...[join(work, 'sub'), work].flatMap((dir) => roots.map((root) => join(dir, root))), ...roots.map((r) => join(home, r))];
    all[6] = join(home, '.config/opencode/skills');
    for (const [at, root] of all.entries()) {
      skill(root, 'same', skillText('same', `number ${at}`));
      skill(root, `only-${at}`);
    }
    const { skills, shadowed } = await lab.skills.find();
    expect(skills.map(({ name }) => name)).to.deep.equal([...all.map((_root, at) => `only-${at}`), 'same']);
    expect(skills.at(-1)).to.include({ description: 'number 0', scope: 'project' });
    expect(shadowed.map(({ description }) => description)).to.deep.equal(all.slice(1).map((_root, at) => `number ${at + 1}`));
    expect(skills.find(({ name }) => name === 'only-8')?.scope).to.equal('user');
  });

  it('say in their head what they are; further fields are kept as text', async () => {
    skill(
      join(lab.work, '.agents/skills'),
      'full',
      '\ufeff---\r\nname: full\r\ndescription: >\r\n  Two\r\n  lines.\r\nlicense: MIT\r\ncompatibility: needs git\r\nallowed-tools: Bash(git log:*) Read\r\nmetadata:\r\n  version: 1.0\r\n  author: me\r\n---\r\nBody.\r\n',
    );
    const [found] = (await lab.skills.find()).skills;
    expect(found).to.deep.include({
      description: 'Two lines.',
      license: 'MIT',
      compatibility: 'needs git',
      allowedTools: ['Bash(git log:*)', 'Read'],
      metadata: { version: '1.0', author: 'me' },
    });
    expect((await lab.skills.read('full')).body).to.equal('Body.\r\n');
  });

  it('are read with folder and files, and their files one by one; nothing is run', async () => {
    const root = join(lab.work, '.claude/skills');
    skill(root, 'pdf');
    lab.put(join(root, 'pdf/scripts/x.sh'), '#!/bin/sh\ntouch ran\n');
    lab.put(join(root, 'pdf/references/a.md'), 'Reference.');
    lab.put(join(root, 'pdf/.hidden'), 'x');
    const { text, title } = await run('pdf');
    expect(title).to.equal('pdf');
    expect(text)
      .to.include(`in the folder ${join(root, 'pdf')}`)
      .and.include('Further files: references/a.md, scripts/x.sh')
      .and.include('Do pdf.');
    expect(text).not.to.include('description:');
    expect((await run('pdf', 'references/a.md')).text).to.equal('Reference.');
    expect((await run('pdf', 'SKILL.md')).text).to.include('Do pdf.');
  });

  it('change under a running program', async () => {
    const file = skill(join(lab.work, '.opencode/skills'), 'one');
    expect(await lab.skills.lines()).to.deep.equal(['- one: what one does']);
    writeFileSync(file, skillText('one', 'something else now'));
    expect(await lab.skills.lines()).to.deep.equal(['- one: something else now']);
  });

  it('of a project that nobody trusts are not read, which is told once', async () => {
    lab.close();
    lab = await skillLab(false);
    skill(join(lab.work, '.opencode/skills'), 'evil');
    skill(join(lab.home, '.agents/skills'), 'mine');
    expect(await lab.skills.lines()).to.deep.equal(['- mine: what mine does']);
    await lab.skills.lines();
    expect(lab.notices).to.have.length(1);
    expect(lab.notices[0]).to.include('.opencode/skills').and.include('not trusted');
    expect(await failure('evil')).to.include('There is no skill evil. Skills: mine.');
  });

  it('give nothing from outside: neither by links nor by paths', async () => {
    const outside = lab.put(join(lab.home, 'secret/SKILL.md'), skillText('linked', 'the secret', 'the secret'));
    const root = join(lab.work, '.opencode/skills');
    skill(root, 'good');
    mkdirSync(join(root, 'linked'));
    symlinkSync(outside, join(root, 'linked/SKILL.md'));
    symlinkSync(join(lab.home, 'secret'), join(root, 'folder'));
    symlinkSync(outside, join(root, 'good/inside.md'));
    symlinkSync(join(lab.home, 'secret'), join(root, 'good/sub'));
    const { skills } = await lab.skills.find();
    expect(skills.map(({ name }) => name)).to.deep.equal(['good']);
    expect(await messages()).to.deep.equal(Array(2).fill(`error leads out of ${lab.work}, so it is not read`));
    expect((await run('good')).text).not.to.match(/secret|inside/);
    for (const path of ['inside.md', 'sub/SKILL.md', '../linked/SKILL.md', outside, '../../../x', '~/secret/SKILL.md', '.', ''])
      expect(await failure('good', path), path).to.include('has no file');
  });

  it('of the user may be links: people keep them elsewhere', async () => {
    const kept = skill(join(lab.home, 'dotfiles'), 'kept');
    mkdirSync(join(lab.home, '.claude/skills'), { recursive: true });
    symlinkSync(join(kept, '..'), join(lab.home, '.claude/skills/kept'));
    expect(await lab.skills.lines()).to.deep.equal(['- kept: what kept does']);
  });

  it('that are huge, no files or no text harm nothing', async () => {
    const root = join(lab.work, '.opencode/skills');
    truncateSync(skill(root, 'huge'), 100 * 1024 * 1024);
    mkdirSync(join(root, 'pipe'));
    execFileSync('mkfifo', [join(root, 'pipe/SKILL.md')]);
    mkdirSync(join(root, 'folder/SKILL.md'), { recursive: true });
    mkdirSync(join(root, 'loop'));
    symlinkSync('SKILL.md', join(root, 'loop/SKILL.md'));
    lab.put(join(root, 'README.md'), 'no skill');
    skill(root, 'good');
    lab.put(join(root, 'good/data.bin'), 'a\0b');
    truncateSync(lab.put(join(root, 'good/big.txt'), ''), 10 * 1024 * 1024);
    expect(await lab.skills.lines()).to.deep.equal(['- good: what good does']);
    expect(await messages()).to.deep.equal([
      'error no ordinary file, so it is not read',
      'error larger than 256 KiB, so it is not read',
      'error no ordinary file, so it is not read',
    ]);
    expect(await failure('good', 'data.bin')).to.include('is no text');
    expect(await failure('good', 'big.txt')).to.include('larger than 256 KiB');
  });

  it('with a head that is wrong are told of, once', async () => {
    const root = join(lab.work, '.opencode/skills');
    const long = 'x'.repeat(1_100);
    const heads: Record<string, string> = {
      'a-none': 'no head',
      'b-open': '---\nname: b-open\ndescription: x\n',
      'c-list': '---\n- a\n---\n',
      'd-empty': '---\nname: d-empty\n---\n',
      'e-Name': skillText('e-Name'),
      'f-other': skillText('another'),
      'g-long': skillText('g-long', long),
      'h-colon': skillText('h-colon', 'Use when: it is due'),
      'i-unnamed': '---\ndescription: no name\n---\n',
      'j-bomb': `---\na: &a [x]\nb: &b [*a,*a]\nname: j-bomb\ndescription: [*b,*b]\n---\n`,
    };
    for (const [name, text] of Object.entries(heads)) skill(root, name, text);
    const { skills, problems } = await lab.skills.find();
    expect(skills.map(({ name }) => name)).to.deep.equal(['another', 'g-long', 'h-colon', 'i-unnamed']);
    expect(skills.map(({ description }) => description.length)).to.deep.equal([17, 1_024, 19, 7]);
    const told = problems.map(({ file, level }) => `${level} ${file.slice(root.length + 1, root.length + 2)}`);
    expect(told).to.deep.equal([
      'error a',
      'error b',
      'error c',
      'error d',
      'error e',
      'warning f',
      'warning g',
      'warning h',
      'warning i',
      'error j',
    ]);
    await lab.skills.lines();
    await lab.skills.lines();
    expect(lab.notices).to.have.length(6);
  });

  it('however many take 2 KiB of every request', async () => {
    const root = join(lab.home, '.agents/skills');
    for (let n = 0; n < 150; n++) skill(root, `skill-number-${n}`, skillText(`skill-number-${n}`, 'long '.repeat(100)));
    const many = await lab.skills.lines();
    expect(Buffer.byteLength(many.join('\n'))).to.be.within(1_500, 2_048);
    expect(many.at(-1)).to.match(/^- \(\d+ more\)$/);
    expect(await lab.skills.lines()).to.deep.equal(many);
    expect((await run('skill-number-149')).text, 'one that is not listed is there all the same').to.include('Do skill-number-149');
  });

  it('are checked wherever they stand', async () => {
    const root = join(lab.home, 'elsewhere');
    skill(root, 'good');
    skill(root, 'bad', 'no head');
    expect((await lab.skills.check(root)).files).to.have.length(2);
    expect((await lab.skills.check(root)).problems).to.have.length(1);
    expect((await lab.skills.check(join(root, 'good'))).problems).to.deep.equal([]);
    expect((await lab.skills.check(join(root, 'bad/SKILL.md'))).problems).to.have.length(1);
    for (const path of [lab.home, join(root, 'none')])
      expect(await lab.skills.check(path).catch((error: Error) => error.message)).to.include('OC_FILE');
  });
});
