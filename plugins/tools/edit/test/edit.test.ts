import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileVersion, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { createEditTool } from '../src/edit-tool.ts';
import type { EditInput } from '../src/parameters.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => writeFile(join(ctx.cwd, 'a.txt'), 'one\ntwo\none\n'),
  input: { filePath: 'a.txt', oldString: 'two', newString: 'zwei', replaceAll: true },
  failing: { filePath: 'a.txt', oldString: 'one', newString: 'eins' },
  pathArgument: 'filePath',
});

describe('tool edit', () => {
  let ctx: TestToolContext;
  const tool: Tool<EditInput> = createEditTool();
  const at = (name: string) => join(ctx.cwd, name);
  const put = async (name: string, content: string | Uint8Array, seen = true) => {
    await writeFile(at(name), content);
    if (seen) ctx.session.files.seen(at(name), (await fileVersion(at(name))) as string);
  };
  const text = (name: string) => readFile(at(name), 'utf8');
  const edit = (filePath: string, oldString: string, newString: string, replaceAll?: boolean) =>
    tool.run({ filePath, oldString, newString, ...(replaceAll !== undefined && { replaceAll }) }, ctx);
  const refusal = (...args: Parameters<typeof edit>) =>
    edit(...args).then(
      (output) => expect.fail(`not refused: ${output.text}`),
      (error: Error) => (error instanceof ToolError ? error.message : Promise.reject(error)),
    );
  beforeEach(async () => {
    ctx = await testToolContext();
  });
  afterEach(() => ctx.dispose());

  it('edits, reports the diff, and may edit again', async () => {
    await put('a.txt', 'one\ntwo\nthree\n');
    const output = await edit('a.txt', 'two', 'zwei\ndrei');
    expect(output.text).to.equal('Edited a.txt: 1 place, +2 -1 lines.');
    expect(output.metadata).to.deep.include({
      files_changed: [at('a.txt')],
      diff: '--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,4 @@\n one\n-two\n+zwei\n+drei\n three\n',
    });
    await edit('a.txt', 'zwei\n', '');
    expect(await text('a.txt')).to.equal('one\ndrei\nthree\n');
    expect(await readdir(ctx.cwd)).to.deep.equal(['a.txt']);
  });
  it('keeps byte order mark, CRLF, missing final newline and mode', async () => {
    await put('a.sh', '\ufeffone\r\ntwo\r\nthree');
    await chmod(at('a.sh'), 0o755);
    await edit('a.sh', 'one\ntwo', 'one\n2\n2b');
    expect(await readFile(at('a.sh'))).to.deep.equal(Buffer.from('\ufeffone\r\n2\r\n2b\r\nthree'));
    expect((await stat(at('a.sh'))).mode & 0o777).to.equal(0o755);
  });
  it('keeps UTF-16 and every byte of windows-1252', async () => {
    await put('u.txt', Buffer.from('\ufeffgrün\r\nblau', 'utf16le'));
    await edit('u.txt', 'blau', 'weiß 😀');
    expect(await readFile(at('u.txt'))).to.deep.equal(Buffer.from('\ufeffgrün\r\nweiß 😀', 'utf16le'));
    const bytes = Buffer.from([...Array.from({ length: 224 }, (_, i) => i + 32), 10, 88, 10]);
    await put('l.txt', bytes);
    await edit('l.txt', '\nX\n', '\n“é€\n');
    expect(await readFile(at('l.txt'))).to.deep.equal(Buffer.concat([bytes.subarray(0, 225), Buffer.from([0x93, 0xe9, 0x80, 10])]));
    expect(await refusal('l.txt', '“é€', '日')).to.contain('windows-1252');
  });
  it('refuses a file that changed since it was read', async () => {
    await put('a.txt', 'one\ntwo\n');
    await writeFile(at('a.txt'), 'one\ntwo\nmore\n');
    expect(await refusal('a.txt', 'two', 'zwei')).to.contain('changed since it was read');
    expect(await text('a.txt')).to.equal('one\ntwo\nmore\n');
  });
  it('edits a file it never read at an exact place only, and does not count it as read', async () => {
    await put('a.txt', 'one \ntwo\n', false);
    expect(await refusal('a.txt', 'one\ntwo', 'x')).to.contain('Read it first');
    await edit('a.txt', 'two', 'zwei');
    expect(await text('a.txt')).to.equal('one \nzwei\n');
    expect(ctx.session.files.stamp(at('a.txt'))).to.equal(undefined);
  });
  it('says how a loose place was found and what stands there now', async () => {
    await put('a.ts', '\tif (x) {\n\t\ta();\n\t}\n');
    expect((await edit('a.ts', '  if (x) {\n    a();', '  if (y) {\n    a();')).text).to.equal(
      'Edited a.ts: 1 place, +1 -1 lines.\noldString differed from the file; its one place was found ignoring indentation.\nIt now reads:\n1\t\tif (y) {\n2\t\t\ta();',
    );
  });
  it('refuses the ambiguous, the absent and the unchanged, with nothing changed', async () => {
    await put('a.txt', 'one\ntwo\none\n');
    expect(await refusal('a.txt', 'one', 'x')).to.contain('line 1, 3');
    expect(await refusal('a.txt', 'four', 'x')).to.contain('not in the file');
    expect(await refusal('a.txt', 'one', 'one')).to.contain('same');
    expect(await refusal('none.txt', 'a', 'b')).to.contain('does not exist');
    expect(await refusal('a.txt', '', 'b')).to.contain('use write');
    expect(await text('a.txt')).to.equal('one\ntwo\none\n');
    expect((await edit('a.txt', 'one', 'x', true)).text).to.contain('2 places');
  });
  it('creates a missing file and fills an empty one', async () => {
    expect((await edit('new/a.txt', '', 'one\n')).text).to.equal('Created new/a.txt (1 lines).');
    await put('b.txt', '');
    await edit('b.txt', '', 'x\n');
    expect([await text('new/a.txt'), await text('b.txt')]).to.deep.equal(['one\n', 'x\n']);
    await edit('new/a.txt', 'one', 'two');
  });
  it('refuses folders and binary files', async () => {
    await mkdir(at('folder'));
    await put('b.bin', Buffer.from([65, 0, 66]));
    expect(await refusal('folder', 'a', 'b')).to.contain('is a folder');
    expect(await refusal('b.bin', 'A', 'b')).to.contain('binary');
  });
  it('loses no update of many edits at once', async () => {
    await put('a.txt', Array.from({ length: 20 }, (_, i) => `<${i}>\n`).join(''));
    await symlink('a.txt', at('link.txt'));
    await Promise.all(Array.from({ length: 20 }, (_, i) => edit(i % 2 ? 'link.txt' : 'a.txt', `<${i}>`, `(${i})`)));
    expect(await text('a.txt')).to.equal(Array.from({ length: 20 }, (_, i) => `(${i})\n`).join(''));
    expect((await stat(at('link.txt'))).ino).to.equal((await stat(at('a.txt'))).ino);
  });
  it('goes on after an edit of the same file failed', async () => {
    await put('a.txt', 'one\n');
    const [failed, done] = await Promise.allSettled([edit('a.txt', 'none', 'x'), edit('a.txt', 'one', 'two')]);
    expect([failed.status, done.status]).to.deep.equal(['rejected', 'fulfilled']);
  });
  it('shows a small diff of a huge file', async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `line ${i}`);
    await put('big.txt', lines.join('\n'));
    const diff = (await edit('big.txt', 'line 40000\n', 'LINE\n')).metadata?.diff;
    expect(diff).to.equal(
      '--- a/big.txt\n+++ b/big.txt\n@@ -39998,7 +39998,7 @@\n line 39997\n line 39998\n line 39999\n-line 40000\n+LINE\n line 40001\n line 40002\n line 40003\n',
    );
  });
  it('is judged as reading and writing the same file', async () => {
    expect(await tool.subjects?.({ filePath: 'a.txt', oldString: '', newString: '' }, ctx)).to.deep.equal([
      { action: 'read', path: at('a.txt') },
      { action: 'write', path: at('a.txt') },
    ]);
  });
});
