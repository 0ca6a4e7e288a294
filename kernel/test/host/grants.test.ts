import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { grantedTo, grantsHost, readGrants, writeGrant } from '../../src/host/grants.ts';
import { childEnvironment, permissionFlags } from '../../src/host/node-permissions.ts';
import { indexed } from '../support/test-kernel.ts';

const GRANT = { permissions: ['fs.read'], version: '1.0.0', from: 'x', granted_at: '2026-01-01T00:00:00Z' };

describe('grants', () => {
  let dir: string;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-grants-')));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('are kept privately, by name, and forgotten on request', async () => {
    await writeGrant(dir, 'a', GRANT);
    await writeGrant(dir, 'b', GRANT);
    await writeGrant(dir, 'a', undefined);
    expect(readGrants(dir)).to.deep.equal({ b: GRANT });
    expect(statSync(join(dir, 'grants.json')).mode & 0o777).to.equal(0o600);
  });

  it('are none when the file cannot be read', () => {
    writeFileSync(join(dir, 'grants.json'), '{');
    expect(readGrants(dir)).to.deep.equal({});
    writeFileSync(join(dir, 'grants.json'), '{"p": {"permissions": "all"}}');
    expect(grantedTo(dir, indexed('p', {}, { origin: 'user' }), { grant: 'all' })).to.deep.equal([]);
  });

  it('of installed plugins come from the file and the configuration, of others from their manifest', async () => {
    await writeGrant(dir, 'p', GRANT);
    const manifest = { ...indexed('p', {}).manifest, permissions: ['exec'] };
    expect(grantedTo(dir, indexed('p', {}, { origin: 'user', manifest }), { grant: ['net:x', 'fs.read'] })).to.deep.equal([
      'fs.read',
      'net:x',
    ]);
    expect(grantedTo(dir, indexed('p', {}, { origin: 'linked', manifest }), {})).to.deep.equal(['exec']);
  });

  it('for hosts match exactly, below a star, or all', () => {
    expect(grantsHost(['net:a.test'], 'A.TEST')).to.equal(true);
    expect(grantsHost(['net:a.test'], 'b.a.test')).to.equal(false);
    expect(grantsHost(['net:*.a.test'], 'b.a.test')).to.equal(true);
    expect(grantsHost(['net:*.a.test'], 'a.test')).to.equal(false);
    expect(grantsHost(['net:*.a.test'], 'evila.test')).to.equal(false);
    expect(grantsHost(['net:*'], 'anything')).to.equal(true);
    expect(grantsHost(['fs.read', 'exec'], 'a.test')).to.equal(false);
  });
});

describe('rights of a child', () => {
  const rights = { read: ['/script'], workspace: '/repo', granted: [] as string[] };

  it('become flags of the Node that runs it', () => {
    expect(permissionFlags(rights, '20.19.0')).to.deep.equal([
      '--experimental-permission',
      '--disable-warning=ExperimentalWarning',
      '--allow-fs-read=/script',
    ]);
    for (const [version, stable] of [
      ['22.12.0', false],
      ['22.13.0', true],
      ['23.4.0', false],
      ['23.5.0', true],
      ['24.0.0', true],
    ] as const) {
      expect(permissionFlags(rights, version)[0], version).to.equal(stable ? '--permission' : '--experimental-permission');
    }
  });

  it('never include workers or addons', () => {
    const flags = permissionFlags({ ...rights, granted: ['fs.read', 'fs.write', 'exec', 'net:*', 'env:X', 'secret:y', 'ui'] }, '24.0.0');
    expect(flags.filter((flag) => flag.startsWith('--allow-'))).to.deep.equal([
      '--allow-fs-read=/script',
      '--allow-fs-read=/repo/',
      '--allow-fs-write=/repo/',
      '--allow-child-process',
    ]);
  });

  it('include no variable that makes programs run other code', () => {
    const env = { PATH: '/bin', LD_PRELOAD: 'x', NODE_OPTIONS: 'y', DYLD_INSERT_LIBRARIES: 'z', SECRET: 's', WANTED: 'w' };
    expect(childEnvironment(env, ['env:LD_PRELOAD', 'env:NODE_OPTIONS', 'env:DYLD_INSERT_LIBRARIES', 'env:WANTED'])).to.deep.equal({
      PATH: '/bin',
      WANTED: 'w',
    });
  });
});
