import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Ask, policyWith } from './support.ts';

describe('links in a repository', () => {
  let judge: Ask;
  let top: string;
  let workspace: string;
  before(async () => {
    judge = await policyWith({});
    top = realpathSync(mkdtempSync(join(tmpdir(), 'ock-links-')));
    workspace = join(top, 'w');
    for (const folder of ['out', 'w/src/deep', 'w/twin', 'w/keys', 'w/plain/a', 'w/other/a', 'w/near/x'])
      mkdirSync(join(top, folder), { recursive: true });
    for (const file of ['out/o.txt', 'w/a.txt', 'w/keys/k', 'w/src/a.ts', 'w/twin/k', 'w/twin/n', 'w/plain/a/t', 'w/other/a/t'])
      writeFileSync(join(top, file), 'x\n');
    symlinkSync('../out', join(workspace, 'link'));
    symlinkSync('src/deep', join(workspace, 'short'));
    symlinkSync('../keys/k', join(workspace, 'src/k'));
    mkdirSync(join(workspace, 'named'));
    mkdirSync(join(workspace, 'named2'));
    symlinkSync('../../out', join(workspace, 'named/n'));
    writeFileSync(join(workspace, 'named2/n'), 'x\n');
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  it('do not hide what lies beside their targets', async () => {
    for (const command of [
      'cat link/../out/o.txt',
      'cat ./link/..//out/o.txt',
      'cat $PWD/link/../out/o.txt',
      'cat < link/../out/o.txt',
      "grep '' link/../out/o.txt",
      "grep -rh '' link/../out",
      'ls link/../out | xargs cat',
      'find link/../out -type f -exec cat {} +',
      'for f in link/../out/o.txt; do cat $f; done',
      'for d in link; do cat "$d"/../out/o.txt; done',
      'd=link; cat $d/../out/o.txt',
      'cd link/../out; cat o.txt',
      'diff -r named named2',
    ])
      expect((await judge('bash', command, { cwd: workspace, workspace })).effect, command).to.equal('ask');
  });

  it('do not hide what a rule denies', async () => {
    for (const command of [
      'cat short/../k',
      'cat plain/../short/../k',
      'cd short/..; cat k',
      'diff -r src twin',
      'diff src twin',
      'diff -rN src plain',
      'grep -R x src',
      'zip -r x.zip src',
      'cat /proc/self/cwd/../w/keys/k',
    ])
      for (const mode of ['ask', 'full'] as const)
        expect((await judge('bash', command, { mode, cwd: workspace, workspace, deny: ['read(keys/**)'] })).effect, command).to.not.equal(
          'allow',
        );
  });

  it('leave other ways up alone', async () => {
    for (const command of [
      'cat src/../a.txt',
      'cat src/deep/../../a.txt',
      'cd src/.. && ls',
      'cat nowhere/../a.txt',
      'ls short/../../src',
      'git diff HEAD~1..HEAD',
      "grep -rn 'a..b' plain",
      'echo ...',
    ])
      expect((await judge('bash', command, { cwd: workspace, workspace })).effect, command).to.equal(
        command.startsWith('ls short') ? 'ask' : 'allow',
      );
  });
});
