import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, temporaryFolder, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);

async function fill(ctx: TestToolContext, names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const path = join(ctx.cwd, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, name === '.gitignore' ? '*.log\nout/\n' : name);
    await utimes(path, 1_000 + index, 1_000 + index);
  }
}

toolContract({
  pluginDir,
  setup: (ctx) => fill(ctx, ['src/a.ts', 'src/b.ts']),
  input: { pattern: '*.ts', path: 'src' },
  failing: { pattern: '*.ts', path: 'nowhere' },
  pathArgument: 'path',
});

describe('tool:glob', () => {
  let ctx: TestToolContext;
  let tool: Tool<Record<string, unknown>>;
  const find = async (pattern: string, path?: string) => (await tool.run({ pattern, ...(path && { path }) }, ctx)).text.split('\n');

  beforeEach(async () => {
    ctx = await testToolContext();
    await fill(ctx, [
      '.gitignore',
      'a.ts',
      'src/b.ts',
      'src/deep/c.ts',
      'src/deep/d.tsx',
      '.hidden/e.ts',
      'x.log',
      'out/f.ts',
      'app/[id]/page.tsx',
    ]);
    tool = (await activatePlugin(pluginDir)).registered.get('tool:glob') as Tool<Record<string, unknown>>;
  });
  afterEach(() => ctx.dispose());

  it('finds names in every folder, newest first, hidden ones too, ignored ones not', async () => {
    expect(await find('*.ts')).to.deep.equal(['.hidden/e.ts', 'src/deep/c.ts', 'src/b.ts', 'a.ts']);
    expect((await find('*.log'))[0]).to.match(/^No files match \*\.log in \./);
    expect(await find('**/*')).to.not.include.members(['out/f.ts']);
  });

  it('matches paths when the pattern has a slash', async () => {
    expect(await find('src/*.ts')).to.deep.equal(['src/b.ts']);
    expect(await find('src/**/*.{ts,tsx}')).to.deep.equal(['src/deep/d.tsx', 'src/deep/c.ts', 'src/b.ts']);
    expect(await find('./a.ts')).to.deep.equal(['a.ts']);
    expect(await find(join(ctx.cwd, 'src/**/*.ts'))).to.deep.equal(['src/deep/c.ts', 'src/b.ts']);
    expect(await find('deep/*', 'src')).to.deep.equal(['src/deep/d.tsx', 'src/deep/c.ts']);
  });

  it('finds files whose names look like wildcards', async () => {
    expect(await find('app/[id]/page.tsx')).to.deep.equal(['app/[id]/page.tsx']);
  });

  it('is judged by where the pattern leads', async () => {
    const outside = await temporaryFolder();
    await symlink(outside, join(ctx.cwd, 'link'));
    const judged = (pattern: string) => tool.subjects?.({ pattern }, ctx);
    expect(await judged('*.ts')).to.deep.equal([{ action: 'read', path: ctx.cwd }]);
    expect(await judged('/etc/*.conf')).to.deep.equal([{ action: 'read', path: '/etc' }]);
    expect(await judged('/*')).to.deep.equal([{ action: 'read', path: '/' }]);
    expect(await judged('../**/*')).to.deep.equal([{ action: 'read', path: dirname(ctx.cwd) }]);
    expect(await judged('link/*')).to.deep.equal([{ action: 'read', path: outside }]);
    await rm(outside, { recursive: true });
  });

  it('does not leave its folder by way of ..', async () => {
    expect((await find('**/../../*'))[0]).to.match(/^No files match/);
    expect((await find('{a,../..}/*'))[0]).to.match(/^No files match/);
  });

  it('shows at most 100 and says how many there are', async () => {
    await fill(
      ctx,
      Array.from({ length: 130 }, (_, index) => `many/${index}.md`),
    );
    const lines = await find('many/*.md');
    expect(lines).to.have.length(101);
    expect(lines[0]).to.equal('many/129.md');
    expect(lines[100]).to.equal('[the newest 100 of 130: narrow the pattern to see others]');
  });

  it('shows a name with line breaks on one line', async () => {
    await fill(ctx, ['odd/two\nlines.md']);
    expect(await find('odd/*')).to.deep.equal(['odd/two?lines.md']);
  });

  it('gives absolute paths outside the session folder', async () => {
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'z.ts'), '');
    expect(await find('*.ts', outside)).to.deep.equal([join(outside, 'z.ts')]);
    await rm(outside, { recursive: true });
  });

  it('says when the path is a file', async () => {
    const error = await tool.run({ pattern: '*', path: 'a.ts' }, ctx).catch((caught: unknown) => caught);
    expect(error).to.include({ name: 'ToolError' }).and.have.property('message').that.contains('is a file');
  });
});
