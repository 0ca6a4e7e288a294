import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { createLsTool } from '../src/ls-tool.ts';
import type { LsInput } from '../src/parameters.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: async (ctx) => {
    await mkdir(join(ctx.cwd, 'src'));
    await writeFile(join(ctx.cwd, 'src/a.ts'), '');
  },
  input: { path: 'src', ignore: ['*.log'] },
  failing: { path: 'none' },
  pathArgument: 'path',
});

describe('tool ls', () => {
  let ctx: TestToolContext;
  const tool: Tool<LsInput> = createLsTool();
  const put = async (name: string, content = '') => {
    await mkdir(dirname(join(ctx.cwd, name)), { recursive: true });
    await writeFile(join(ctx.cwd, name), content);
  };
  const lines = async (input: LsInput = {}) => (await tool.run(input, ctx)).text.split('\n').slice(1);
  beforeEach(async () => {
    ctx = await testToolContext();
  });
  afterEach(() => ctx.dispose());

  it('shows the tree, folders first, links unfollowed, junk closed', async () => {
    await put('src/deep/a.ts');
    await put('src/b.ts');
    await put('README.md');
    await put('node_modules/x/index.js');
    await symlink('src', join(ctx.cwd, 'link'));
    expect(await lines()).to.deep.equal([
      '  node_modules/ (left out)',
      '  src/',
      '    deep/',
      '      a.ts',
      '    b.ts',
      '  README.md',
      '  link -> src',
    ]);
    expect(await lines({ path: 'node_modules' })).to.deep.equal(['  x/', '    index.js']);
  });
  it('says that a folder is empty', async () => {
    expect(await lines()).to.deep.equal(['  (empty)']);
  });
  it('honours .gitignore of the repository, nested ones, and the call', async () => {
    await mkdir(join(ctx.cwd, '.git'));
    await put('.gitignore', '*.log\n/out\n');
    await put('a.log');
    await put('out/x');
    await put('pkg/.gitignore', '!keep.log\nsecret\n');
    await put('pkg/keep.log');
    await put('pkg/other.log');
    await put('pkg/secret/x');
    await put('pkg/main.c');
    expect(await lines()).to.deep.equal([
      '  .git/ (left out)',
      '  pkg/',
      '    .gitignore',
      '    keep.log',
      '    main.c',
      '  .gitignore',
      '(4 ignored entries left out)',
    ]);
    expect(await lines({ path: 'pkg', ignore: ['*.c'] })).to.deep.equal(['  .gitignore', '  keep.log', '(3 ignored entries left out)']);
  });
  it('stops at 200 entries, the top first, and says so', async () => {
    for (let i = 0; i < 150; i++) await put(`a/${String(i).padStart(3, '0')}`);
    for (let i = 0; i < 60; i++) await put(`b/${i}`);
    await put('top');
    const shown = await lines();
    expect(shown)
      .to.have.length(200 + 2)
      .and.to.include.members(['  top', '    149', '    … 13 more']);
    expect(shown.at(-1)).to.match(/^\(only the first 200 entries/);
  });
  it('refuses a file', async () => {
    await put('a.txt');
    expect(await tool.run({ path: 'a.txt' }, ctx).catch((error: unknown) => error)).to.be.instanceOf(ToolError);
  });
});
