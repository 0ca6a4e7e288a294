import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { anyStands } from '../../src/runtime/any-stands.ts';
import { testKernel } from '../support/test-kernel.ts';

describe('files that something is due by', () => {
  let base: string;
  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'ock-stands-')));
    for (const folder of ['home/.agents/skills', 'config/tools', 'work/.git', 'work/a/b', 'work/.opencode'])
      mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, 'outside'), '');
  });
  afterEach(() => rmSync(base, { recursive: true }));
  const stands = (...names: string[]) => {
    const load = () => Promise.reject(new Error('no plugin here'));
    const { kernel } = testKernel({
      plugins: [],
      load,
      cwd: join(base, 'work/a/b'),
      dataDir: join(base, 'config'),
      env: { HOME: join(base, 'home') },
    });
    return anyStands(kernel, names);
  };

  it('stand in the project, from its root down', () => {
    expect(stands('.opencode')).to.equal(true);
    expect(stands('nowhere', 'b')).to.equal(true);
    expect(stands('outside')).to.equal(false);
    expect(stands()).to.equal(false);
  });

  it('or below the home and the configuration', () => {
    expect(stands('~/.agents/skills')).to.equal(true);
    expect(stands('{config}/tools')).to.equal(true);
    expect(stands('~/tools', '{config}/.agents', '.agents/skills', 'tools')).to.equal(false);
  });
});
