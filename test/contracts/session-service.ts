import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SessionService, Store } from '@ock/kernel';
import type { Message, Part } from '@ock/schemas';
import { expect } from 'chai';
import { Message as MessageSchema, Session as SessionSchema } from '../../schemas/src/message.ts';
import type { TestPlugin } from '../support/plugin-context.ts';
import { failure, message, SessionBench, type SessionBenchOptions, stripped, talk, text } from '../support/session-bench.ts';

/** What every service of sessions promises, on one store. Files that leave and enter have a suite of their own. */
export function sessionServiceContract(options: SessionBenchOptions): void {
  describe(`service:sessions on ${options.store} keeps the contract`, () => {
    let bench: SessionBench;
    let sessions: SessionService;
    let plugin: TestPlugin;
    let store: () => Promise<Store>;

    beforeEach(async () => {
      bench = new SessionBench(options);
      ({ sessions, plugin, store } = await bench.open());
    });
    afterEach(() => bench.dispose());

    describe('sessions', () => {
      it('are created complete, with ids that sort by time', async () => {
        const first = await sessions.create({ directory: '/a' });
        const second = await sessions.create({ directory: '/a', parentId: first.id });
        expect(SessionSchema.parse(first)).to.deep.equal(first);
        expect(first.id).to.match(/^ses_[0-9A-Z]{26}$/);
        expect(second.id > first.id).to.equal(true);
        expect(second.parent_id).to.equal(first.id);
        expect(await sessions.get(first.id)).to.deep.equal(first);
        expect(await sessions.get('ses_none')).to.equal(undefined);
      });

      it('merge changes, also many at once', async () => {
        const { id, created_at } = await sessions.create({ directory: '/a', title: 'old' });
        await Promise.all([
          sessions.update(id, { title: 'new' }),
          sessions.update(id, { cost_usd: 1.5 }),
          sessions.update(id, { state: { todo: [1] } }),
          sessions.update(id, { usage: { input: 1, output: 2, reasoning: 0, cache_read: 0, cache_write: 0 } }),
        ]);
        const session = await sessions.get(id);
        expect(session).to.include({ title: 'new', cost_usd: 1.5, created_at });
        expect(session?.state).to.deep.equal({ todo: [1] });
        expect(session?.usage.output).to.equal(2);
        expect((await failure(sessions.update('ses_none', { title: 'x' }))).code).to.equal('OC_SESSION_NOT_FOUND');
      });

      it('are listed by their last change, of one folder, by words, without children', async () => {
        const a = await sessions.create({ directory: '/a', title: 'Alpha test' });
        const b = await sessions.create({ directory: '/b', title: 'Beta Test' });
        const c = await sessions.create({ directory: '/a', title: 'Gamma' });
        const child = await sessions.create({ directory: '/a', title: 'child', parentId: a.id });
        await sessions.update(b.id, { updated_at: c.updated_at + 10 });
        await sessions.update(c.id, { updated_at: c.updated_at + 20 });
        await sessions.update(a.id, { updated_at: c.updated_at + 30 });
        const ids = async (given: Parameters<SessionService['list']>[0]) => (await sessions.list(given)).map(({ id }) => id);
        expect(await ids({})).to.deep.equal([a.id, c.id, b.id]);
        expect(await ids({ limit: 2 })).to.deep.equal([a.id, c.id]);
        expect(await ids({ directory: '/a' })).to.deep.equal([a.id, c.id]);
        expect(await ids({ search: 'test' })).to.deep.equal([a.id, b.id]);
        expect(await ids({ search: 'TEST alp' })).to.deep.equal([a.id]);
        expect(await ids({ children: true })).to.include(child.id);
      });
    });

    describe('messages', () => {
      it('come back as they were written, in order', async () => {
        const { id, messages } = await talk(sessions);
        const read = await sessions.messages(id);
        expect(read).to.deep.equal(messages);
        for (const one of read) MessageSchema.parse(one);
        expect(await sessions.messages('ses_none')).to.deep.equal([]);
      });

      it('come back from a message on', async () => {
        const { id, messages } = await talk(sessions);
        expect(await sessions.messages(id, { from: messages[2]?.id as string })).to.deep.equal(messages.slice(2));
      });

      it('are counted, and the newest come alone, those that were undone passed over', async () => {
        const { id, messages } = await talk(sessions);
        const ids = messages.map((one) => one.id);
        const newest = async (last: number, undone = false) => (await sessions.messages(id, { last, undone })).map((one) => one.id);
        expect(await sessions.messages(id, { last: 2 })).to.deep.equal(messages.slice(-2));
        expect(await newest(ids.length + 5)).to.deep.equal(ids);
        expect(await sessions.countMessages(id)).to.equal(ids.length);
        expect(await sessions.countMessages('ses_none')).to.equal(0);
        await sessions.update(id, { undone: [{ from: ids.at(-1) as string }] });
        expect(await newest(2)).to.deep.equal(ids.slice(-3, -1));
        expect(await newest(2, true)).to.deep.equal(ids.slice(-2));
        expect(await sessions.countMessages(id)).to.equal(ids.length - 1);
        await sessions.update(id, { undone: [{ from: ids[0] as string }] });
        expect(await newest(2)).to.deep.equal([]);
        expect(await sessions.countMessages(id)).to.equal(0);
      });

      it('grow part by part', async () => {
        const { id } = await sessions.create({ directory: '/a' });
        const growing = message(id, 'assistant', [text('one')]);
        await sessions.write(growing);
        growing.parts.push(text('two'));
        await sessions.write(growing, growing.parts.slice(1));
        growing.finish = 'stop';
        await sessions.write(growing, []);
        expect(await sessions.messages(id)).to.deep.equal([growing]);
        growing.parts[0] = { ...(growing.parts[0] as Part), text: 'changed' } as Part;
        await sessions.write(growing, growing.parts.slice(0, 1));
        expect(await sessions.messages(id)).to.deep.equal([growing]);
      });

      it('of neighbouring ids stay apart', async () => {
        const one = await talk(sessions, '/a');
        const two = await talk(sessions, '/b');
        expect((await sessions.messages(one.id)).every(({ session_id }) => session_id === one.id)).to.equal(true);
        expect(await sessions.messages(two.id)).to.deep.equal(two.messages);
      });

      it('and parts of all sessions, or of some, are read one after the other', async () => {
        const [one, two] = [await talk(sessions, '/a'), await talk(sessions, '/b')];
        const read = async (only?: ReadonlySet<string>) => {
          const found = { messages: [] as unknown[], parts: [] as unknown[], owners: new Set<string>() };
          await sessions.eachMessage((row) => found.messages.push(row), only);
          await sessions.eachPart((part, owner) => {
            found.parts.push(part);
            found.owners.add(owner);
          }, only);
          return found;
        };
        const all = await read();
        const both = [...one.messages, ...two.messages];
        expect(all.messages).to.have.deep.members(both.map(({ parts: _parts, ...row }) => row));
        expect(all.parts).to.have.deep.members(both.flatMap(({ parts }) => parts));
        expect([...all.owners]).to.have.members(both.filter(({ parts }) => parts.length > 0).map(({ id }) => id));
        const some = await read(new Set([two.id]));
        expect(some.messages).to.deep.equal(two.messages.map(({ parts: _parts, ...row }) => row));
        expect(some.parts).to.deep.equal(two.messages.flatMap(({ parts }) => parts));
        const most = await read(new Set([two.id, ...Array.from({ length: 300 }, (_, i) => `ses_none${i}`)]));
        expect(most.messages).to.deep.equal(some.messages);
      });

      it('are many', async () => {
        const { id } = await sessions.create({ directory: '/a' });
        const written = Array.from({ length: 700 }, (_, i) => message(id, i % 2 ? 'assistant' : 'user', [text(`${i}`), text('second')]));
        for (const one of written) await sessions.write(one);
        expect(await sessions.messages(id)).to.deep.equal(written);
      });

      it('are read in batches, each once', async () => {
        const { id } = await sessions.create({ directory: '/a' });
        const written = Array.from({ length: 2300 }, (_, i) => text(`${i}`));
        await sessions.write(message(id, 'user', written));
        const read: unknown[] = [];
        await sessions.eachPart((part) => read.push(part));
        expect(read).to.deep.equal(written);
      });
    });

    describe('removal', () => {
      it('takes messages, parts, kept output, children and grandchildren, and nothing else', async () => {
        const parent = await talk(sessions);
        const other = await talk(sessions);
        const child = await sessions.create({ directory: '/work', parentId: parent.id });
        const grandchild = await sessions.create({ directory: '/work', parentId: child.id });
        await sessions.write(message(grandchild.id, 'user', [text('x')]));
        for (const id of [parent.id, other.id]) {
          mkdirSync(join(bench.dir, 'tool-output', id), { recursive: true });
          writeFileSync(join(bench.dir, 'tool-output', id, 'out.txt'), 'x');
        }
        expect(await sessions.remove(parent.id)).to.equal(true);
        expect(await sessions.remove(parent.id)).to.equal(false);
        expect((await sessions.list({ children: true })).map(({ id }) => id)).to.deep.equal([other.id]);
        for (const id of [parent.id, child.id, grandchild.id]) expect(await sessions.messages(id)).to.deep.equal([]);
        expect(await sessions.messages(other.id)).to.deep.equal(other.messages);
        expect(existsSync(join(bench.dir, 'tool-output', other.id))).to.equal(true);
        for (const name of ['message', 'part']) {
          const left = await (await (await store()).table(name)).range({});
          expect(left.every(([key]) => key.startsWith(`${other.id}/`))).to.equal(true);
        }
        if (!(await store()).ephemeral) expect(existsSync(join(bench.dir, 'tool-output', parent.id))).to.equal(false);
      });
    });

    it('leaves out what was undone, also of forks and exports, and keeps it', async () => {
      const { id, messages } = await talk(sessions);
      const [first, second, third] = messages.map((one) => one.id) as [string, string, string];
      const ids = async (of: string, undone = false) => (await sessions.messages(of, { undone })).map((one) => one.id);
      await sessions.update(id, { undone: [{ from: second, to: third }] });
      const left = messages.map((one) => one.id).filter((one) => one !== second);
      expect(await ids(id)).to.deep.equal(left);
      await sessions.update(id, { undone: [{ from: second }] });
      expect(await ids(id)).to.deep.equal([first]);
      expect(await ids(id, true)).to.deep.equal(messages.map((one) => one.id));
      const fork = await sessions.fork(id);
      expect([fork.undone, (await ids(fork.id)).length]).to.deep.equal([undefined, 1]);
      const { session, messages: exported } = await sessions.export(id);
      expect([session.undone, exported.length]).to.deep.equal([undefined, 1]);
    });

    describe('forks', () => {
      it('copy everything under new ids and leave the original', async () => {
        const { id, messages } = await talk(sessions);
        await sessions.update(id, { cost_usd: 2, state: { todo: ['a'] } });
        const fork = await sessions.fork(id);
        expect(fork.id).to.not.equal(id);
        expect(fork).to.include({ title: 'Fix the test', directory: '/work', agent: 'build', cost_usd: 0 });
        expect(fork.state).to.deep.equal({ todo: ['a'] });
        const copied = await sessions.messages(fork.id);
        expect(copied.map(stripped)).to.deep.equal(messages.map(stripped));
        const ids = (all: Message[]) => all.flatMap((one) => [one.id, ...one.parts.map((part) => part.id)]);
        expect(ids(copied).filter((one) => ids(messages).includes(one))).to.deep.equal([]);
        await sessions.write(message(fork.id, 'user', [text('more')]));
        expect(await sessions.messages(id)).to.deep.equal(messages);
      });

      it('keep where the view of the model starts, in their own ids', async () => {
        const { id, messages } = await talk(sessions);
        const [, from, marker] = messages.map((one) => one.id) as [string, string, string];
        await sessions.update(id, { state: { compaction: { message_id: marker, from_id: from }, other: 1 } });
        const whole = await sessions.fork(id);
        const copies = (await sessions.messages(whole.id)).map((one) => one.id);
        expect(whole.state).to.deep.equal({ compaction: { message_id: copies[2], from_id: copies[1] }, other: 1 });
        expect((await sessions.fork(id, from)).state).to.deep.equal({ other: 1 });
      });

      it('end at the message named', async () => {
        const { id, messages } = await talk(sessions);
        const fork = await sessions.fork(id, messages[2]?.id);
        expect((await sessions.messages(fork.id)).map(stripped)).to.deep.equal(messages.slice(0, 3).map(stripped));
        const part = messages[2]?.id.slice(-8).toLowerCase();
        const again = await sessions.fork(id, part);
        expect([again.forked_at, (await sessions.messages(again.id)).length], 'named by a part of its id').to.deep.equal([
          messages[2]?.id,
          3,
        ]);
        expect((await failure(sessions.fork(id, 'nowhere'))).code).to.equal('OC_INPUT');
        expect((await failure(sessions.fork('ses_none'))).code).to.equal('OC_SESSION_NOT_FOUND');
      });
    });

    describe('references', () => {
      it('are an id, its start or end in any case, or latest of the folder', async () => {
        const a = await sessions.create({ directory: '/a' });
        // ids of one millisecond differ in their last characters only; the id may be made a little later than the session's own time
        while (Date.now() < a.created_at + 50) await new Promise((resolve) => setTimeout(resolve, 1));
        const b = await sessions.create({ directory: '/b' });
        await sessions.update(a.id, { updated_at: b.updated_at + 5 });
        await sessions.update(b.id, { updated_at: b.updated_at + 9 });
        expect((await sessions.resolve(a.id)).id).to.equal(a.id);
        expect((await sessions.resolve(a.id.slice(-8).toLowerCase())).id).to.equal(a.id);
        expect((await sessions.resolve(a.id.slice(0, 16).toLowerCase())).id).to.equal(a.id);
        expect((await sessions.resolve('latest')).id).to.equal(b.id);
        expect((await sessions.resolve('latest', '/a')).id).to.equal(a.id);
        expect((await failure(sessions.resolve('latest', '/none'))).code).to.equal('OC_SESSION_NOT_FOUND');
      });

      it('that fit none tell which are near, that fit several those that they fit', async () => {
        const a = await sessions.create({ directory: '/a', title: 'Paint the shed' });
        const b = await sessions.create({ directory: '/a', title: 'Second' });
        const common = await failure(sessions.resolve(a.id.slice(0, 9)));
        expect(common.code).to.equal('OC_SESSION_AMBIGUOUS');
        expect(common.details.candidates).to.include(a.id).and.include(b.id).and.include('Paint the shed');
        const mistyped = await failure(
          sessions.resolve(`${a.id.slice(0, -1)}${['X', 'Y', 'Z'].find((last) => !a.id.endsWith(last) && !b.id.endsWith(last))}`),
        );
        expect(mistyped.details.near).to.include(a.id);
        expect((await failure(sessions.resolve('shed'))).details.near).to.equal(`${a.id} (Paint the shed)`);
        expect((await failure(sessions.resolve(a.id.slice(-3)))).code).to.equal('OC_SESSION_NOT_FOUND');
        expect((await failure(sessions.resolve(''))).code).to.equal('OC_SESSION_NOT_FOUND');
      });
    });

    if (options.storeDir === undefined) {
      it('keeps a session to one, and writes nothing, when the store is in memory', async () => {
        const { id } = await talk(sessions);
        const release = await sessions.lock(id);
        expect((await failure(sessions.lock(id))).code).to.equal('OC_SESSION_BUSY');
        expect(readdirSync(bench.dir)).to.deep.equal([]);
        await release();
        await release();
        await (await sessions.lock(id))();
      });
      return;
    }

    describe('locks', () => {
      it('keep a session to one until they are given back', async () => {
        const { id } = await talk(sessions);
        const { sessions: other } = await bench.open();
        const release = await sessions.lock(id);
        for (const service of [sessions, other]) expect((await failure(service.lock(id))).code).to.equal('OC_SESSION_BUSY');
        expect((await failure(other.remove(id))).code).to.equal('OC_SESSION_BUSY');
        expect(await other.messages(id)).to.have.length(4);
        await release();
        await release();
        await (await other.lock(id))();
        expect(readdirSync(join(bench.dir, 'locks'))).to.deep.equal([]);
      });

      it('do not keep their owner from deleting', async () => {
        const { id } = await talk(sessions);
        const release = await sessions.lock(id);
        expect(await sessions.remove(id)).to.equal(true);
        await release();
      });

      it('end with the kernel', async () => {
        const { id } = await talk(sessions);
        await sessions.lock(id);
        plugin.close();
        await (await (await bench.open()).sessions.lock(id))();
      });

      it('end with the process, however it ends', async () => {
        const { id } = await talk(sessions);
        const child = await holdLock(join(bench.dir, 'locks', `${id}.lock`));
        const held = await failure(sessions.lock(id));
        expect(held.code).to.equal('OC_SESSION_BUSY');
        expect(held.details.pid).to.equal(child.pid);
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await gone;
        await (await sessions.lock(id))();
      });
    });

    it('shows a second process what the first wrote', async () => {
      const { id, messages } = await talk(sessions);
      const { sessions: other } = await bench.open();
      expect(await other.messages(id)).to.deep.equal(messages);
      await other.write(message(id, 'user', [text('from elsewhere')]));
      expect(await sessions.messages(id)).to.have.length(5);
    });

    it('asks the store again after it failed to open', async () => {
      let attempts = 0;
      const { sessions: service } = await bench.open(() => (attempts++ === 0 ? Promise.reject(new Error('not now')) : bench.openStore()));
      expect((await failure(service.list())).message).to.equal('not now');
      expect(await service.list()).to.deep.equal([]);
    });
  });
}

/** A process that holds the lock file until it is killed. */
async function holdLock(path: string): Promise<ChildProcess> {
  const module = new URL('../../kernel/src/host/process-lock.ts', import.meta.url).href;
  const script = `const { ProcessLock } = await import(${JSON.stringify(module)}); const { mkdirSync } = await import('node:fs');
    mkdirSync(${JSON.stringify(join(path, '..'))}, { recursive: true }); const lock = ProcessLock.take(${JSON.stringify(path)});
    console.log(lock.held); setInterval(() => 0, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data) => resolve(String(data)));
    child.once('exit', () => reject(new Error('the holder ended')));
  });
  expect(answer.trim()).to.equal('true');
  return child;
}
