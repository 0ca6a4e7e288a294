import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session, SessionExport } from '@ock/schemas';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';
import { putSessionFile, sessionFile } from '../../../../test/support/session-file.ts';

const DAY = 86_400_000;

describe('opencode session, many of them', () => {
  let sandbox: Sandbox;
  let login: SessionExport;
  let shed: SessionExport;
  let child: SessionExport;

  beforeEach(async () => {
    sandbox = new Sandbox();
    login = sessionFile(sandbox.work, 'Fix the login', {
      prompt: 'why does it fail',
      output: 'Error: ECONNREFUSED 127.0.0.1:5432\nat connect',
    });
    shed = sessionFile(sandbox.work, 'Paint the shed', { answer: 'It is red now.\u001b[31m' });
    child = sessionFile(sandbox.work, 'Look around');
    child.session.parent_id = login.session.id;
    login.session.updated_at = Date.now() - 40 * DAY;
    child.session.updated_at = Date.now() - 40 * DAY;
    shed.session.updated_at = Date.now() - DAY;
    login.session.state = { todos: [{ id: '1', content: 'look at the port\u001b[2J', status: 'completed' }] };
    const names = [login, shed, child].map((data, at) => putSessionFile(sandbox.dir, `${at}.json`, data));
    const { code, stderr } = await sandbox.run(['import', ...names]);
    expect(code, stderr).to.equal(0);
  });
  afterEach(() => sandbox.remove());

  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await sandbox.run([...args, '--json']);
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout) as T;
  };
  const ids = async (...args: string[]) => (await json<Session[]>('session', 'list', ...args)).map(({ id }) => id);

  it('list tells how they stand, what they take and what they cost', async () => {
    const rows = await json<{ status: string; bytes: number }[]>('session', 'list');
    expect(rows.map(({ status }) => status)).to.deep.equal(['interrupted', 'interrupted'], 'no answer says that it is over');
    expect(rows[0]?.bytes).to.be.within(500, 5_000);
    const { stdout } = await sandbox.run(['session', 'list']);
    for (const text of ['STATUS', 'SIZE', 'COST', 'kB', '$0.25', 'yesterday', 'interrupted']) expect(stdout).to.include(text);
  });

  it('archive hides one everywhere, unarchive shows it again', async () => {
    await json('session', 'archive', shed.session.id);
    expect(await ids()).to.deep.equal([login.session.id]);
    expect(await ids('--archived')).to.deep.equal([shed.session.id]);
    expect((await json<{ session: Session }>('session', 'show', 'latest')).session.id).to.equal(login.session.id);
    expect((await json<{ session: Session }>('session', 'show', shed.session.id)).session.archived_at).to.be.a('number');
    await json('session', 'unarchive', shed.session.id);
    expect(await ids()).to.deep.equal([shed.session.id, login.session.id]);
  });

  it('search finds prompts, answers, calls and outputs, in words of any case', async () => {
    const search = async (...words: string[]) =>
      json<{ id: string; hits: { kind: string; snippet: string }[] }[]>('session', 'search', ...words);
    const [refused] = await search('econnrefused', 'ERROR');
    expect(refused).to.include({ id: login.session.id });
    expect(refused?.hits[0]).to.include({ kind: 'result' });
    expect(refused?.hits[0]?.snippet).to.include('127.0.0.1:5432 at connect');
    expect((await search('why', 'fail'))[0]?.hits[0]?.kind).to.equal('prompt');
    expect((await search('red', 'now'))[0]?.hits[0]?.kind).to.equal('answer');
    expect((await search('npm test')).map(({ id }) => id)).to.have.members([login.session.id, shed.session.id]);
    expect(await search('npm test', '--limit', '1')).to.have.length(1);
    expect(await search('red', 'econnrefused'), 'not in one place').to.deep.equal([]);
    expect((await search('look', '--children')).map(({ id }) => id)).to.deep.equal([child.session.id]);
    const { stdout, stderr } = await sandbox.run(['session', 'search', 'red now']);
    expect(stdout).to.include('answer:').and.include('Paint the shed').and.not.include('\u001b');
    expect(stderr).to.equal('');
    expect((await sandbox.run(['session', 'search', 'nothing at all'])).stderr).to.include('--all');
  });

  it('tree and children show what came of what', async () => {
    const { id } = await json<{ id: string }>('session', 'fork', login.session.id, '--at', login.messages[1]?.id as string);
    const [tree] = await json<{ id: string; nodes: { id: string; kind: string; forked_at?: string }[] }[]>('session', 'tree', id);
    expect(tree?.id).to.equal(login.session.id);
    expect(tree?.nodes.map(({ kind }) => kind).sort()).to.deep.equal(['child', 'fork']);
    expect(tree?.nodes.find(({ kind }) => kind === 'fork')).to.include({ id, forked_at: login.messages[1]?.id });
    expect(await json('session', 'tree')).to.have.length(2);
    const { stdout } = await sandbox.run(['session', 'tree', login.session.id]);
    expect(stdout).to.match(/^\* \w{8} {2}Fix the login\n├─ \w{8} {2}sub-agent: Look around\n└─ \w{8} {2}fork: Fix the login\n$/);
    const children = await json<Session[]>('session', 'children', login.session.id);
    expect(children.map((one) => one.id)).to.deep.equal([child.session.id]);
  });

  it('todo and stats tell of one', async () => {
    expect(await json('session', 'todo', login.session.id)).to.have.length(1);
    expect((await sandbox.run(['session', 'todo', login.session.id])).stdout).to.equal('[x] look at the port\n');
    const stats = await json<Record<string, unknown>>('session', 'stats', login.session.id);
    expect(stats).to.deep.include({
      children: 1,
      messages: { prompts: 1, answers: 2 },
      tools: [{ tool: 'bash', calls: 2, failed: 0 }],
      cost_usd: 0.25,
      changes: { files: 0, additions: 0, deletions: 0 },
    });
    expect((await sandbox.run(['session', 'stats', login.session.id])).stdout)
      .to.include('110 in')
      .and.include('bash');
  });

  describe('prune', () => {
    const prune = (...args: string[]) =>
      json<{ sessions: { id: string; reason: string; bytes: number }[]; bytes: number; busy: string[] }>('session', 'prune', ...args);

    it('says what would go and how much that frees, and lets it stand', async () => {
      const output = join(sandbox.dataDir, 'tool-output', login.session.id);
      mkdirSync(output, { recursive: true });
      writeFileSync(join(output, 'long'), 'x'.repeat(50_000));
      const plan = await prune('--older-than', '30d', '--dry-run');
      expect(plan.sessions.map(({ id, reason }) => [id, reason])).to.deep.equal([[login.session.id, 'age']]);
      expect(plan.bytes).to.be.within(51_000, 60_000);
      expect(await ids('--children')).to.have.length(3);
      const { stdout } = await sandbox.run(['session', 'prune', '--older-than', '30d', '-n']);
      expect(stdout).to.include(login.session.id).and.include('1 session would be deleted');
      expect((await sandbox.run(['session', 'prune', '--older-than', '30d'])).code, 'nobody can be asked').to.equal(2);
      expect(await prune('--older-than', '30d', '-y')).to.have.nested.property('sessions[0].id', login.session.id);
      expect(await ids('--children'), 'the sub-agent goes with it').to.deep.equal([shed.session.id]);
      expect(existsSync(output)).to.equal(false);
    });

    it('takes old output of tools that stays in any case, without asking', async () => {
      const output = join(sandbox.dataDir, 'tool-output', 'ses_x', 'long');
      mkdirSync(join(output, '..'), { recursive: true });
      writeFileSync(output, 'x'.repeat(50_000));
      const old = Date.now() / 1000 - 8 * 86_400;
      utimesSync(output, old, old);
      expect(await prune('--dry-run')).to.deep.include({ sessions: [], output_bytes: 50_000, dry_run: true });
      expect(existsSync(output)).to.equal(true);
      expect(await prune()).to.deep.include({ sessions: [], output_bytes: 50_000, dry_run: false });
      expect(existsSync(output)).to.equal(false);
    });

    it('keeps the last changed ones, within a size, and only archived ones when told so', async () => {
      expect((await prune('--keep', '1', '-n')).sessions).to.have.nested.property('[0].reason', 'count');
      expect((await prune('--max-size', '0', '-n')).sessions).to.have.length(2);
      expect((await prune('--archived', '-n')).sessions).to.deep.equal([]);
      await json('session', 'archive', shed.session.id);
      expect((await prune('--archived', '-y')).sessions).to.have.nested.property('[0].id', shed.session.id);
      expect(await ids()).to.deep.equal([login.session.id]);
    });

    it('takes its limits from the configuration, and takes no session without any', async () => {
      const none = await sandbox.run(['session', 'prune', '-n']);
      expect(none.code, none.stderr).to.equal(0);
      expect(none.stderr).to.include('[session]');
      writeFileSync(sandbox.configFile, '[session]\nmax_age_days = 30\n');
      expect((await prune('-n')).sessions).to.have.length(1);
      expect((await sandbox.run(['session', 'prune', '--older-than', 'soon', '-n'])).code).to.equal(2);
    });
  });
});
