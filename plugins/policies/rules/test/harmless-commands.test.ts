import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { EVERYDAY } from './hostile/everyday.ts';
import { EVERYDAY_MORE } from './hostile/everyday-more.ts';
import { FILES, HARMLESS } from './hostile/harmless.ts';
import { type Ask, policyWith } from './support.ts';

describe('policy:rules lets everyday reading commands run without asking', () => {
  let judge: Ask;
  let folder: string;
  before(async () => {
    judge = await policyWith({});
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ock-harmless-')));
    execFileSync('git', ['init', '-q', '.'], { cwd: folder });
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const command of [...HARMLESS, ...EVERYDAY, ...EVERYDAY_MORE])
    it(JSON.stringify(command), async () => {
      for (const mode of ['ask', 'plan', 'deny'] as const) {
        const { effect, reason } = await judge('bash', command, { mode, cwd: folder, workspace: folder });
        expect(effect, `${mode}: ${reason}`).to.equal('allow');
      }
    });

  it('asks where a search would meet secrets, and where a pattern does', async () => {
    writeFileSync(join(folder, 'src/.env'), 'A=1');
    for (const command of ['grep -rn export src', 'grep -r x .', 'cat src/.e*'])
      expect((await judge('bash', command, { cwd: folder, workspace: folder })).effect, command).to.not.equal('allow');
    expect((await judge('bash', 'rg export', { cwd: folder, workspace: folder })).effect).to.equal('allow');
    rmSync(join(folder, 'src/.env'));
  });

  it('takes a file with the name of an option for one where a pattern meets it', async () => {
    const place = { cwd: folder, workspace: folder };
    expect((await judge('bash', 'sort *', place)).effect).to.equal('allow');
    writeFileSync(join(folder, '-oREADME.md'), '');
    expect((await judge('bash', 'sort *', place)).effect).to.equal('ask');
    rmSync(join(folder, '-oREADME.md'));
  });
});
