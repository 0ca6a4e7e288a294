import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '@ock/schemas';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { putSessionFile, sessionFile } from '../../../../test/support/session-file.ts';

describe('opencode session', () => {
  let sandbox: Sandbox;
  let first: Session;
  let second: Session;

  before(async () => {
    sandbox = new Sandbox();
    const elsewhere = join(sandbox.dir, 'elsewhere');
    mkdirSync(elsewhere);
    const files = [sessionFile(sandbox.work, 'Fix the login test'), sessionFile(elsewhere, 'Paint the shed \u001b[31mred')];
    first = files[0]?.session as Session;
    second = files[1]?.session as Session;
    const names = files.map((data, at) => putSessionFile(sandbox.dir, `${at}.json`, data));
    const { code, stderr } = await sandbox.run(['import', ...names]);
    expect(code, stderr).to.equal(0);
  });
  after(() => sandbox.remove());

  const json = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await sandbox.run([...args, '--json']);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout);
  };
  const ids = async (...args: string[]) => ((await json('session', 'list', ...args)) as Session[]).map(({ id }) => id);

  it('list shows this folder, --all every folder, --search words of the title', async () => {
    expect(await ids()).to.deep.equal([first.id]);
    expect((await ids('--all')).sort()).to.deep.equal([first.id, second.id].sort());
    expect(await ids('--all', '--limit', '1')).to.have.length(1);
    expect(await ids('--all', '--search', 'SHED')).to.deep.equal([second.id]);
    expect(await ids('--search', 'shed')).to.deep.equal([]);
  });

  it('list aligns its columns and keeps escape sequences from the terminal', async () => {
    const { code, stdout } = await sandbox.run(['session', 'list', '--all']);
    expect(code).to.equal(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).to.have.length(3);
    const column = lines[0]?.indexOf('TITLE') as number;
    expect(lines.slice(1).map((line) => line.slice(column))).to.have.members(['Fix the login test', 'Paint the shed red']);
    expect(stdout).to.not.include('\u001b');
  });

  it('list says on standard error that there is nothing', async () => {
    const { code, stdout, stderr } = await sandbox.run(['session', 'list'], { cwd: sandbox.home });
    expect([code, stdout]).to.deep.equal([0, '']);
    expect(stderr).to.include('--all');
  });

  it('show prints what was said and done, by any unique part of the id', async () => {
    const { code, stdout } = await sandbox.run(['session', 'show', first.id.slice(-8).toLowerCase()]);
    expect(code).to.equal(0);
    for (const text of [
      'Fix the login test',
      first.id,
      'openai/gpt',
      '» run the tests',
      '> bash npm test',
      '3 passing',
      'They pass.',
      '$0.25',
    ]) {
      expect(stdout).to.include(text);
    }
    const { stdout: short } = await sandbox.run(['session', 'show', first.id, '--limit', '1']);
    expect(short).to.include('They pass.').and.include('3 earlier').and.not.include('npm test');
    const { stdout: named } = await sandbox.run(['session', 'show', first.id, '--ids']);
    expect(named).to.match(/^\[[0-9A-Z]{8}\]\n» run the tests/m);
    expect(await json('session', 'show', first.id)).to.have.nested.property('session.id', first.id);
  });

  it('tells a wrong id with those that are near, exit code 42', async () => {
    const { code, stdout, stderr } = await sandbox.run(['session', 'show', `${first.id.slice(0, -2)}zz`]);
    expect([code, stdout]).to.deep.equal([42, '']);
    expect(stderr).to.include(first.id);
  });

  it('rename takes all words and does not change the order', async () => {
    expect(await json('session', 'rename', second.id, 'Paint', 'the', 'fence')).to.deep.equal({ id: second.id, title: 'Paint the fence' });
    const [session] = (await json('session', 'list', '--all', '--search', 'fence')) as Session[];
    expect(session?.updated_at).to.equal(second.updated_at);
    expect((await sandbox.run(['session', 'rename', second.id, ' '])).code).to.equal(2);
  });

  it('fork copies, delete takes the copy', async () => {
    const { id } = (await json('session', 'fork', first.id)) as { id: string };
    expect((await ids()).sort()).to.deep.equal([first.id, id].sort());
    const shown = (await json('session', 'show', id)) as { messages: unknown[] };
    expect(shown.messages).to.have.length(4);
    expect(await json('session', 'delete', id, '--yes')).to.deep.equal({ deleted: [id] });
    expect(await ids()).to.deep.equal([first.id]);
  });

  it('delete asks, and refuses where nobody can be asked', async () => {
    const { code, stderr } = await sandbox.run(['session', 'delete', first.id]);
    expect(code).to.equal(2);
    expect(stderr).to.include('--yes');
    expect(await ids()).to.deep.equal([first.id]);
  });

  it('delete checks all names before it deletes any', async () => {
    expect((await sandbox.run(['session', 'delete', first.id, 'nonesuch', '-y'])).code).to.equal(42);
    expect(await ids()).to.deep.equal([first.id]);
  });

  it('resume starts the conversation where it stopped', async () => {
    const { code, stdout, stderr } = await sandbox.run(['session', 'resume', first.id], { input: '/session\n/exit\n' });
    expect(code, stderr).to.equal(0);
    expect(stdout + stderr).to.include(first.id);
    expect((await sandbox.run(['session', 'resume', 'nonesuch'])).code).to.equal(42);
  });
});
