import { execFileSync } from 'node:child_process';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileVersion, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { testPlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import type { ReadInput } from '../src/parameters.ts';
import { createReadTool } from '../src/read-tool.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => writeFile(join(ctx.cwd, 'a.txt'), 'one\ntwo\nthree\n'),
  input: { filePath: 'a.txt', offset: 2, limit: 1 },
  failing: { filePath: 'b.txt' },
  pathArgument: 'filePath',
});

function skip(test: Mocha.Context, reason: string): void {
  console.log(`skipped: ${reason}`);
  test.skip();
}

describe('tool read', () => {
  let ctx: TestToolContext;
  const tool: Tool<ReadInput> = createReadTool(testPlugin(new URL('..', import.meta.url)).ctx.t);
  const put = (name: string, content: string | Uint8Array) => writeFile(join(ctx.cwd, name), content);
  const read = (filePath: string, range: Omit<ReadInput, 'filePath'> = {}) => tool.run({ filePath, ...range }, ctx);
  const refusal = (filePath: string, range: Omit<ReadInput, 'filePath'> = {}) =>
    read(filePath, range).then(
      (output) => expect.fail(`not refused: ${output.text}`),
      (error: Error) => (error instanceof ToolError ? error.message : Promise.reject(error)),
    );
  beforeEach(async () => {
    ctx = await testToolContext();
  });
  afterEach(() => ctx.dispose());

  it('numbers lines and drops CR and the byte order mark', async () => {
    await put('a.txt', '\ufeffone\r\ntwo\r\n\r\nlast');
    expect(await read('a.txt')).to.deep.include({ text: '1\tone\n2\ttwo\n3\t\n4\tlast', title: 'a.txt (lines 1-4)' });
  });
  it('says that a file is empty', async () => {
    await put('a.txt', '');
    expect((await read('a.txt')).text).to.equal('(empty file)');
  });
  it('reads a range and tells how to go on', async () => {
    await put('a.txt', Array.from({ length: 10 }, (_, i) => `l${i + 1}`).join('\n'));
    expect((await read('a.txt', { offset: 3, limit: 2 })).text).to.equal('3\tl3\n4\tl4\n(lines 3-4 of 10; continue with offset 5)');
    expect((await read('a.txt', { offset: 9 })).text).to.equal('9\tl9\n10\tl10');
    expect(await refusal('a.txt', { offset: 11 }))
      .to.contain('has 10 lines')
      .and.to.contain('line 11');
  });
  it('stops at 2000 lines, 50 KB and 2000 characters a line', async () => {
    await put('lines.txt', 'x\n'.repeat(2001));
    expect((await read('lines.txt', { limit: 9999 })).text).to.match(/2000\tx\n\(lines 1-2000 of 2001; continue with offset 2001\)$/);
    await put('exact.txt', 'x\n'.repeat(2000));
    expect((await read('exact.txt')).text).to.match(/2000\tx$/);
    await put('bytes.txt', `${'é'.repeat(500)}\n`.repeat(100));
    const bytes = (await read('bytes.txt')).text;
    expect(Buffer.byteLength(bytes)).to.be.within(51_000, 51_200 + 60);
    expect(bytes).to.match(/\(lines 1-51 of 100; continue with offset 52\)$/);
    await put('long.txt', `${'y'.repeat(5000)}\nz\n`);
    expect((await read('long.txt')).text).to.equal(`1\t${'y'.repeat(2000)}… (5000 characters)\n2\tz\n(1 long line cut at 2000 characters)`);
  });

  describe('of 20 MB', () => {
    const total = 400_000;
    beforeEach(async () => {
      const file = await open(join(ctx.cwd, 'big.log'), 'w');
      for (let from = 0; from < total; from += 1000) {
        await file.write(Array.from({ length: 1000 }, (_, i) => `${String(from + i + 1).padStart(8, '0')} ${'é'.repeat(21)}\n`).join(''));
      }
      await file.close();
    });

    it('reads only what it shows', async () => {
      await read('big.log', { limit: 1 });
      const before = process.memoryUsage();
      const output = await read('big.log', { limit: 5 });
      const after = process.memoryUsage();
      expect(output.text).to.contain('5\t00000005 é').and.to.contain('(lines 1-5; continue with offset 6)');
      expect(after.rss - before.rss).to.be.lessThan(8_000_000);
      expect(after.external + after.heapUsed - before.external - before.heapUsed).to.be.lessThan(4_000_000);
    });
    it('finds a far line, the last one, and what is beyond', async () => {
      expect((await read('big.log', { offset: 300_000, limit: 1 })).text).to.contain('300000\t00300000 é');
      expect((await read('big.log', { offset: total })).text).to.equal(`${total}\t00400000 ${'é'.repeat(21)}`);
      expect(await refusal('big.log', { offset: total + 1 })).to.contain(`has ${total} lines`);
    });
    it('records a version that write and edit agree with', async () => {
      await read('big.log', { limit: 1 });
      const path = join(ctx.cwd, 'big.log');
      expect(ctx.session.files.stamp(path))
        .to.be.a('string')
        .and.to.equal(await fileVersion(path));
    });
  });

  it('counts an unterminated last line of a huge file', async () => {
    await put('big.log', `${'abc\n'.repeat(300_000)}tail`);
    expect(await refusal('big.log', { offset: 300_002 })).to.contain('has 300001 lines');
    expect((await read('big.log', { offset: 300_001 })).text).to.equal('300001\ttail');
  });
  it('keeps one huge line small', async () => {
    await put('min.js', 'a'.repeat(3_000_000));
    expect((await read('min.js')).text).to.equal(`1\t${'a'.repeat(2000)}… (3000000 characters)\n(1 long line cut at 2000 characters)`);
  });

  it('decodes UTF-16 and windows-1252', async () => {
    await put('le.txt', Buffer.from('\ufeffgrün\r\n', 'utf16le'));
    await put('be.txt', Buffer.from('\ufeffgrün\r\n', 'utf16le').swap16());
    await put('latin.txt', Buffer.from('gr\xfcn \x80\n', 'latin1'));
    expect((await read('le.txt')).text).to.equal('1\tgrün\n(encoding utf-16le, kept by edit)');
    expect((await read('be.txt')).text).to.equal('1\tgrün\n(encoding utf-16be, kept by edit)');
    expect((await read('latin.txt')).text).to.equal('1\tgrün €\n(encoding windows-1252, kept by edit)');
    await put('big.txt', Buffer.from('\ufeffgrün\n'.repeat(200_000), 'utf16le'));
    expect((await read('big.txt', { offset: 150_000, limit: 1 })).text).to.match(/^150000\t.?grün\n/);
  });
  it('refuses binary files and says what they are', async () => {
    await put('prog', Buffer.from('\x7fELF\x02\x01\0\0\0\0', 'latin1'));
    expect(await refusal('prog')).to.contain('binary file (ELF program, 10 bytes)');
    expect(ctx.session.files.stamp(join(ctx.cwd, 'prog'))).to.equal(undefined);
  });
  it('does not wait for a pipe and refuses devices', async function () {
    if (process.platform === 'win32') return skip(this, 'Windows has no named pipes in folders');
    execFileSync('mkfifo', [join(ctx.cwd, 'pipe')]);
    expect(await refusal('pipe')).to.contain('not a regular file');
    expect(await refusal('/dev/zero')).to.contain('not a regular file');
  });
  it('reads files whose size the system does not tell', async function () {
    if (process.platform !== 'linux') return skip(this, 'only Linux has /proc');
    expect((await read('/proc/self/status', { limit: 1 })).text).to.match(/^1\tName:/);
    expect(await refusal('/proc/self/mem')).to.match(/^Cannot read .*: the device failed\.$/);
  });
  it('names files that are near a missing one', async () => {
    await mkdir(join(ctx.cwd, 'src'));
    await put('src/session-service.ts', 'x');
    await writeFile(join(ctx.cwd, 'uni.txt'), '');
    expect(await refusal('uin.txt'), 'letters swapped').to.equal('uin.txt does not exist. Did you mean uni.txt?');
    expect(await refusal('zebra.txt'), 'the ending alone is no likeness').to.equal('zebra.txt does not exist.');
    expect(await refusal('src/sessionService.ts')).to.equal('src/sessionService.ts does not exist. Did you mean src/session-service.ts?');
    expect(await refusal('source/x.ts')).to.contain('does not exist');
  });
  it('tells what stands in the way', async () => {
    await put('file', 'x');
    await symlink('loop', join(ctx.cwd, 'loop'));
    expect(await refusal('file/below')).to.equal('Cannot read file/below: a part of its path is a file.');
    expect(await refusal('loop')).to.contain('symlinks lead in a circle');
  });
  it('lists a folder', async () => {
    await mkdir(join(ctx.cwd, 'src'));
    await put('b.txt', '');
    await symlink('b.txt', join(ctx.cwd, 'link'));
    expect((await read('.')).text).to.equal('b.txt\nlink@\nsrc/');
    expect((await read('.', { offset: 2, limit: 1 })).text).to.equal('link@\n(entries 2-2 of 3; continue with offset 3)');
    expect((await read('src')).text).to.equal('(empty folder)');
  });
  it('attaches images and PDFs by content, within limits', async () => {
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20)]);
    await put('picture.dat', png);
    const output = await read('picture.dat');
    expect(output.attachments).to.deep.equal([{ mime: 'image/png', data: png.toString('base64'), name: 'picture.dat' }]);
    await put('a.pdf', '%PDF-1.7\n');
    expect((await read('a.pdf')).attachments?.[0]?.mime).to.equal('application/pdf');
    await put('big.png', Buffer.concat([png, Buffer.alloc(4_000_000)]));
    expect(await refusal('big.png')).to.contain('at most 3750000');
  });
  it('shows a notebook as cells', async () => {
    const cells = [
      { cell_type: 'markdown', source: ['# Title\n', 'text'] },
      {
        cell_type: 'code',
        execution_count: 3,
        source: 'print(1)',
        outputs: [
          { output_type: 'stream', text: ['1\n'] },
          { data: { 'image/png': 'AAAA' } },
          { output_type: 'error', ename: 'E', evalue: 'v' },
        ],
      },
    ];
    await put('n.ipynb', JSON.stringify({ cells }));
    expect((await read('n.ipynb')).text.split('\n').map((line) => line.replace(/^\d+\t/, ''))).to.deep.equal([
      '# cell 1: markdown',
      '# Title',
      'text',
      '# cell 2: code [3]',
      'print(1)',
      '# output:',
      '1',
      '# output: image/png, not shown',
      '# error: E: v',
      '(notebook shown as cells; edit works on the JSON text of the file)',
    ]);
    await put('broken.ipynb', '{');
    expect((await read('broken.ipynb')).text).to.equal('1\t{');
  });
  it('records what the model saw, under the real path', async () => {
    await put('a.txt', 'x');
    await symlink('a.txt', join(ctx.cwd, 'link'));
    await read('link');
    expect(ctx.session.files.stamp(join(ctx.cwd, 'a.txt'))).to.equal(await fileVersion(join(ctx.cwd, 'a.txt')));
  });
});
