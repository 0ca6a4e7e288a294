import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PermissionRequest } from '@ock/kernel';
import { expect } from 'chai';
import { permissionRequest } from '../../../../test/contracts/policy.ts';
import { policyKernel } from '../../../../test/support/policy-kernel.ts';
import { decide } from '../src/decide.ts';
import { diskFolds } from '../src/folding.ts';
import { readSettings, type Settings } from '../src/settings.ts';
import { type Ask, policyWith } from './support.ts';

const MODES = ['ask', 'accept-edits', 'plan', 'deny', 'full'] as const;

describe('policy:rules on files that are protected', () => {
  let judge: Ask;
  let folder: string;

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'oc-guards-')));
    judge = await policyWith({ home: join(folder, 'home') });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (path: string, text = 'x') => {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const here = () => ({ cwd: join(folder, 'w'), workspace: join(folder, 'w') });

  it('says which rule would open a secret, and that rule does', async () => {
    const denied = await judge('read', '/workspace/config/.env.local', { mode: 'full' });
    expect(denied).to.include({ effect: 'deny', by: 'policy', rule: 'read(config/.env.local)' });
    expect(denied.reason).to.include('read(config/.env.local)');
    expect((await judge('read', '/workspace/config/.env.local', { allow: ['read(config/.env.local)'] })).effect).to.equal('allow');
    const write = await judge('write', '/workspace/a.pem');
    expect(write).to.include({ effect: 'deny', rule: 'edit(a.pem)' });
    expect((await judge('write', '/workspace/a.pem', { allow: ['edit(a.pem)'] })).effect).to.equal('allow');
    for (const name of ['.env.example', '.env.sample', '.env.template', 'src/environment.ts', 'keys.ts'])
      expect((await judge('read', `/workspace/${name}`)).effect, name).to.equal('allow');
  });

  it('lets no ask rule turn a denial into a question', async () => {
    expect((await judge('read', '/workspace/.env', { ask: ['read', 'read(.env)'] })).effect).to.equal('deny');
  });

  it('asks before it changes what runs by itself, also where edits are accepted', async () => {
    for (const path of [
      '.git/hooks/pre-commit',
      '.git/config',
      'sub/.git/config',
      '.github/workflows/ci.yml',
      '.gitlab-ci.yml',
      '.circleci/config.yml',
      'Jenkinsfile',
      'ci/Jenkinsfile.release',
      'azure-pipelines.yml',
      '.buildkite/pipeline.yml',
      '.husky/pre-push',
      '.vscode/tasks.json',
      '.mcp.json',
      'dotfiles/.bashrc',
      '.zshenv',
      '.profile',
    ]) {
      const file = `/workspace/${path}`;
      expect((await judge('write', file, { mode: 'accept-edits' })).effect, path).to.equal('ask');
      expect((await judge('write', file, { mode: 'accept-edits', allow: ['edit', 'edit(**)'] })).effect, path).to.equal('ask');
      expect((await judge('write', file, { allow: [`edit(${path})`] })).effect, path).to.equal('allow');
      expect((await judge('read', file)).effect, path).to.equal('allow');
    }
    expect((await judge('write', '/workspace/.github/dependabot.yml', { mode: 'accept-edits' })).effect).to.equal('allow');
  });

  it('judges what a name leads to: symlinks, .. and ~', async () => {
    put('w/a.txt');
    put('w/.env');
    put('elsewhere/b.txt');
    symlinkSync(join(folder, 'w/.env'), join(folder, 'w/notes.txt'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'w/inside'));
    symlinkSync('/nonexistent/target', join(folder, 'w/dangling'));
    const effect = async (path: string) => (await judge('read', path, here())).effect;
    expect(await effect(join(folder, 'w/a.txt'))).to.equal('allow');
    expect(await effect(join(folder, 'w/notes.txt'))).to.equal('deny');
    expect(await effect(join(folder, 'w/inside/b.txt'))).to.equal('ask');
    expect(await effect(join(folder, 'w/dangling'))).to.equal('ask');
    expect(await effect(`${folder}/w/../elsewhere/b.txt`)).to.equal('ask');
    expect(await effect(`${homedir()}/.ssh/id_ed25519`)).to.equal('deny');
  });

  it('knows a secret under the other name of a hard link', async () => {
    linkSync(put('w/.env'), join(folder, 'w/notes.txt'));
    linkSync(put('home/.local/share/opencode/auth.json'), join(folder, 'w/data.json'));
    linkSync(put('w/app/.env'), join(folder, 'w/readme.md'));
    linkSync(put('w/plain.txt'), join(folder, 'w/other.txt'));
    for (const name of ['notes.txt', 'data.json', 'readme.md'])
      for (const tool of ['read', 'write'])
        for (const mode of MODES)
          expect((await judge(tool, join(folder, 'w', name), { ...here(), mode })).effect, `${tool} ${name} ${mode}`).to.equal('deny');
    expect((await judge('read', join(folder, 'w/other.txt'), here())).effect).to.equal('allow');
  });

  describe('where the disk takes upper and lower case for the same', () => {
    const forced = (folds: boolean): Settings => ({
      ...readSettings(policyKernel({ permissions: { deny: ['read(Private/**)', 'edit(LOCKED)'] } })),
      folds: () => folds,
    });
    const effect = async (action: 'read' | 'write', path: string, folds: boolean, more: Partial<PermissionRequest> = {}) =>
      (
        await decide(
          permissionRequest({
            subjects: [{ action, path }],
            tool: { id: action, permission: `fs.${action}`, readOnly: action === 'read' },
            ...more,
          }),
          forced(folds),
        )
      ).effect;

    it('compares names as the disk does', async () => {
      for (const [action, path] of [
        ['read', '/workspace/PRIVATE/a'],
        ['read', '/workspace/pr\u0130vate/../private/a'],
        ['write', '/workspace/locked'],
        ['write', '/HOME/tester/.CONFIG/opencode/opencode.toml'],
        ['read', '/workspace/OPENCODE.TOML'],
        ['read', '/workspace/.E\u200bNV'],
        ['read', '/home/u/.\u017fsh/config'],
      ] as const)
        expect(await effect(action, path, true, { mode: 'full' }), path).to.equal('deny');
      expect(await effect('write', '/workspace/.Git/hooks/x', true, { mode: 'accept-edits' })).to.equal('ask');
      expect(await effect('read', '/WORKSPACE/src/a', true)).to.equal('allow');
    });

    it('and keeps apart what another disk keeps apart', async () => {
      expect(await effect('read', '/workspace/PRIVATE/a', false)).to.equal('allow');
      expect(await effect('read', '/workspace/Private/a', false)).to.equal('deny');
      expect(await effect('read', '/WORKSPACE/src/a', false)).to.equal('ask');
    });

    it('finds out by looking, without leaving a trace', () => {
      put('w/Name.txt');
      const folds = diskFolds(join(folder, 'w/not/there'));
      expect(folds).to.equal(diskFolds(join(folder, 'w/Name.txt')));
      writeFileSync(join(folder, 'w/NAME.TXT'), 'other');
      expect(diskFolds(join(folder, 'w'))).to.equal(folds);
    });
  });
});
