import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Lab, lab, lines } from '../support/run.ts';
import { needs } from '../support/sandbox-lab.ts';

describe('a disk that is full', () => {
  let open: Lab;
  let folder = '';
  const sized = (kib: number, how: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${how}size=${kib}k`, 'tmpfs', folder], { stdio: 'ignore' });
  afterEach(async () => {
    if (folder) execFileSync('umount', ['-l', folder]);
    folder = '';
    await open.close();
  });

  for (const store of ['sqlite', 'files']) {
    for (const kib of [4, 300]) {
      it(`of ${kib} KiB is told once, the run goes on in memory, and nothing is damaged (${store})`, async function () {
        open = await lab(
          {
            script: [
              ...Array.from({ length: 20 }, (_, n) => ({
                text: `${n} ${Array.from({ length: 5_000 }, (_word, at) => `words ${at} `).join('')}`,
                chunkSize: 8_000,
                toolCalls: [{ name: 'ls', input: { ignore: [`${n}`] } }],
              })),
              { text: 'Done.' },
            ],
          },
          'openai-compatible',
          `[session]\nstore = "${store}"`,
        );
        const { sandbox } = open;
        folder = join(sandbox.home, '.local/share');
        mkdirSync(folder, { recursive: true });
        try {
          sized(kib, '');
        } catch {
          folder = '';
          console.log('      needs the right to mount a small file system');
          this.skip();
        }
        const { stdout, code, stderr } = await sandbox.run(['run', '--format', 'stream-json', 'go']);
        const events = lines(stdout);
        expect(events.at(-1), stderr).to.include({ type: 'result', subtype: 'success', result: 'Done.', exit_code: 0 });
        expect(code).to.equal(0);
        const told = events.filter((event) => event.code === 'store_memory');
        expect(told, 'told once').to.have.length(1);
        expect(told[0]?.text).to.match(/Nothing of this session is kept from here on.*\/share.*(full|space)/i);
        const text = await sandbox.run(['run', 'go']);
        expect(text.code).to.equal(0);
        expect(text.stderr).to.match(/Nothing of this session is kept.*(full|space)/i);
        const again = await sandbox.run(['run', '--continue', 'go']);
        if (again.code !== 0) expect(again.stderr).to.match(/full|space|No session/i);
        sized(32_000, 'remount,');
        const list = await sandbox.run(['session', 'list', '--json']);
        expect(list.code, list.stderr).to.equal(0);
        const go = await sandbox.run(['run', '--format', 'json', ...(kib > 4 ? ['--continue'] : []), 'on']);
        expect(go.code, go.stderr + go.stdout).to.equal(0);
      });
    }
  }

  /** Mounts, or skips where that is not allowed. */
  const mounted = (test: Mocha.Context, path: string, mount: () => void): void => {
    folder = path;
    mkdirSync(folder, { recursive: true });
    try {
      mount();
    } catch {
      folder = '';
      console.log('      needs the right to mount a small file system');
      test.skip();
    }
  };

  it('under the workspace is told to the model, and every file is whole', async function () {
    const changes = [
      { name: 'write', input: { filePath: 'new.txt', content: 'x'.repeat(200_000) } },
      { name: 'bash', input: { command: 'head -c 20000 /dev/zero > some' } },
      { name: 'edit', input: { filePath: 'old.txt', oldString: 'old', newString: 'new'.repeat(50_000) } },
    ];
    open = await lab({ script: [...changes.map((call) => ({ toolCalls: [call] })), { text: 'Done.' }] });
    const { sandbox } = open;
    mounted(this, sandbox.work, () => sized(64, ''));
    writeFileSync(join(sandbox.work, 'old.txt'), 'old\n');
    const { stdout, code, stderr } = await sandbox.run(['run', '--auto', '--format', 'stream-json', 'go']);
    expect(code, stderr).to.equal(0);
    const results = lines(stdout).filter(({ type }) => type === 'tool_result');
    expect(results.map(({ is_error }) => is_error)).to.deep.equal([true, false, true]);
    expect(results[0]?.output).to.match(/Cannot write new.txt: no space left/);
    expect(readFileSync(join(sandbox.work, 'old.txt'), 'utf8')).to.equal('old\n');
    expect(readdirSync(sandbox.work).sort()).to.deep.equal(['old.txt', 'some']);
    const undone = await sandbox.run(['session', 'revert']);
    expect(undone.code, undone.stderr).to.equal(0);
    expect(readdirSync(sandbox.work)).to.deep.equal(['old.txt']);
  });

  it('under the folder for temporary files rids no command of the sandbox', async function () {
    needs(this, 'bwrap');
    const target = `/var/tmp/opencode-test-${process.pid}`;
    open = await lab({
      script: [{ toolCalls: [{ name: 'bash', input: { command: `echo x > ${target}; echo ran` } }] }, { text: 'Done.' }],
    });
    const { sandbox } = open;
    mounted(this, join(sandbox.dir, 'temporary'), () => sized(4, ''));
    expect(() => writeFileSync(join(folder, 'all'), 'x'.repeat(20_000))).to.throw(/ENOSPC/);
    const { stdout } = await sandbox.run(['run', '--auto', '--format', 'stream-json', 'go'], { env: { TMPDIR: folder } });
    const events = lines(stdout);
    expect(events.filter(({ code }) => code === 'sandbox')).to.deep.equal([]);
    expect(events.find(({ type }) => type === 'tool_result')?.output)
      .to.include('Read-only file system')
      .and.include('ran');
  });

  for (const store of ['sqlite', 'files'])
    it(`or one that nothing can be written to is told as that, and the run goes on in memory (${store})`, async function () {
      open = await lab({ script: [{ text: 'Done.' }] }, 'openai-compatible', `[session]\nstore = "${store}"`);
      const { sandbox } = open;
      mounted(this, sandbox.dataDir, () => sized(4_000, 'ro,'));
      const { code, stderr, stdout } = await sandbox.run(['run', 'go']);
      expect(stdout, stderr).to.equal('Done.\n');
      expect(code).to.equal(0);
      expect(stderr).to.match(/Nothing of this session is kept.*read-only file system/);
      const list = await sandbox.run(['session', 'list']);
      expect(list.code).to.equal(1);
      expect(list.stderr).to.match(/read-only file system[\s\S]*OC_STORE/);
    });
});
