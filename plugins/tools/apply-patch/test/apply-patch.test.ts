import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileVersion, restoreFromTrash, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { english } from '../../../../test/support/english.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { createApplyPatchTool } from '../src/apply-patch-tool.ts';
import type { ApplyPatchInput } from '../src/parameters.ts';

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

toolContract({
  pluginDir: new URL('..', import.meta.url),
  id: 'apply_patch',
  setup: (ctx) => writeFile(join(ctx.cwd, 'a.txt'), 'one\ntwo\n'),
  input: { patchText: patch('*** Update File: a.txt', '@@', ' one', '-two', '+zwei') },
  failing: { patchText: patch('*** Update File: a.txt', '@@', '-three', '+drei') },
});

describe('tool apply_patch', () => {
  let ctx: TestToolContext;
  const tool: Tool<ApplyPatchInput> = createApplyPatchTool(english);
  const at = (name: string) => join(ctx.cwd, name);
  const text = (name: string) => readFile(at(name), 'utf8');
  const run = (...lines: string[]) => tool.run({ patchText: patch(...lines) }, ctx);
  const refused = async (...lines: string[]) => {
    const error = await run(...lines).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(ToolError);
    return (error as ToolError).message;
  };
  beforeEach(async () => {
    ctx = await testToolContext();
    await writeFile(at('a.txt'), 'one\ntwo\nthree\nfour\n');
  });
  afterEach(() => ctx.dispose());

  it('adds, updates, moves and deletes in one go', async () => {
    await writeFile(at('b.txt'), 'b\n');
    await writeFile(at('c.txt'), 'c\n');
    await chmod(at('c.txt'), 0o755);
    const output = await run(
      '*** Add File: new/deep/d.txt',
      '+first',
      '+',
      '+third',
      '*** Update File: a.txt',
      '@@',
      ' one',
      '-two',
      '+zwei',
      '+zwei und halb',
      ' three',
      '*** Delete File: b.txt',
      '*** Update File: c.txt',
      '*** Move to: moved/c2.txt',
      '@@',
      '-c',
      '+C',
    );
    expect(await text('new/deep/d.txt')).to.equal('first\n\nthird\n');
    expect(await text('a.txt')).to.equal('one\nzwei\nzwei und halb\nthree\nfour\n');
    expect(await text('moved/c2.txt')).to.equal('C\n');
    expect((await stat(at('moved/c2.txt'))).mode & 0o777).to.equal(0o755);
    expect(await readdir(ctx.cwd)).to.have.members(['a.txt', 'moved', 'new']);
    expect(output.text).to.contain('A new/deep/d.txt').and.to.contain('D b.txt').and.to.contain('M c.txt → moved/c2.txt');
    expect(output.metadata?.files_changed).to.include.members([at('b.txt'), at('c.txt'), at('moved/c2.txt')]);
  });

  it('keeps what it removes where it can be restored from', async () => {
    await run('*** Delete File: a.txt');
    const [entry = ''] = await readdir(join(ctx.outputDir, 'trash'));
    expect(await restoreFromTrash(join(ctx.outputDir, 'trash', entry))).to.equal(at('a.txt'));
    expect(await text('a.txt')).to.equal('one\ntwo\nthree\nfour\n');
  });

  it('makes none of the changes when one cannot be made', async () => {
    const message = await refused('*** Add File: n.txt', '+n', '*** Update File: a.txt', '@@', '-nowhere', '+x');
    expect(message).to.contain('Hunk 1 of a.txt').and.to.contain('nowhere').and.to.contain('Nothing was changed');
    expect(await readdir(ctx.cwd)).to.deep.equal(['a.txt']);
  });

  it('takes back what was written when a later file cannot be', async () => {
    if (process.getuid?.() === 0) {
      await mkdir(at('sub'));
      // root writes everywhere: a name that is too long fails at the disk as well
      await refused('*** Update File: a.txt', '@@', '-two', '+zwei', `*** Add File: sub/${'x'.repeat(300)}`, '+x');
    } else {
      await mkdir(at('locked'), { mode: 0o500 });
      await refused('*** Update File: a.txt', '@@', '-two', '+zwei', '*** Add File: locked/x', '+x');
    }
    expect(await text('a.txt')).to.equal('one\ntwo\nthree\nfour\n');
  });

  it('finds the place below its @@ lines', async () => {
    await writeFile(at('k.py'), 'class A:\n  def f(self):\n    return 1\n\nclass B:\n  def f(self):\n    return 1\n');
    await run('*** Update File: k.py', '@@ class B:', '@@   def f(self):', '-    return 1', '+    return 2');
    expect(await text('k.py')).to.equal('class A:\n  def f(self):\n    return 1\n\nclass B:\n  def f(self):\n    return 2\n');
  });

  it('refuses a place that is one of several', async () => {
    await writeFile(at('k.py'), 'x = 1\ny = 2\nx = 1\n');
    expect(await refused('*** Update File: k.py', '@@', '-x = 1', '+x = 2')).to.contain('several places (line 1, 3)');
  });

  it('applies several hunks in the order of the file, and at its end', async () => {
    await run('*** Update File: a.txt', '@@', '-one', '+eins', '@@', ' four', '+five', '*** End of File');
    expect(await text('a.txt')).to.equal('eins\ntwo\nthree\nfour\nfive\n');
    expect(await refused('*** Update File: a.txt', '@@', '-two', '+x', '*** End of File')).to.contain('at the end of the file');
  });

  it('forgives trailing space, indentation and typographic quotes in what it looks for', async () => {
    await writeFile(at('q.ts'), '  const a = “x”;  \n  b();\n');
    await run('*** Update File: q.ts', '@@', ' const a = "x";', '-b();', '+  c();');
    expect(await text('q.ts')).to.equal('  const a = “x”;  \n  c();\n');
  });

  it('keeps line ends, byte order mark and a missing final newline', async () => {
    await writeFile(at('w.txt'), '\ufeffa\r\nb\r\nc');
    await run('*** Update File: w.txt', '@@', ' a', '-b', '+B', '+B2');
    expect(await text('w.txt')).to.equal('\ufeffa\r\nB\r\nB2\r\nc');
  });

  it('refuses a file that changed since it was read', async () => {
    ctx.session.files.seen(at('a.txt'), (await fileVersion(at('a.txt'))) as string);
    await writeFile(at('a.txt'), 'one\ntwo\nother\n');
    expect(await refused('*** Update File: a.txt', '@@', '-two', '+x')).to.contain('has changed since it was read');
    expect(await refused('*** Delete File: a.txt')).to.contain('has changed since it was read');
  });

  it('neither adds over a file nor moves over one, nor takes a file twice', async () => {
    await writeFile(at('b.txt'), 'b\n');
    expect(await refused('*** Add File: b.txt', '+x')).to.contain('exists already');
    expect(await refused('*** Update File: a.txt', '*** Move to: b.txt')).to.contain('exists already');
    expect(await refused('*** Delete File: a.txt', '*** Add File: ./a.txt', '+x')).to.contain('twice');
  });

  it('neither deletes nor moves what a symlink leads to', async () => {
    await symlink('a.txt', at('link'));
    expect(await refused('*** Delete File: link')).to.contain('symlink');
    expect(await refused('*** Update File: link', '*** Move to: b.txt')).to.contain('symlink');
    expect(await readdir(ctx.cwd)).to.have.members(['a.txt', 'link']);
  });

  it('says which line of the patch is not the format', async () => {
    expect(await refused('*** Update File: a.txt', '@@', 'two')).to.contain('Line 4 of the patch');
    expect(await refused('*** Rename File: a.txt')).to.contain('Line 2 of the patch');
    const none = await tool.run({ patchText: 'diff --git a b' }, ctx).catch((caught: unknown) => caught);
    expect(none).to.be.instanceOf(ToolError).with.property('message').that.contains('*** Begin Patch');
  });

  it('reads a patch inside a heredoc and a fence', async () => {
    await tool.run({ patchText: `apply_patch <<'EOF'\n${patch('*** Update File: a.txt', '@@', '-two', '+2')}\nEOF` }, ctx);
    await tool.run({ patchText: '```\n*** Begin Patch\n*** Update File: a.txt\n@@\n-three\n+3\n```' }, ctx);
    expect(await text('a.txt')).to.equal('one\n2\n3\nfour\n');
  });

  it('is judged by every file it names', async () => {
    const subjects = await tool.subjects?.({ patchText: patch('*** Update File: a.txt', '*** Move to: ../out.txt') }, ctx);
    expect(subjects).to.deep.include({ action: 'write', path: join(ctx.cwd, '..', 'out.txt') });
    expect(subjects).to.deep.include({ action: 'write', path: at('a.txt') });
  });
});
