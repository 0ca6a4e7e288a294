import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SessionExport } from '@ock/schemas';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { putSessionFile, sessionFile } from '../../../../test/support/session-file.ts';

/** Put together at run time, so that no scanner takes this file for a leak. */
const KEY = `sk-${'aB3dE5fG7h'.repeat(4)}`;

describe('opencode session share', () => {
  let sandbox: Sandbox;
  let data: SessionExport;

  beforeEach(async () => {
    sandbox = new Sandbox();
    data = sessionFile(sandbox.work, 'Fix <b>it</b>', {
      prompt: `look at ${sandbox.home}/notes with ${KEY}, write to jane.doe@corp.example.net on ${hostname()}`,
      output: '--- a/x\n</code></pre><script>alert(1)</script>',
    });
    const { code, stderr } = await sandbox.run(['import', putSessionFile(sandbox.dir, 'in.json', data)]);
    expect(code, stderr).to.equal(0);
  });
  afterEach(() => sandbox.remove());

  it('writes one private page under the name of the session, without keys, names and paths', async () => {
    const { code, stdout, stderr } = await sandbox.run(['session', 'share', '--json']);
    expect(code, stderr).to.equal(0);
    const { file } = JSON.parse(stdout) as { file: string };
    expect(file).to.match(/session_2026-02-2\d_[\d-]{8}_\w{8}\.html$/);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const page = readFileSync(file, 'utf8');
    for (const told of [KEY, sandbox.home, 'jane.doe', '<script', '<b>it']) expect(page).to.not.include(told);
    expect(page).to.include('~/notes').and.include('name@example.com').and.include('[redacted]').and.include('&#60;script&#62;');
    expect((await sandbox.run(['session', 'share'])).code, 'it is there').to.equal(42);
    expect((await sandbox.run(['session', 'share', '--force', '--raw'])).code).to.equal(0);
    expect(readFileSync(file, 'utf8')).to.include('jane.doe').and.not.include(KEY);
  });

  it('is the same page that export writes', async () => {
    const shared = await sandbox.run(['session', 'share', '-o', '-']);
    const exported = await sandbox.run(['export', '--format', 'html', '--sanitize', '-o', '-']);
    const withoutTime = (page: string) => page.replace(/<footer>.*<\/footer>/, '');
    expect(withoutTime(shared.stdout)).to.equal(withoutTime(exported.stdout)).and.include('<!DOCTYPE html>');
  });

  it('sanitises the other formats, and the result can be imported', async () => {
    const markdown = await sandbox.run(['export', '--format', 'markdown', '--sanitize', '-o', '-']);
    expect(markdown.stdout).to.include('~/notes').and.not.include('jane.doe');
    await sandbox.run(['export', '--sanitize', '-o', 'clean.json']);
    expect(readFileSync(join(sandbox.work, 'clean.json'), 'utf8'))
      .to.not.include('jane.doe')
      .and.not.include(sandbox.home);
    expect((await sandbox.run(['import', 'clean.json'])).code).to.equal(0);
  });

  it('import takes from a folder what is not here yet', async () => {
    const files = join(sandbox.work, 'found');
    mkdirSync(files);
    const other = sessionFile(sandbox.work, 'Another');
    await sandbox.run(['export', '-o', join(files, 'session_1.json')]);
    putSessionFile(files, 'session_2.json', other);
    putSessionFile(files, 'notes.json', { no: 'session' });
    const { code, stdout, stderr } = await sandbox.run(['import', 'found', '--json']);
    expect(code, stderr).to.equal(0);
    expect((JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)).to.deep.equal([other.session.id]);
    expect(stderr).to.include(`${data.session.id} is here already.`);
  });
});
