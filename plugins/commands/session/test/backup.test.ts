import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { putSessionFile, sessionFile } from '../../../../test/support/session-file.ts';

describe('opencode session backup and check', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = new Sandbox();
    const file = putSessionFile(sandbox.dir, 'one.json', sessionFile(sandbox.work, 'Fix the login test'));
    expect((await sandbox.run(['import', file])).code).to.equal(0);
  });
  after(() => sandbox.remove());

  it('copy what can be put in the place of the original, and never over anything', async () => {
    const other = join(sandbox.dir, 'other');
    mkdirSync(other);
    const copy = join(other, 'opencode.db');
    const { code, stdout, stderr } = await sandbox.run(['session', 'backup', copy]);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.contain(copy);
    expect(statSync(copy).mode & 0o077).to.equal(0);
    const list = await sandbox.run(['session', 'list', '--json'], { env: { OPENCODE_DATA_DIR: other } });
    expect(JSON.parse(list.stdout)).to.have.length(1);
    const again = await sandbox.run(['session', 'backup', copy]);
    expect(again.code).to.not.equal(0);
    expect(again.stderr).to.contain(copy);
  });

  it('say that nothing is damaged', async () => {
    const { code, stdout } = await sandbox.run(['session', 'check', '--json']);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout).problems).to.deep.equal([]);
  });
});
