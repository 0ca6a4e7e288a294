import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePath } from '@ock/kernel';
import { expect } from 'chai';

describe('resolvePath', () => {
  let root: string;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'resolve-')));
    await mkdir(join(root, 'a'));
    await mkdir(join(root, 'b/deep'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('resolves what exists, what does not, and the home folder', () => {
    expect(resolvePath('a/../b', root)).to.equal(join(root, 'b'));
    expect(resolvePath('a/new/file', root)).to.equal(join(root, 'a/new/file'));
    expect(resolvePath('~/x-none', root)).to.equal(join(homedir(), 'x-none'));
  });

  it('follows links that lead to nothing, also through linked folders', async () => {
    await symlink('../b/none', join(root, 'a/dangling'));
    await symlink(join(root, 'b/deep'), join(root, 'a/folder'));
    await symlink('../none', join(root, 'b/deep/up'));
    expect(resolvePath('a/dangling', root)).to.equal(join(root, 'b/none'));
    expect(resolvePath('a/dangling/x', root)).to.equal(join(root, 'b/none/x'));
    expect(resolvePath('a/folder/up', root)).to.equal(join(root, 'b/none'));
  });

  it('takes a missing name for the only one that looks the same', async () => {
    await mkdir(join(root, 'e\u0301te\u0301'));
    await writeFile(join(root, 'e\u0301te\u0301/at 9\u202fam.png'), '');
    expect(resolvePath('\u00e9t\u00e9/at 9 am.png', root)).to.equal(join(root, 'e\u0301te\u0301/at 9\u202fam.png'));
    expect(resolvePath('\u00e9t\u00e9/new', root)).to.equal(join(root, 'e\u0301te\u0301/new'));
    await writeFile(join(root, 'e\u0301te\u0301/at 9\u00a0am.png'), '');
    expect(resolvePath('\u00e9t\u00e9/at 9 am.png', root), 'two of them').to.equal(join(root, 'e\u0301te\u0301/at 9 am.png'));
  });

  it('ends on links that lead to themselves', async () => {
    await symlink('loop', join(root, 'loop'));
    expect(resolvePath('loop/x', root)).to.equal(join(root, 'loop/x'));
  });
});
