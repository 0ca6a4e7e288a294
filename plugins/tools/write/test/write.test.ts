import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileVersion, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, temporaryFolder, testToolContext } from '../../../../test/support/tool-context.ts';
import type { WriteInput } from '../src/parameters.ts';
import { createWriteTool } from '../src/write-tool.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => writeFile(join(ctx.cwd, 'there.txt'), 'x'),
  input: { filePath: 'new/a.txt', content: 'one\n' },
  failing: { filePath: 'there.txt', content: 'y' },
  pathArgument: 'filePath',
});

describe('tool write', () => {
  let ctx: TestToolContext;
  const tool: Tool<WriteInput> = createWriteTool();
  const at = (name: string) => join(ctx.cwd, name);
  const see = async (name: string) => ctx.session.files.seen(at(name), (await fileVersion(at(name))) as string);
  const write = (filePath: string, content: string) => tool.run({ filePath, content }, ctx);
  const refusal = (filePath: string, content = 'new') =>
    write(filePath, content).then(
      (output) => expect.fail(`not refused: ${output.text}`),
      (error: Error) => (error instanceof ToolError ? error.message : Promise.reject(error)),
    );
  beforeEach(async () => {
    ctx = await testToolContext();
  });
  afterEach(() => ctx.dispose());

  it('creates a file with its folders and may write it again', async () => {
    const output = await write('a/b/c.txt', 'one\ntwo\n');
    expect(output).to.deep.include({ text: 'Created a/b/c.txt (2 lines).', title: 'a/b/c.txt (+2 -0)' });
    expect(output.metadata).to.deep.include({ files_changed: [at('a/b/c.txt')], added: 2, removed: 0 });
    expect(output.metadata?.diff).to.equal('--- /dev/null\n+++ b/a/b/c.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n');
    await write('a/b/c.txt', 'three');
    expect(await readFile(at('a/b/c.txt'), 'utf8')).to.equal('three');
  });
  it('refuses a file that was not read', async () => {
    await writeFile(at('a.txt'), 'old');
    expect(await refusal('a.txt')).to.contain('Read it first');
    expect(await readFile(at('a.txt'), 'utf8')).to.equal('old');
  });
  it('refuses a file that changed since it was read', async () => {
    await writeFile(at('a.txt'), 'old');
    await see('a.txt');
    await writeFile(at('a.txt'), 'newer');
    expect(await refusal('a.txt')).to.contain('changed since it was read');
    expect(await readFile(at('a.txt'), 'utf8')).to.equal('newer');
  });
  it('keeps the mode and reports the diff', async () => {
    await writeFile(at('run.sh'), 'a\nb\nc\n');
    await chmod(at('run.sh'), 0o750);
    await see('run.sh');
    const output = await write('run.sh', 'a\nB\nc\n');
    expect((await stat(at('run.sh'))).mode & 0o777).to.equal(0o750);
    expect(output.metadata?.diff).to.equal('--- a/run.sh\n+++ b/run.sh\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n');
  });
  it('writes what it is given, byte for byte', async () => {
    await write('a.txt', '\ufeffa\r\nb\n\u{1f600}');
    expect(await readFile(at('a.txt'))).to.deep.equal(Buffer.from('\ufeffa\r\nb\n\u{1f600}'));
  });
  it('leaves a file alone that is as wanted', async () => {
    await writeFile(at('a.txt'), 'same');
    await see('a.txt');
    const before = await stat(at('a.txt'));
    expect((await write('a.txt', 'same')).metadata?.files_changed).to.deep.equal([]);
    expect((await stat(at('a.txt'))).ino).to.equal(before.ino);
  });
  it('replaces a binary file without a diff', async () => {
    await writeFile(at('a.bin'), Buffer.from([0, 1, 2]));
    await see('a.bin');
    expect((await write('a.bin', 'text\n')).metadata).to.not.have.property('diff');
  });
  it('writes through a link to where it is judged', async () => {
    const outside = await temporaryFolder();
    await symlink(join(outside, 'real.txt'), at('link.txt'));
    const output = await write('link.txt', 'x');
    expect(output.metadata?.files_changed).to.deep.equal([join(outside, 'real.txt')]);
    expect(await readFile(join(outside, 'real.txt'), 'utf8')).to.equal('x');
    expect(await tool.subjects?.({ filePath: 'link.txt', content: '' }, ctx)).to.deep.equal([
      { action: 'write', path: join(outside, 'real.txt') },
    ]);
  });
  it('tells what stands in the way', async () => {
    await mkdir(at('folder'));
    await writeFile(at('file'), '');
    expect(await refusal('folder')).to.contain('is a folder');
    expect(await refusal('file/below.txt')).to.contain('a part of its path is a file');
    expect(await refusal(`${'n'.repeat(300)}.txt`)).to.contain('too long');
  });
  it('writes one of two that create the same file at once', async () => {
    const both = await Promise.allSettled([write('a.txt', 'first'), write('a.txt', 'second')]);
    expect(both.map((one) => one.status)).to.deep.equal(['fulfilled', 'fulfilled']);
    expect(await readFile(at('a.txt'), 'utf8')).to.equal('second');
  });
});
