import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '@ock/schemas';
import { expect } from 'chai';
import { labs } from '../support/run.ts';
import { putSessionFile, sessionFile } from '../support/session-file.ts';

const DAY = 86_400_000;

describe('sessions kept as files and pruned by themselves', () => {
  const setUp = labs();
  const script = { script: [{ text: 'hi' }, { text: 'again' }] };

  it('writes a file for people at the end of every conversation, the same one', async () => {
    const { sandbox } = await setUp(script, '[session]\nfiles = true\ndir = "~/kept"');
    const kept = join(sandbox.home, 'kept');
    expect((await sandbox.run(['run', 'hello there'])).code).to.equal(0);
    expect((await sandbox.run(['run', '--continue', 'more'])).code).to.equal(0);
    const files = readdirSync(kept).filter((name) => name !== '.gitignore');
    expect(files).to.have.length(1);
    expect(files[0]).to.match(/^session_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_[0-9a-z]{8}\.json$/);
    expect(readFileSync(join(kept, files[0] as string), 'utf8'))
      .to.include('hello there')
      .and.include('again');
    const { stdout, stderr } = await sandbox.run(['import', '~/kept', '--json']);
    expect(JSON.parse(stdout), stderr).to.deep.equal([]);
    expect((await sandbox.run(['session', 'delete', 'latest', '-y'])).code).to.equal(0);
    expect(JSON.parse((await sandbox.run(['import', '~/kept', '--json'])).stdout)).to.have.length(1);
  });

  it('does so with the store of files unless told not to, and deletes the file with its session', async () => {
    for (const wanted of [true, false]) {
      const { sandbox } = await setUp(script, `[session]\nstore = "files"${wanted ? '' : '\nfiles = false'}`);
      expect((await sandbox.run(['run', 'hello there'])).code).to.equal(0);
      const kept = () =>
        readdirSync(sandbox.dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => /session_[^/]*\.json$/.test(name));
      expect(kept()).to.have.length(wanted ? 1 : 0);
      if (wanted) expect(kept()[0]).to.match(/^sessions\/session_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_[0-9a-z]{8}\.json$/);
      expect((await sandbox.run(['session', 'delete', 'latest', '-y'])).code).to.equal(0);
      expect(kept()).to.deep.equal([]);
    }
  });

  it('prunes at the end of a conversation only where that is wanted, and never the one in use', async () => {
    for (const wanted of [false, true]) {
      const { sandbox } = await setUp(script, `[session]\nmax_sessions = 1\nauto_prune = ${wanted}`);
      const old = sessionFile(sandbox.work, 'old');
      old.session.updated_at = Date.now() - 10 * DAY;
      await sandbox.run(['import', putSessionFile(sandbox.dir, 'old.json', old)]);
      expect((await sandbox.run(['session', 'list'])).stdout).to.include('old');
      expect((await sandbox.run(['run', 'hello'])).code).to.equal(0);
      const left = JSON.parse((await sandbox.run(['session', 'list', '--json'])).stdout) as Session[];
      expect(left.some(({ id }) => id === old.session.id)).to.equal(!wanted);
      expect(left.some(({ title }) => title === 'hello')).to.equal(true);
    }
  });
});
