import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FolderTrust, type TrustState } from '../../src/config/folder-trust.ts';
import { listTrusted, trust, untrust } from '../../src/config/trust.ts';
import { changeConfigFile } from '../../src/config/write-config.ts';
import { World } from './world.ts';

describe('trusted folders', () => {
  let world: World;
  let file: string;
  beforeEach(() => {
    world = new World();
    file = join(world.paths.config, 'trust.json');
  });
  afterEach(() => world.remove());
  const state = (dir: string, options: { run?: boolean; patterns?: string[] } = {}): TrustState =>
    new FolderTrust({ paths: world.paths, root: world.repo, run: false, patterns: [], ...options }).state(dir);
  const isTrusted = (_paths: unknown, dir: string): boolean => state(dir).trusted;

  it('trusts nothing at first', () => {
    expect(isTrusted(world.paths, world.repo)).to.equal(false);
    expect(listTrusted(world.paths)).to.deep.equal([]);
  });

  it('trusts a folder and what is in it, not what is above or beside', async () => {
    expect((await trust(world.paths, world.repo)).path).to.equal(world.repo);
    expect(isTrusted(world.paths, world.repo)).to.equal(true);
    expect(isTrusted(world.paths, world.cwd)).to.equal(true);
    expect(isTrusted(world.paths, world.root)).to.equal(false);
    expect(isTrusted(world.paths, `${world.repo}-other`)).to.equal(false);
    expect(await untrust(world.paths, world.cwd)).to.equal(false);
    expect(await untrust(world.paths, world.repo)).to.equal(true);
    expect(isTrusted(world.paths, world.cwd)).to.equal(false);
  });

  it('judges the real folder, not the name it is reached by', async () => {
    const stranger = join(world.root, 'stranger');
    mkdirSync(stranger);
    symlinkSync(stranger, join(world.repo, 'link'));
    await trust(world.paths, world.repo);
    expect(isTrusted(world.paths, join(world.repo, 'link'))).to.equal(false);
    symlinkSync(world.repo, join(world.root, 'alias'));
    expect(isTrusted(world.paths, join(world.root, 'alias/packages'))).to.equal(true);
  });

  it('keeps the list private and each folder once', async () => {
    await trust(world.paths, world.repo);
    await trust(world.paths, `${world.repo}/`);
    expect(listTrusted(world.paths).map(({ path }) => path)).to.deep.equal([world.repo]);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(statSync(world.paths.config).mode & 0o777).to.equal(0o700);
  });

  it('means no when the list is damaged or open to others', async () => {
    await trust(world.paths, world.repo);
    chmodSync(file, 0o666);
    expect(isTrusted(world.paths, world.repo)).to.equal(false);
    chmodSync(file, 0o600);
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, 'not json');
    expect(isTrusted(world.paths, world.repo)).to.equal(false);
    expect(() => listTrusted(world.paths)).to.throw('OC_CONFIG_READ');
    writeFileSync(file, good);
    expect(isTrusted(world.paths, world.repo)).to.equal(true);
  });

  it('is asked for the folder of each project file', async () => {
    world.write('opencode.toml', '[permissions]\nallow = ["bash"]\n');
    world.write('packages/app/opencode.toml', '[override]\n"tool:x" = "@a/b"\n');
    await trust(world.paths, world.cwd);
    const { config, untrustedKeys } = world.load({ trust: false });
    expect(untrustedKeys).to.deep.equal(['permissions.allow']);
    expect(config.override).to.deep.equal({ 'tool:x': '@a/b' });
  });

  it('does not trust what has changed, is new, or a configuration that is gone', async () => {
    const config = world.write('opencode.toml', 'agent = "plan"\n');
    const tool = world.write('.opencode/tools/a.ts', '1');
    await trust(world.paths, world.repo);
    expect(state(world.cwd)).to.deep.equal({ trusted: true, by: 'list', changed: [] });
    writeFileSync(tool, '2');
    expect(state(world.cwd)).to.deep.equal({ trusted: false, by: 'list', changed: [tool] });
    writeFileSync(tool, '1');
    expect(state(world.cwd).trusted).to.equal(true);
    const added = world.write('.claude/skills/x/SKILL.md', 'x');
    expect(state(world.repo).changed).to.deep.equal([added]);
    rmSync(added);
    rmSync(tool);
    expect(state(world.repo).trusted).to.equal(true);
    rmSync(config);
    expect(state(world.repo).changed).to.deep.equal([config]);
  });

  it('leaves what is above trusted when only a folder below has changed', async () => {
    await trust(world.paths, world.repo);
    const file = world.write('packages/app/opencode.toml', 'agent = "plan"\n');
    expect(state(world.repo).trusted).to.equal(true);
    expect(state(world.cwd).changed).to.deep.equal([file]);
    await trust(world.paths, world.repo);
    expect(state(world.cwd).trusted).to.equal(true);
  });

  it('sees what a link leads to, also when it is moved', async () => {
    world.write('one.ts', '1');
    world.write('two.ts', '2');
    mkdirSync(join(world.repo, '.opencode/tools'), { recursive: true });
    const link = join(world.repo, '.opencode/tools/a.ts');
    symlinkSync('../../one.ts', link);
    await trust(world.paths, world.repo);
    expect(state(world.repo).trusted).to.equal(true);
    rmSync(link);
    symlinkSync('../../two.ts', link);
    expect(state(world.repo).changed).to.deep.equal([link]);
  });

  it('does not reach into repositories and submodules below', async () => {
    mkdirSync(join(world.repo, 'nested/.git'), { recursive: true });
    world.write('module/.git', 'gitdir: ../.git/modules/module\n');
    await trust(world.paths, world.repo);
    for (const below of ['nested', 'module', 'nested/deep']) {
      mkdirSync(join(world.repo, below), { recursive: true });
      expect(state(join(world.repo, below)).trusted, below).to.equal(false);
      expect(state(join(world.repo, below), { run: true }).trusted, below).to.equal(false);
    }
    expect(state(world.cwd).trusted).to.equal(true);
  });

  it('takes --trust for what stood there when it was first asked', () => {
    const file = world.write('.mcp.json', '{}');
    const run = new FolderTrust({ paths: world.paths, root: world.repo, run: true, patterns: [] });
    expect(run.state(world.repo)).to.deep.equal({ trusted: true, by: 'run', changed: [] });
    writeFileSync(file, '{"mcpServers": {"x": {"command": "x"}}}');
    expect(run.state(world.repo)).to.deep.equal({ trusted: false, by: 'run', changed: [file] });
  });

  it('knows folders by pattern, of the person and the administrator alone', () => {
    expect(state(world.cwd, { patterns: [`${world.root}/*`] }).by).to.equal('config');
    expect(state(world.cwd, { patterns: [`${world.root}/**`] }).by).to.equal('config');
    expect(state(world.cwd, { patterns: [`${world.root}/r*o`, '/nowhere'] }).trusted).to.equal(true);
    for (const pattern of [`${world.root}/*/x`, world.root, `${world.root}/rep`, 'repo', ''])
      expect(state(world.repo, { patterns: [pattern] }).trusted, pattern).to.equal(false);
    world.write('opencode.toml', `[trust]\nfolders = ["${world.root}/**"]\n[permissions]\nallow = ["bash"]\n`);
    expect(world.load({ trust: false }).config.permissions?.allow).to.equal(undefined);
    world.write(world.globalFile, `[trust]\nfolders = ["${world.repo}"]\n`);
    expect(world.load({ trust: false }).config.permissions?.allow).to.deep.equal(['bash']);
    expect(world.load({ trust: false }).config.trust?.folders).to.deep.equal([world.repo]);
  });

  it('says what has changed, and counts nothing of it', async () => {
    const file = world.write('opencode.toml', '[permissions]\nallow = ["bash"]\n');
    await trust(world.paths, world.repo);
    expect(world.load({ trust: false }).notices).to.deep.equal([]);
    writeFileSync(file, '[permissions]\nallow = ["*"]\n');
    const { config, notices } = world.load({ trust: false });
    expect(config.permissions?.allow).to.equal(undefined);
    expect(notices.map(({ code, args }) => [code, args.files])).to.deep.include(['trust_changed', file]);
  });

  it('keeps what the person changes trusted, not what others changed before', async () => {
    const file = world.write('opencode.toml', 'agent = "plan"\n');
    await trust(world.paths, world.repo);
    await changeConfigFile(file, [{ path: ['permissions', 'mode'], value: 'full' }], undefined, world.paths);
    expect(state(world.repo).trusted).to.equal(true);
    await changeConfigFile(join(world.cwd, 'opencode.toml'), [{ path: ['agent'], value: 'build' }], undefined, world.paths);
    expect(state(world.cwd).trusted).to.equal(true);
    writeFileSync(file, '[mcp.servers.x]\ncommand = "evil"\n');
    await changeConfigFile(file, [{ path: ['agent'], value: 'build' }], undefined, world.paths);
    expect(state(world.repo).changed).to.deep.equal([file]);
  });

  it('loses no folder to another process that trusts at the same time', async () => {
    const dirs = Array.from({ length: 8 }, (_one, at) => join(world.root, `many/${at}`));
    for (const dir of dirs) mkdirSync(dir, { recursive: true });
    await Promise.all(dirs.map((dir) => trust(world.paths, dir)));
    expect(
      listTrusted(world.paths)
        .map(({ path }) => path)
        .sort(),
    ).to.deep.equal(dirs);
  });

  it('holds what a repository of many files would cost against it', async () => {
    for (let at = 0; at < 1_001; at++) world.write(`.opencode/tools/lib/${at}.js`, '');
    await trust(world.paths, world.repo);
    expect(state(world.repo)).to.include({ trusted: false, tooMuch: true });
    expect(state(world.repo, { run: true }).trusted).to.equal(true);
  });
});
