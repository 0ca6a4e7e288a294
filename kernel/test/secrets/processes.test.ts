import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

describe('a sign-in that several processes find run out', () => {
  it('is renewed by one of them, and no refresh token is used twice', async function () {
    this.timeout(60_000);
    const dir = mkdtempSync(join(tmpdir(), 'ock-renewal-'));
    try {
      const log = join(dir, 'log');
      const first = { type: 'oauth', access: '~access-old-0123456789', refresh: '~refresh-old-0123456789', expires: 1, saved_at: '' };
      writeFileSync(join(dir, 'auth.json'), JSON.stringify({ x: first }), { mode: 0o600 });
      const script = fileURLToPath(new URL('../support/renewer.ts', import.meta.url));
      const answers = await Promise.all(
        [1, 2, 3].map(
          () =>
            new Promise<string>((resolve, reject) => {
              const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', script, dir, log], {
                stdio: ['ignore', 'pipe', 'pipe'],
              });
              let said = '';
              let wrong = '';
              child.stdout.on('data', (chunk) => {
                said += String(chunk);
              });
              child.stderr.on('data', (chunk) => {
                wrong += String(chunk);
              });
              child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(wrong))));
            }),
        ),
      );
      // one that came so late that it read the new one renews that, which is no second use
      const used = readFileSync(log, 'utf8').trim().split('\n');
      expect(new Set(used).size, used.join(' ')).to.equal(used.length);
      expect(used[0]).to.equal(first.refresh);
      const kept = JSON.parse(readFileSync(join(dir, 'auth.json'), 'utf8')) as { x: { access: string } };
      expect(answers).to.include(kept.x.access);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
