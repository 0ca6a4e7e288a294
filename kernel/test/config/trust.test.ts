import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isTrusted, listTrusted, trust, untrust } from '../../src/config/trust.ts';
import { World } from './world.ts';

describe('trusted folders', () => {
  let world: World;
  let file: string;
  beforeEach(() => {
    world = new World();
    file = join(world.paths.config, 'trust.json');
  });
  afterEach(() => world.remove());

  it('trusts nothing at first', () => {
    expect(isTrusted(world.paths, world.repo)).to.equal(false);
    expect(listTrusted(world.paths)).to.deep.equal([]);
  });

  it('trusts a folder and what is in it, not what is above or beside', async () => {
    expect(await trust(world.paths, world.repo)).to.equal(world.repo);
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
});
