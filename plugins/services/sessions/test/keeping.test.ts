import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SessionService, sessionFileName } from '@ock/kernel';
import type { Event } from '@ock/schemas';
import { expect } from 'chai';
import { message, SessionBench, talk, text } from '../../../../test/support/session-bench.ts';
import { pruneSessions } from '../src/prune-sessions.ts';
import { sessionFilesDir, writeSessionFile } from '../src/session-files.ts';
import type { Sessions } from '../src/sessions.ts';
import { Waiting } from '../src/waiting.ts';

const DAY = 86_400_000;
const options = { pluginDir: new URL('..', import.meta.url), store: 'files', storeDir: new URL('../../../stores/files/', import.meta.url) };

describe('service:sessions keeps and forgets', () => {
  let bench: SessionBench;
  let sessions: SessionService;

  beforeEach(async () => {
    bench = new SessionBench(options);
    ({ sessions } = await bench.open());
  });
  afterEach(() => bench.dispose());

  const aged = async (days: number, parentId?: string) => {
    const { id } = await sessions.create({ directory: '/a', title: `${days} days`, ...(parentId && { parentId }) });
    await sessions.update(id, { updated_at: Date.now() - days * DAY });
    return id;
  };

  it('tells how a session stands, to other processes as well', async () => {
    const { id } = await sessions.create({ directory: '/a' });
    const { sessions: elsewhere } = await bench.open();
    const status = async () => (await elsewhere.facts(id)).status;
    expect(await status()).to.equal('idle');
    const waits = (of: string, waiting: boolean) => (sessions as Sessions).setWaiting(of, waiting);
    const release = await sessions.lock(id);
    expect(await status(), 'there is nothing to do yet').to.equal('idle');
    await sessions.write(message(id, 'user', [text('hello')]));
    expect(await status()).to.equal('busy');
    waits(id, true);
    expect(await status()).to.equal('waiting');
    waits(id, false);
    expect(await status()).to.equal('busy');
    waits(id, true);
    await release();
    expect(await status(), 'nobody waits who is gone').to.equal('interrupted');
    const again = await sessions.lock(id);
    expect(await status(), 'what was left behind says nothing').to.equal('busy');
    await sessions.write({ ...message(id, 'assistant', [text('hi')]), finish: 'stop' });
    expect(await status(), 'it was answered, and waits for the next prompt').to.equal('idle');
    await again();
    await sessions.write(message(id, 'user', [text('hello')]));
    expect(await status()).to.equal('interrupted');
    await sessions.write({ ...message(id, 'assistant', [text('hi')]), finish: 'stop' });
    expect(await status()).to.equal('idle');
    await sessions.write({ ...message(id, 'assistant', []), error: { code: 'X', message: 'x' } });
    expect(await status()).to.equal('error');
    expect((await sessions.facts(id)).bytes).to.be.within(300, 2_000);
  });

  it('waits as long as something asked has no answer', () => {
    const told: [string, boolean][] = [];
    const waiting = new Waiting((id, waits) => told.push([id, waits]));
    const event = (type: string, call_id = 'c1', more = {}) =>
      waiting.follow({ type, session_id: 's', time: 0, call_id, ...more } as unknown as Event);
    event('tool_result');
    event('permission_asked');
    event('question_asked', 'c2');
    event('permission_granted');
    expect(told).to.deep.equal([['s', true]]);
    event('tool_result', 'c2');
    event('subagent_event', 'c3', { event: { type: 'permission_asked', call_id: 'c4' } });
    event('result');
    expect(told).to.deep.equal([
      ['s', true],
      ['s', false],
      ['s', true],
      ['s', false],
    ]);
  });

  it('shows an archived session again to whoever talks to it', async () => {
    const { id } = await sessions.create({ directory: '/a' });
    await sessions.archive(id, true);
    expect(await sessions.list()).to.deep.equal([]);
    expect(await sessions.list({ archived: 'too' })).to.have.length(1);
    await (await sessions.lock(id))();
    expect((await sessions.list()).map((session) => session.id)).to.deep.equal([id]);
  });

  it('remembers what a fork is a copy of', async () => {
    const { id, messages } = await talk(sessions);
    expect(await sessions.fork(id))
      .to.include({ forked_from: id })
      .and.not.have.property('forked_at');
    expect(await sessions.fork(id, messages[1]?.id)).to.include({ forked_from: id, forked_at: messages[1]?.id });
  });

  it('deletes families beyond the limits, never one in use or changed meanwhile', async () => {
    const old = await aged(40);
    const busy = await aged(50);
    const parent = await aged(60);
    await aged(1, parent);
    const child = await aged(45, old);
    const release = await sessions.lock(busy);
    const pruned = await sessions.prune({ maxAgeMs: 30 * DAY });
    expect(pruned.sessions.map(({ id, reason }) => [id, reason])).to.deep.equal([[old, 'age']]);
    expect(pruned.busy).to.deep.equal([busy]);
    expect(await sessions.get(child)).to.equal(undefined);
    expect(await sessions.get(parent), 'its sub-agent is young').to.not.equal(undefined);
    await release();
    const left = await sessions.list({ children: true });
    const raced = await pruneSessions(
      { sessions: left, bytes: async () => 1, isBusy: () => false, remove: async () => false },
      { maxSessions: 0 },
    );
    expect(raced).to.deep.include({ sessions: [], bytes: 0 });
    expect((await sessions.prune({ maxSessions: 1, atMost: 0 })).sessions).to.deep.equal([]);
    expect((await sessions.prune({ maxSessions: 1 })).sessions.map(({ id }) => id)).to.deep.equal([busy]);
  });

  it('counts messages, kept output and journals as what a session takes', async () => {
    const { id } = await sessions.create({ directory: '/a' });
    await sessions.write(message(id, 'user', [text('x'.repeat(10_000))]));
    mkdirSync(join(bench.dir, 'tool-output', id), { recursive: true });
    writeFileSync(join(bench.dir, 'tool-output', id, 'a'), 'x'.repeat(20_000));
    mkdirSync(join(bench.dir, 'snapshots', 'sessions'), { recursive: true });
    writeFileSync(join(bench.dir, 'snapshots', 'sessions', `${id}.jsonl`), 'x'.repeat(30_000));
    expect((await sessions.facts(id)).bytes).to.be.within(60_000, 61_000);
    expect((await sessions.prune({ maxBytes: 59_000, dryRun: true })).bytes).to.be.within(60_000, 61_000);
    expect((await sessions.prune({ maxBytes: 61_000, dryRun: true })).sessions).to.deep.equal([]);
  });

  it('searches what counts, newest first, and can be stopped', async () => {
    const { id, messages } = await talk(sessions);
    const other = await sessions.create({ directory: '/b', title: 'needle' });
    await sessions.write(message(id, 'user', [text(`a needle ${'n'.repeat(500)}`)]));
    const found = await sessions.search('NEEDLE');
    expect(found.map(({ session }) => session.id)).to.have.members([id, other.id]);
    expect(await sessions.search('needle', { directory: '/b' })).to.have.length(1);
    expect(await sessions.search('  ')).to.deep.equal([]);
    await sessions.update(id, { undone: [{ from: messages[0]?.id as string }] });
    expect((await sessions.search('needle')).map(({ session }) => session.id)).to.deep.equal([other.id]);
    const steps: number[] = [];
    await sessions.search('no such words', { onProgress: (read) => steps.push(read) });
    expect(steps.at(-1)).to.equal(2);
    const stopped = await sessions
      .search('needle', { signal: AbortSignal.abort(new Error('stop')) })
      .catch((error: Error) => error.message);
    expect(stopped).to.equal('stop');
  });

  for (const store of ['files', 'sqlite'])
    it(`finds in any case and script, whatever the store tells beforehand (${store})`, async () => {
      const other = new SessionBench({ ...options, store, storeDir: new URL(`../../../stores/${store}/`, import.meta.url) });
      const { sessions } = await other.open();
      const texts = [
        'Größe ÄNDERN',
        'C:\\dir\\"a b"',
        'İstanbul 100%',
        '\u212Aelvin kelvin',
        'zwei\nZeilen',
        '日本語 text',
        'x'.repeat(2_000),
      ];
      const ids = new Map<string, string>();
      for (const one of texts) {
        const { id } = await sessions.create({ directory: '/c', title: 'untitled' });
        await sessions.write(message(id, 'user', [text(one)]));
        ids.set(id, one);
      }
      const words = [
        'GRÖSSE',
        'größe',
        'ändern',
        'c:\\DIR',
        '"A',
        'İSTANBUL',
        '100%',
        'KELVIN',
        '\u212Aelvin',
        'zeilen zwei',
        '日本',
        'XXX',
        'n_thing',
      ];
      for (const typed of words) {
        const expected = texts.filter((one) =>
          typed
            .toLowerCase()
            .split(' ')
            .every((word) => one.toLowerCase().includes(word)),
        );
        const found = (await sessions.search(typed, { directory: '/c' })).map(({ session }) => ids.get(session.id));
        expect(found, typed).to.have.members(expected);
      }
      const { id } = await sessions.create({ directory: '/many', title: 'untitled' });
      const many = Array.from({ length: 3_000 }, (_, n) => `w${n}`).join(' ');
      await sessions.write(message(id, 'user', [text(many)]));
      expect(await sessions.search(many, { directory: '/many' })).to.have.length(1);
      await other.dispose();
    });

  it('writes files for people under their name, private, where they are to stand', async () => {
    const { id } = await talk(sessions);
    const dir = join(bench.dir, 'project', 'docs', 'opencode', 'sessions');
    const data = await sessions.export(id);
    const file = await writeSessionFile(dir, data);
    await writeSessionFile(dir, { ...data, session: { ...data.session, title: 'another' } });
    expect(readdirSync(dir).sort()).to.deep.equal(['.gitignore', sessionFileName(data.session, 'json')]);
    expect(file).to.match(/session_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_[0-9a-z]{8}\.json$/);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.have.nested.property('session.title', 'another');
    const places = { dataDir: '/data', cwd: '/w', trusted: true };
    expect(sessionFilesDir({ project_dir: '/p' }, places)).to.equal('/p/docs/opencode/sessions');
    expect(sessionFilesDir({}, places)).to.equal('/data/sessions');
    expect(sessionFilesDir({ project_dir: '/p', session: { dir: 'elsewhere' } }, places)).to.equal('/w/elsewhere');
  });

  it('writes them into docs/sessions of a trusted project that has the folder, and keeps them out of git', async () => {
    const { id } = await talk(sessions);
    const cwd = join(bench.dir, 'project');
    const here = join(cwd, 'docs', 'sessions');
    mkdirSync(here, { recursive: true });
    const places = { dataDir: '/data', cwd, trusted: true };
    expect(sessionFilesDir({}, places)).to.equal(here);
    expect(sessionFilesDir({}, { ...places, trusted: false })).to.equal('/data/sessions');
    await writeSessionFile(here, await sessions.export(id));
    expect(readFileSync(join(here, '.gitignore'), 'utf8')).to.equal('session_*.json\n');
    rmSync(here, { recursive: true });
    symlinkSync('/tmp', here);
    expect(sessionFilesDir({}, places)).to.equal('/data/sessions');
  });
});
