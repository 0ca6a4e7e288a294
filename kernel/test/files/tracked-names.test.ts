import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trackedNames } from '@ock/kernel';
import { expect } from 'chai';

const NAMES = ['a.txt', 'docker/.env', `secrets/${'long-'.repeat(9)}name`, 'secrets/short', 'ü.txt'];

describe('trackedNames', () => {
  let folder: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  const found = () => trackedNames(join(folder, '.git'));
  beforeEach(function () {
    if (spawnSync('git', ['--version']).status !== 0) {
      console.log('git is missing');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'tracked-names-'));
    git('init', '-q');
    for (const name of ['docker', 'secrets']) mkdirSync(join(folder, name));
    for (const name of [...NAMES, 'other']) writeFileSync(join(folder, name), 'x');
    git('add', ...NAMES);
  });
  afterEach(() => folder && rmSync(folder, { recursive: true, force: true }));

  for (const version of ['2', '3', '4'])
    it(`reads an index of version ${version}`, () => {
      if (version === '3') {
        writeFileSync(join(folder, 'later'), 'x');
        git('add', '-N', 'later');
      } else git('update-index', '--index-version', version);
      expect([...(found() ?? [])].filter((name) => name !== 'later')).to.have.members(NAMES);
    });

  it('knows none where there is no index', () => {
    rmSync(join(folder, '.git/index'));
    expect(found()?.size).to.equal(0);
  });

  it('does not tell of a split index, of one that is no file, and of a damaged one', () => {
    git('update-index', '--split-index');
    expect(found()).to.equal(undefined);
    rmSync(join(folder, '.git/index'));
    writeFileSync(join(folder, '.git/index'), 'DIRC\0\0\0\x02\0\0\0\x05');
    expect(found()).to.equal(undefined);
    rmSync(join(folder, '.git/index'));
    execFileSync('mkfifo', [join(folder, '.git/index')]);
    expect(found()).to.equal(undefined);
  });
});
