import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from '@ock/kernel';
import { expect } from 'chai';
import { gitState } from '../src/git-update.ts';
import { installation, installCommand } from '../src/install-method.ts';

const kernel = { options: { env: process.env }, signal: new AbortController().signal } as unknown as Kernel;
const t = (key: string) => key;

describe('upgrade', () => {
  let dir: string;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-upgrade-')));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function folder(path: string, pkg: object, git = false): string {
    const root = join(dir, path);
    mkdirSync(git ? join(root, '.git') : root, { recursive: true });
    writeFileSync(join(root, 'package.json'), JSON.stringify(pkg));
    return root;
  }
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args], {
      cwd,
      stdio: 'pipe',
      encoding: 'utf8',
    });

  it('tells how the program was installed from where it stands', () => {
    const method = (path: string, isGit = false) => installation(folder(path, { name: 'x' }, isGit)).method;
    expect(method('checkout', true)).to.equal('git');
    expect(method('lib/node_modules/x')).to.equal('npm');
    expect(method('pnpm/global/5/node_modules/x')).to.equal('pnpm');
    expect(method('.bun/install/global/node_modules/x')).to.equal('bun');
    expect(method('yarn/global/node_modules/x')).to.equal('yarn');
    expect(method('unpacked')).to.equal('archive');
  });

  it('never takes the name of an unpublished package to a registry', () => {
    expect(installation(folder('a/node_modules/x', { name: 'x', private: true }))).to.not.have.property('published');
    expect(installation(folder('b/node_modules/x', { name: 'x' })).published).to.equal('x');
    expect(installCommand('npm', 'x')).to.deep.equal(['npm', 'install', '-g', 'x@latest']);
  });

  it('counts what the remote has and sees changes here', async () => {
    git(dir, 'init', '-q', 'origin');
    git(join(dir, 'origin'), 'commit', '-q', '--allow-empty', '-m', 'one');
    git(dir, 'clone', '-q', join(dir, 'origin'), 'here');
    const here = join(dir, 'here');
    expect(await gitState(kernel, here, t)).to.include({ branch: 'main', behind: 0, dirty: false });
    writeFileSync(join(dir, 'origin', 'f'), 'x');
    git(join(dir, 'origin'), 'add', 'f');
    git(join(dir, 'origin'), 'commit', '-q', '-m', 'two');
    writeFileSync(join(here, 'mine'), 'x');
    expect(await gitState(kernel, here, t)).to.include({ behind: 1, dirty: false });
    git(here, 'add', 'mine');
    expect(await gitState(kernel, here, t)).to.include({ dirty: true });
  });

  it('says so when the remote cannot be reached, or there is none', async () => {
    git(dir, 'init', '-q', 'origin');
    git(join(dir, 'origin'), 'commit', '-q', '--allow-empty', '-m', 'one');
    git(dir, 'clone', '-q', join(dir, 'origin'), 'here');
    rmSync(join(dir, 'origin'), { recursive: true });
    const code = (root: string) =>
      gitState(kernel, root, t).then(
        () => 'none',
        (error: { code: string }) => error.code,
      );
    expect(await code(join(dir, 'here'))).to.equal('OC_NETWORK');
    git(dir, 'init', '-q', 'alone');
    git(join(dir, 'alone'), 'commit', '-q', '--allow-empty', '-m', 'one');
    expect(await code(join(dir, 'alone'))).to.equal('OC_INPUT');
  });
});
