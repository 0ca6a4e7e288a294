import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileVersion, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { createMultiEditTool } from '../src/multi-edit-tool.ts';
import type { MultiEditInput } from '../src/parameters.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => writeFile(join(ctx.cwd, 'a.txt'), 'one\ntwo\n'),
  input: { filePath: 'a.txt', edits: [{ oldString: 'two', newString: 'zwei', replaceAll: true }] },
  minimal: { filePath: 'a.txt', edits: [{ oldString: 'two', newString: 'zwei' }] },
  failing: {
    filePath: 'a.txt',
    edits: [
      { oldString: 'two', newString: 'zwei' },
      { oldString: 'two', newString: 'x' },
    ],
  },
  pathArgument: 'filePath',
});

describe('tool multiedit', () => {
  let ctx: TestToolContext;
  const tool: Tool<MultiEditInput> = createMultiEditTool();
  const at = (name: string) => join(ctx.cwd, name);
  beforeEach(async () => {
    ctx = await testToolContext();
    await writeFile(at('a.txt'), 'one \ntwo\nthree\n');
    ctx.session.files.seen(at('a.txt'), (await fileVersion(at('a.txt'))) as string);
  });
  afterEach(() => ctx.dispose());

  it('applies edits in order, each on what the one before left', async () => {
    const edits = [
      { oldString: 'two', newString: 'x\nx' },
      { oldString: 'x', newString: 'y', replaceAll: true },
      { oldString: 'one\ny', newString: 'one\nz' },
    ];
    const output = await tool.run({ filePath: 'a.txt', edits }, ctx);
    expect(await readFile(at('a.txt'), 'utf8')).to.equal('one \nz\ny\nthree\n');
    expect(output.text).to.contain('4 places').and.to.contain('Edit 3: oldString differed');
  });
  it('applies none when one fails, and says which', async () => {
    const edits = [
      { oldString: 'two', newString: 'x' },
      { oldString: 'nowhere at all', newString: 'y' },
    ];
    const error = await tool.run({ filePath: 'a.txt', edits }, ctx).catch((caught: unknown) => caught);
    expect(error)
      .to.be.instanceOf(ToolError)
      .with.property('message')
      .that.matches(/^Edit 2 of 2: .*No edit was applied\.$/s);
    expect(await readFile(at('a.txt'), 'utf8')).to.equal('one \ntwo\nthree\n');
  });
  it('creates a file and goes on editing it', async () => {
    const edits = [
      { oldString: '', newString: 'a\nb\n' },
      { oldString: 'b', newString: 'c' },
    ];
    await tool.run({ filePath: 'new.txt', edits }, ctx);
    expect(await readFile(at('new.txt'), 'utf8')).to.equal('a\nc\n');
  });
  it('refuses no edits', async () => {
    expect(await tool.run({ filePath: 'a.txt', edits: [] }, ctx).catch((caught: unknown) => caught)).to.be.instanceOf(ToolError);
  });
});
