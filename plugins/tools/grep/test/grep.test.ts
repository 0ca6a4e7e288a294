import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findRipgrep, type Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);

async function fill(ctx: TestToolContext, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(ctx.cwd, name)), { recursive: true });
    await writeFile(join(ctx.cwd, name), text);
  }
}

toolContract({
  pluginDir,
  setup: (ctx) => fill(ctx, { 'src/a.ts': 'one\ntwo\n' }),
  input: { pattern: 'two', path: 'src', include: '*.ts', type: 'ts', context: 1, ignoreCase: true, multiline: true, outputMode: 'content' },
  failing: { pattern: 'two', path: 'nowhere' },
  pathArgument: 'path',
});

const FILES = {
  '.gitignore': '*.log\nout/\n',
  'a.ts': 'alpha\nneedle one\nbeta\ngamma\nNEEDLE two\n',
  'src/b.js': 'const x = "needle";\r\n',
  '.hidden/c.md': 'a needle here\n',
  'd.log': 'needle\n',
  'out/e.ts': 'needle\n',
  'bin.dat': 'needle\0needle',
  '.env': 'KEY=needle\n',
  'long.txt': `${'x'.repeat(5_000)}needle${'y'.repeat(5_000)}\n`,
};

/** The same answers with ripgrep and without. */
for (const way of ['ripgrep', 'no ripgrep'] as const) {
  describe(`tool:grep with ${way}`, () => {
    let ctx: TestToolContext;
    let tool: Tool<Record<string, unknown>>;
    const before = process.env.OPENCODE_RG;
    const grep = async (pattern: string, rest: Record<string, unknown> = {}) => (await tool.run({ pattern, ...rest }, ctx)).text;

    beforeEach(async function () {
      if (way === 'no ripgrep') process.env.OPENCODE_RG = '/nowhere/rg';
      else if (!findRipgrep()) {
        console.log('ripgrep is missing');
        this.skip();
      }
      ctx = await testToolContext();
      await fill(ctx, FILES);
      tool = (await activatePlugin(pluginDir)).registered.get('tool:grep') as Tool<Record<string, unknown>>;
    });
    afterEach(async () => {
      if (before === undefined) delete process.env.OPENCODE_RG;
      else process.env.OPENCODE_RG = before;
      await ctx.dispose();
    });

    it('searches one kind of files', async () => {
      expect(await grep('needle', { type: 'js' })).to.equal('src/b.js\n1: const x = "needle";');
      expect(await grep('needle', { type: 'js', include: '*.ts' })).to.contain('No matches');
    });

    it('finds what spans lines when told to, or when the pattern says so', async () => {
      const both = 'a.ts\n1: alpha\n2: needle one\n3: beta';
      expect(await grep('alpha.*beta')).to.contain('No matches for alpha.*beta in the session folder');
      expect(await grep('alpha.*?beta', { multiline: true })).to.equal(both);
      expect(await grep('(?s)alpha.*?beta')).to.equal(both);
      expect(await grep('one\\nbeta')).to.equal('a.ts\n2: needle one\n3: beta');
    });

    it('counts the matching lines of a file that is one line of megabytes; shows a name with line breaks on one line', async () => {
      await fill(ctx, { 'one.js': `${'x'.repeat(4_000_000)}\n`, 'two\nlines.min': 'x\nx\n' });
      expect(await grep('x', { include: '*.{js,min}', outputMode: 'count' })).to.equal('one.js: 1\nsrc/b.js: 1\ntwo?lines.min: 2');
      expect(await grep('^x$', { include: '*.min' })).to.equal('two?lines.min\n1: x\n2: x');
    });

    it('shows the place of a match in a line of megabytes', async () => {
      if (way === 'no ripgrep') return; // files above 5 MB are not searched without it
      await fill(ctx, { 'min.js': `${'"x\\'.repeat(2_000_000)}pin${'y'.repeat(1_000_000)}\nnext pin\n` });
      const text = await grep('pin', { include: 'min.js' });
      expect(text)
        .to.match(/^min\.js\n1: ….*pin.*…\n2: next pin$/)
        .and.have.length.below(500);
    });

    it('groups matches by file, sorted, and leaves out ignored, binary and secret files', async () => {
      expect(await grep('needle', { include: '!long.txt' })).to.equal(
        '.hidden/c.md\n1: a needle here\n\na.ts\n2: needle one\n\nsrc/b.js\n1: const x = "needle";\n[1 matching files that look like secrets left out]',
      );
    });

    it('searches a secret-looking file only when it is named', async () => {
      expect(await grep('needle', { path: '.env' })).to.equal('.env\n1: KEY=needle');
      expect(await tool.subjects?.({ pattern: 'needle', path: '.env' }, ctx)).to.deep.equal([
        { action: 'read', path: join(ctx.cwd, '.env') },
      ]);
    });

    it('ignores case on request', async () => {
      expect(await grep('needle', { path: 'a.ts', ignoreCase: true })).to.equal('a.ts\n2: needle one\n5: NEEDLE two');
    });

    it('shows lines around matches', async () => {
      expect(await grep('needle', { path: 'a.ts', ignoreCase: true, context: 1 })).to.equal(
        'a.ts\n1- alpha\n2: needle one\n3- beta\n4- gamma\n5: NEEDLE two',
      );
      expect(await grep('alpha|two', { path: 'a.ts', context: 1 })).to.equal('a.ts\n1: alpha\n2- needle one\n--\n4- gamma\n5: NEEDLE two');
    });

    it('keeps to the files asked for, and never brings back ignored ones', async () => {
      expect(await grep('needle', { include: '*.js' })).to.equal('src/b.js\n1: const x = "needle";');
      expect(await grep('needle', { include: '*.{js,md}', outputMode: 'files' })).to.equal('.hidden/c.md\nsrc/b.js');
      expect(await grep('needle', { include: 'src/**', outputMode: 'files' })).to.equal('src/b.js');
      expect(await grep('needle', { include: '*.log' })).to.match(/^No matches for needle in the session folder \(\*\.log\)\.$/);
      expect(await grep('needle', { include: '**/*.ts', outputMode: 'files' })).to.equal('a.ts');
    });

    it('counts by file', async () => {
      expect(await grep('(?i)needle', { include: '*.{ts,js}', outputMode: 'count' })).to.equal('a.ts: 2\nsrc/b.js: 1');
    });

    it('cuts long lines around the match', async () => {
      const text = await grep('needle', { path: 'long.txt' });
      expect(text.length).to.be.below(330);
      expect(text).to.match(/^long\.txt\n1: …x+needley+…$/);
    });

    it('stops at 100 matches and says so', async () => {
      await fill(ctx, { 'many.txt': 'hit\n'.repeat(150) });
      const output = await tool.run({ pattern: 'hit' }, ctx);
      expect(output.text.split('\n').filter((line) => line.endsWith(': hit'))).to.have.length(100);
      expect(output.text).to.match(/\[stopped after 100 matches: there are more\./);
      expect(output.metadata).to.include({ matches: 100, truncated: true });
    });

    it('gives a bad pattern back in the words of the search', async () => {
      const error = await tool.run({ pattern: 'a(b' }, ctx).catch((caught: unknown) => caught);
      expect(error).to.include({ name: 'ToolError' });
      expect(error)
        .to.have.property('message')
        .that.matches(/unclosed group|Unterminated group/);
    });

    it('takes a pattern that begins with a dash', async () => {
      await fill(ctx, { 'dash.txt': 'use --flag\n' });
      expect(await grep('--flag')).to.equal('dash.txt\n1: use --flag');
    });
  });
}

describe('tool:grep without ripgrep', () => {
  it('gives up on a pattern that would take for ever', async () => {
    const ctx = await testToolContext();
    const before = process.env.OPENCODE_RG;
    process.env.OPENCODE_RG = '/nowhere/rg';
    try {
      await fill(ctx, { 'a.txt': `${'a'.repeat(60)}b\n` });
      const tool = (await activatePlugin(pluginDir)).registered.get('tool:grep') as Tool<Record<string, unknown>>;
      const error = await tool.run({ pattern: '^(a+)+$' }, ctx).catch((caught: unknown) => caught);
      expect(error).to.include({ name: 'ToolError', message: 'the pattern takes too long on a.txt' });
    } finally {
      if (before === undefined) delete process.env.OPENCODE_RG;
      else process.env.OPENCODE_RG = before;
      await ctx.dispose();
    }
  });

  it('has the order of paths, be there few matches or many', async function () {
    const rg = findRipgrep();
    if (!rg) {
      console.log('ripgrep is missing');
      return this.skip();
    }
    const ctx = await testToolContext();
    try {
      const names = ['a/z.txt', 'a-b/y.txt', 'a.txt', 'a/b/c.txt', 'B.txt', 'a/b.txt', 'a b/x.txt', 'é/w.txt', 'a/b-c/d.txt'];
      await fill(
        ctx,
        Object.fromEntries(
          names.flatMap((name) => [
            [name, 'needle\nmany\n'],
            [`${name}.many`, 'many\n'.repeat(400)],
          ]),
        ),
      );
      const tool = (await activatePlugin(pluginDir)).registered.get('tool:grep') as Tool<Record<string, unknown>>;
      const order = (pattern: string) =>
        spawnSync(rg, ['--no-config', '--hidden', '--sort', 'path', '-l', pattern, '.'], { cwd: ctx.cwd, encoding: 'utf8' })
          .stdout.trim()
          .replaceAll('./', '');
      expect((await tool.run({ pattern: 'needle', outputMode: 'files' }, ctx)).text).to.equal(order('needle'));
      expect((await tool.run({ pattern: 'many', outputMode: 'files' }, ctx)).text).to.equal(order('many'));
    } finally {
      await ctx.dispose();
    }
  });

  it('finds across lines when the pattern has a line end, with ripgrep', async function () {
    if (!findRipgrep()) {
      console.log('ripgrep is missing');
      this.skip();
    }
    const ctx = await testToolContext();
    await fill(ctx, { 'a.txt': 'one\ntwo\nthree\n' });
    const tool = (await activatePlugin(pluginDir)).registered.get('tool:grep') as Tool<Record<string, unknown>>;
    expect((await tool.run({ pattern: 'two\\nthree' }, ctx)).text).to.equal('a.txt\n2: two\n3: three');
    await ctx.dispose();
  });
});
