import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionExport as Export } from '@ock/schemas';
import { expect } from 'chai';
import { SessionExport } from '../../../../schemas/src/session-export.ts';
import { Sandbox } from '../../../../test/support/cli.ts';
import { putSessionFile, sessionFile } from '../../../../test/support/session-file.ts';

/** Put together at run time, so that no scanner takes this file for a leak. */
const KEY = `sk-${'aB3dE5fG7h'.repeat(4)}`;

describe('opencode export and import', () => {
  let sandbox: Sandbox;
  let data: Export;

  beforeEach(async () => {
    sandbox = new Sandbox();
    data = sessionFile(sandbox.work, 'Fix the test', { prompt: `use ${KEY}`, output: 'a\n```\nb\n```' });
    const { code, stderr } = await sandbox.run(['import', putSessionFile(sandbox.dir, 'in.json', data)]);
    expect(code, stderr).to.equal(0);
  });
  afterEach(() => sandbox.remove());

  const read = (file: string): Export => SessionExport.parse(JSON.parse(readFileSync(join(sandbox.work, file), 'utf8')));

  it('write a file named after time and id, private, without keys', async () => {
    const { code, stdout } = await sandbox.run(['export']);
    expect(code).to.equal(0);
    const [name = ''] = readdirSync(sandbox.work);
    expect(name).to.match(new RegExp(`^session_2026-02-2[234]_\\d\\d-07-27_${data.session.id.slice(-8).toLowerCase()}\\.json$`));
    expect(stdout).to.include(name);
    expect(statSync(join(sandbox.work, name)).mode & 0o777).to.equal(0o600);
    expect(readFileSync(join(sandbox.work, name), 'utf8'))
      .to.include('[redacted]')
      .and.not.include(KEY);
    expect(read(name).session.id).to.equal(data.session.id);
  });

  it('overwrite only when told to', async () => {
    writeFileSync(join(sandbox.work, 'out.json'), 'mine');
    const refused = await sandbox.run(['export', data.session.id, '-o', 'out.json']);
    expect(refused.code).to.equal(42);
    expect(refused.stderr).to.include('--force');
    expect(readFileSync(join(sandbox.work, 'out.json'), 'utf8')).to.equal('mine');
    expect((await sandbox.run(['export', data.session.id, '-o', 'out.json', '--force'])).code).to.equal(0);
    expect(read('out.json').messages).to.have.length(4);
  });

  it('print to standard output, and nothing else there', async () => {
    const { code, stdout } = await sandbox.run(['export', 'latest', '-o', '-']);
    expect(code).to.equal(0);
    expect(SessionExport.parse(JSON.parse(stdout)).session.title).to.equal('Fix the test');
    expect(readdirSync(sandbox.work)).to.deep.equal([]);
  });

  it('write markdown whose fences hold', async () => {
    const { code, stdout } = await sandbox.run(['export', '--format', 'markdown', '-o', '-']);
    expect(code).to.equal(0);
    expect(stdout.startsWith('# Fix the test\n')).to.equal(true);
    expect(stdout)
      .to.include('````\na\n```\nb\n```\n````')
      .and.include('"command": "npm test"')
      .and.include('They pass.')
      .and.not.include(KEY);
    expect((await sandbox.run(['export', '--format', 'markdown'])).code).to.equal(0);
    expect(readdirSync(sandbox.work)[0]).to.match(/\.md$/);
  });

  it('go round through a pipe into another home', async () => {
    const { stdout } = await sandbox.run(['export', '-o', '-']);
    const other = new Sandbox();
    const { code, stdout: told } = await other.run(['import', '-', '--json'], { input: stdout });
    expect(code).to.equal(0);
    const [imported] = JSON.parse(told) as { id: string; messages: number; directory: string }[];
    expect(imported).to.deep.include({ id: data.session.id, messages: 4, directory: sandbox.work });
    other.remove();
  });

  it('give a session whose folder is not here the current one', async () => {
    const file = putSessionFile(sandbox.dir, 'far.json', sessionFile('/no/such/folder', 'Far'));
    const [far] = JSON.parse((await sandbox.run(['import', file, '--json'])).stdout) as { directory: string }[];
    expect(far?.directory).to.equal(sandbox.work);
    const near = putSessionFile(sandbox.dir, 'near.json', sessionFile(sandbox.home, 'Near'));
    const [kept] = JSON.parse((await sandbox.run(['import', near, '--json'])).stdout) as { directory: string }[];
    expect(kept?.directory).to.equal(sandbox.home);
    const [here] = JSON.parse((await sandbox.run(['import', near, '--here', '--json'])).stdout) as { directory: string }[];
    expect(here?.directory).to.equal(sandbox.work);
  });

  it('read lists of sessions and the files of the Python system', async () => {
    const python = {
      id: 'ea99a867',
      title: 'Old',
      created_at: '2026-02-23T12:07:27',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    };
    const file = putSessionFile(sandbox.dir, 'list.json', { sessions: [python, sessionFile(sandbox.work, 'New')] });
    const { code, stdout } = await sandbox.run(['import', file, '--json']);
    expect(code).to.equal(0);
    expect((JSON.parse(stdout) as { title: string; messages: number }[]).map(({ title, messages }) => [title, messages])).to.deep.equal([
      ['Old', 1],
      ['New', 4],
    ]);
  });

  it('refuse what is no session, with file and place, and import nothing', async () => {
    const before = (await sandbox.run(['session', 'list', '--all', '--json'])).stdout;
    const wrong = sessionFile(sandbox.work, 'Wrong') as unknown as { messages: { role: string }[] };
    (wrong.messages[1] as { role: string }).role = 'robot';
    const cases: [string, string, number, string][] = [
      ['wrong.json', JSON.stringify(wrong), 42, 'messages[1].role'],
      ['cut.json', JSON.stringify(wrong).slice(0, 50), 42, 'not JSON'],
      ['empty.json', '[]', 42, 'empty'],
    ];
    for (const [name, content, exit, told] of cases) {
      writeFileSync(join(sandbox.work, name), content);
      const { code, stderr } = await sandbox.run(['import', name]);
      expect(code, name).to.equal(exit);
      expect(stderr).to.include(name).and.include(told);
    }
    const missing = await sandbox.run(['import', 'none.json']);
    expect(missing.code).to.equal(42);
    expect(missing.stderr).to.include('none.json');
    expect((await sandbox.run(['session', 'list', '--all', '--json'])).stdout).to.equal(before);
    expect(existsSync(join(sandbox.work, 'none.json'))).to.equal(false);
  });
});
