import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { removable } from '../src/removable.ts';

describe('uninstall', () => {
  let dir: string;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-uninstall-')));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const made = (...parts: string[]) => {
    const path = join(dir, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  };

  it('removes our folders that exist, and keeps what is asked for', () => {
    const paths = { config: made('config', 'opencode'), data: made('share', 'opencode'), cache: join(dir, 'cache', 'opencode') };
    const { remove, left } = removable(paths, ['data'], []);
    expect(remove).to.deep.equal([{ kind: 'config', path: paths.config }]);
    expect(left).to.deep.equal([{ kind: 'data', path: paths.data, why: 'kept' }]);
  });

  it('leaves alone what may be more than ours', () => {
    const project = made('opencode');
    made('opencode', '.git');
    const linked = join(dir, 'link', 'opencode');
    made('link');
    symlinkSync(homedir(), linked);
    const around = made('outer', 'opencode');
    const cwd = made('outer', 'opencode', 'project');
    const paths = { home: homedir(), root: '/', custom: made('my-stuff'), project, linked, around };
    const { remove, left } = removable(paths, [], [cwd]);
    expect(remove).to.deep.equal([]);
    expect(left.map(({ why }) => why)).to.deep.equal(Object.keys(paths).map(() => 'not-ours'));
  });
});

describe('opencode uninstall', () => {
  it('shows, asks for --yes where nobody can answer, and removes only what is ours', async () => {
    const sandbox = new Sandbox();
    try {
      await sandbox.run(['auth', 'set', 'openai', 'sk-0123456789']);
      writeFileSync(join(sandbox.work, 'mine.txt'), 'x');
      const shown = JSON.parse((await sandbox.run(['uninstall', '--dry-run', '--json'])).stdout) as {
        remove: { kind: string }[];
        removed: boolean;
      };
      expect(shown.removed).to.equal(false);
      expect(shown.remove.map(({ kind }) => kind)).to.include('data');
      expect((await sandbox.run(['uninstall'])).code).to.equal(2);
      expect(existsSync(sandbox.dataDir)).to.equal(true);
      expect((await sandbox.run(['uninstall', '--yes', '--keep-data'])).code).to.equal(0);
      expect(existsSync(sandbox.dataDir)).to.equal(true);
      expect((await sandbox.run(['uninstall', '--yes'])).code).to.equal(0);
      expect(existsSync(sandbox.dataDir)).to.equal(false);
      expect(existsSync(join(sandbox.home, '.cache/opencode')), 'the cache, written again at the end').to.equal(false);
      expect(existsSync(join(sandbox.work, 'mine.txt'))).to.equal(true);
    } finally {
      sandbox.remove();
    }
  });
});
