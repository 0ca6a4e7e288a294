import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Lab, lab, lines } from '../support/run.ts';

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
});
