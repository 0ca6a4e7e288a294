import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileVersion, restoreFromTrash, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import type { RmInput } from '../src/parameters.ts';
import { createRmTool } from '../src/rm-tool.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: async (ctx) => {
    await mkdir(join(ctx.cwd, 'old'));
    await writeFile(join(ctx.cwd, 'old', 'a.txt'), 'one\n');
    await writeFile(join(ctx.cwd, 'b.txt'), 'b\n');
  },
  input: { filePath: 'old', recursive: true },
  minimal: { filePath: 'b.txt' },
  failing: { filePath: 'old' },
  pathArgument: 'filePath',
});

describe('tool rm', () => {
  let ctx: TestToolContext;
  const tool: Tool<RmInput> = createRmTool();
  const at = (...names: string[]) => join(ctx.cwd, ...names);
  const refused = async (input: RmInput) => {
    const error = await tool.run(input, ctx).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(ToolError);
    return (error as ToolError).message;
  };
  const trash = (output: { metadata?: Record<string, unknown> }) => String(output.metadata?.trash);
  beforeEach(async () => {
    ctx = await testToolContext();
    await mkdir(at('d', 'e'), { recursive: true });
    await writeFile(at('d', 'e', 'f.txt'), 'f\n', { mode: 0o640 });
    await symlink('d/e/f.txt', at('link'));
    await writeFile(at('a.txt'), 'a\n');
  });
  afterEach(() => ctx.dispose());

  it('removes a folder with all in it, and can put it back as it was', async () => {
    const output = await tool.run({ filePath: 'd', recursive: true }, ctx);
    expect(await readdir(ctx.cwd)).to.have.members(['a.txt', 'link']);
    expect(output.metadata?.files_changed).to.have.members([at('d'), at('d/e'), at('d/e/f.txt')]);
    await restoreFromTrash(trash(output));
    expect(await readFile(at('d/e/f.txt'), 'utf8')).to.equal('f\n');
    expect((await lstat(at('d/e/f.txt'))).mode & 0o777).to.equal(0o640);
  });

  it('removes a link and not what it leads to', async () => {
    const output = await tool.run({ filePath: 'link' }, ctx);
    expect(await readFile(at('d/e/f.txt'), 'utf8')).to.equal('f\n');
    await restoreFromTrash(trash(output));
    expect(await readlink(at('link'))).to.equal('d/e/f.txt');
  });

  it('puts nothing back over what stands there meanwhile', async () => {
    const output = await tool.run({ filePath: 'a.txt' }, ctx);
    await writeFile(at('a.txt'), 'new\n');
    const error = await restoreFromTrash(trash(output)).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(ToolError);
    expect(await readFile(at('a.txt'), 'utf8')).to.equal('new\n');
  });

  it('keeps a folder that is not empty unless told, and always the one it works in', async () => {
    expect(await refused({ filePath: 'd' })).to.contain('recursive');
    for (const filePath of ['.', '..', `../${basename(ctx.cwd)}`, '/', `${ctx.cwd}/`, 'd/..'])
      expect(await refused({ filePath, recursive: true }), filePath).to.contain('not removed');
    expect(await readdir(ctx.cwd)).to.have.members(['a.txt', 'd', 'link']);
  });

  it('refuses a file that changed since it was read', async () => {
    ctx.session.files.seen(at('a.txt'), (await fileVersion(at('a.txt'))) as string);
    await writeFile(at('a.txt'), 'other\n');
    expect(await refused({ filePath: 'a.txt' })).to.contain('has changed since it was read');
  });

  it('shows a person what goes: the text of a file, of all in a folder, where a link leads; bytes by their names alone', async () => {
    await writeFile(at('d', 'bytes'), Buffer.from([0, 1, 2, 0]));
    await writeFile(at('d', 'z.txt'), 'z\n');
    expect(await tool.preview?.({ filePath: 'a.txt' }, ctx)).to.match(/^--- a\/a\.txt\n[^\n]*\n@@ -1,1 \+0,0 @@\n-a\n$/);
    expect(await tool.preview?.({ filePath: 'link' }, ctx)).to.include('\n-d/e/f.txt\n');
    const all = await tool.preview?.({ filePath: 'd', recursive: true }, ctx);
    expect(all)
      .to.match(/a\/d\/e\/f\.txt[\s\S]*\n-f\n[\s\S]*a\/d\/z\.txt[\s\S]*\n-z\n$/)
      .and.not.include('bytes');
    expect(await tool.preview?.({ filePath: 'd' }, ctx)).to.equal(undefined);
    expect(await tool.preview?.({ filePath: 'none' }, ctx)).to.equal(undefined);
    expect((await readdir(ctx.cwd)).sort()).to.deep.equal(['a.txt', 'd', 'link']);
  });

  it('shows only so much of very much', async () => {
    await writeFile(at('d', 'big.txt'), 'line of text\n'.repeat(200_000));
    for (let i = 0; i < 80; i++) await writeFile(at('d', `n${i}.txt`), `${i}\n`);
    expect((await tool.preview?.({ filePath: 'd/big.txt' }, ctx))?.length).to.be.lessThan(1_001_000);
    const all = (await tool.preview?.({ filePath: 'd', recursive: true }, ctx)) ?? '';
    expect(all.length).to.be.lessThan(1_001_000);
  });

  it('is judged by every file inside a folder', async () => {
    const subjects = await tool.subjects?.({ filePath: 'd', recursive: true }, ctx);
    expect(subjects?.map((subject) => ('path' in subject ? subject.path : ''))).to.have.members([at('d'), at('d/e'), at('d/e/f.txt')]);
  });

  it('proposes a near name for what is not there', async () => {
    expect(await refused({ filePath: 'a.txd' }))
      .to.contain('does not exist')
      .and.to.contain('a.txt');
  });
});
