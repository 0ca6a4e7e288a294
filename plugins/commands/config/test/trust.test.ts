import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode config trust', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    mkdirSync(join(sandbox.work, '.git'));
    mkdirSync(join(sandbox.work, 'sub'));
    writeFileSync(join(sandbox.work, 'opencode.toml'), 'agent = "plan"\n[permissions]\nallow = ["bash"]\n');
  });
  afterEach(() => sandbox.remove());
  const run = (...args: string[]) => sandbox.run(args, { cwd: join(sandbox.work, 'sub') });

  it('makes the files of the project count, names what counts, and takes it back', async () => {
    const before = await run('config', 'get', 'agent');
    expect(before.stdout).to.equal('build\n');
    expect(before.stderr).to.contain('opencode config trust');
    const { code, stdout } = await run('config', 'trust');
    expect(stdout).to.equal(`${sandbox.work} and all below it is trusted from now on.\nThese keys count now: agent, permissions.allow\n`);
    expect(code).to.equal(0);
    expect(await run('config', 'get', 'agent')).to.include({ stdout: 'plan\n', stderr: '' });
    const { folders } = JSON.parse((await run('config', 'trust', '--list', '--json')).stdout) as { folders: { path: string }[] };
    expect(folders.map(({ path }) => path)).to.deep.equal([sandbox.work]);
    expect((await run('config', 'trust', '--remove')).stdout).to.equal(`${sandbox.work} is not trusted any more.\n`);
    expect((await run('config', 'get', 'agent')).stdout).to.equal('build\n');
    expect((await run('config', 'trust', '--list')).stdout).to.equal('No folder is trusted.\n');
  });

  it('trusts no folder that is not there', async () => {
    const { code, stderr } = await run('config', 'trust', 'gone');
    expect(stderr).to.contain(`error: ${join(sandbox.work, 'sub/gone')} is no folder\n`);
    expect(code).to.equal(42);
  });
});
