import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store, StoreFactory, Table } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin } from '../support/plugin-context.ts';
import { startWriter, type Writer } from '../support/start-writer.ts';
import { keysOfWrite, valueOfWrite, type WriterTask } from '../support/store-writer.ts';

export interface StoreContractOptions {
  /** the plugin's folder: `new URL('..', import.meta.url)` from its test */
  pluginDir: string | URL;
  id: string;
  /** where its data stands in the data folder: what a copy has to be named to be opened; default `files` */
  place?: string;
}

const WRITERS = 4;
const WRITES = 120;
const KILL_ROUNDS = 4;
/** acknowledged writes after which a process is killed, by round */
const KILL_AFTER = (round: number) => 3 + round * 37;

/** What every store promises. Call it inside the plugin's own test file. */
export function storeContract({ pluginDir, id, place = 'files' }: StoreContractOptions): void {
  const root = typeof pluginDir === 'string' ? pluginDir : fileURLToPath(pluginDir);

  describe(`store:${id} keeps the contract`, () => {
    let dir: string;
    let store: Store;
    let table: Table;
    const writers: Writer[] = [];

    const open = async (): Promise<Store> => {
      const plugin = await activatePlugin(root);
      return (plugin.registered.get(`store:${id}`) as StoreFactory).open(dir);
    };
    const keys = async (options: Parameters<Table['range']>[0]) => (await table.range(options)).map(([key]) => key);
    const writer = (task: Pick<WriterTask, 'name' | 'count'>) => {
      const started = startWriter({ pluginDir: root, id, dir, ...task });
      writers.push(started);
      return started;
    };

    beforeEach(async () => {
      dir = mkdtempSync(join(tmpdir(), 'oc-store-'));
      store = await open();
      table = await store.table('things');
    });
    afterEach(async () => {
      for (const { child } of writers.splice(0)) child.kill('SIGKILL');
      await store.close();
      rmSync(dir, { recursive: true });
    });

    describe('values', () => {
      const values: Record<string, unknown> = {
        text: 'plain',
        unicode: 'äöü 漢字 😀 \u0000 \u2028 \ud800',
        colon: ':like keyv marks base64',
        number: 1.5,
        nothing: null,
        truth: false,
        list: [1, [2, { three: 3 }]],
        object: { a: { b: ['c'] }, "quote'": '"\\' },
      };
      for (const [name, value] of Object.entries(values)) {
        it(`round-trips ${name}, alone and among others`, async () => {
          await table.setMany([['alone', value]]);
          await table.setMany([
            ['first', value],
            ['second', [value]],
          ]);
          expect(await table.get('alone')).to.deep.equal(value);
          expect(await table.range({})).to.deep.equal([
            ['alone', value],
            ['first', value],
            ['second', [value]],
          ]);
        });
      }

      it('holds 5 MB, also beside a small value', async () => {
        const big = 'ä"\\\n'.repeat(1_000_000);
        await table.setMany([['big', { big }]]);
        await table.setMany([
          ['big2', { big }],
          ['small', 1],
        ]);
        expect(((await table.get('big')) as { big: string }).big === big).to.equal(true);
        expect(((await table.get('big2')) as { big: string }).big === big).to.equal(true);
        expect(await table.get('small')).to.equal(1);
      });

      it('knows no value for an absent key', async () => {
        expect(await table.get('absent')).to.equal(undefined);
        expect(await table.range({ gte: 'absent' })).to.deep.equal([]);
      });

      it('replaces a value; the last of one write wins', async () => {
        await table.setMany([['k', 1]]);
        await table.setMany([
          ['k', 2],
          ['other', 0],
          ['k', 3],
        ]);
        expect(await table.get('k')).to.equal(3);
        expect(await keys({})).to.deep.equal(['k', 'other']);
      });

      it('accepts an empty write', async () => {
        await table.setMany([]);
        expect(await table.range({})).to.deep.equal([]);
      });
    });

    it('copies itself whole while it is written to, never over anything', async function () {
      if (!store.backup) this.skip();
      const rows = Array.from({ length: 300 }, (_, n) => [`k${String(n).padStart(3, '0')}/1`, n] as const);
      await table.setMany(rows);
      const home = mkdtempSync(join(tmpdir(), 'oc-copy-'));
      const copy = join(home, place);
      await Promise.all([store.backup(copy), table.setMany([['late/1', 1]])]);
      const plugin = await activatePlugin(root);
      const opened = await (plugin.registered.get(`store:${id}`) as StoreFactory).open(home);
      const copied = (await (await opened.table('things')).range({})).filter(([key]) => key !== 'late/1');
      expect(copied).to.deep.equal(rows);
      const failure = await store.backup(copy).then(
        () => undefined,
        (error: Error) => error,
      );
      expect(failure, 'over the copy').to.be.instanceOf(Error);
      await opened.close();
      rmSync(home, { recursive: true });
    });

    describe('ranges', () => {
      const ALL = ['A', 'B/1', 'a', 'a%/1', 'a/1', 'a/10', 'a/2', 'a0', 'aX/1', 'a_/1', 'b/1', 'b_1'];

      beforeEach(async () => {
        const shuffled = [...ALL].sort((x, y) => (x.split('').reverse().join('') < y.split('').reverse().join('') ? -1 : 1));
        await table.setMany(shuffled.slice(0, 5).map((key) => [key, key]));
        for (const key of shuffled.slice(5)) await table.setMany([[key, key]]);
      });

      it('are in order of code units', async () => {
        expect(await keys({})).to.deep.equal(ALL);
        expect(await table.range({ gte: 'b/1' })).to.deep.equal([
          ['b/1', 'b/1'],
          ['b_1', 'b_1'],
        ]);
      });

      it('include their start and exclude their end', async () => {
        expect(await keys({ gte: 'a/1', lt: 'a0' })).to.deep.equal(['a/1', 'a/10', 'a/2']);
        expect(await keys({ lt: 'a' })).to.deep.equal(['A', 'B/1']);
        expect(await keys({ gte: 'b' })).to.deep.equal(['b/1', 'b_1']);
        expect(await keys({ gte: 'a/2', lt: 'a/1' })).to.deep.equal([]);
      });

      it('take _ and % for what they are, and case too', async () => {
        expect(await keys({ gte: 'a_/', lt: 'a_0' })).to.deep.equal(['a_/1']);
        expect(await keys({ gte: 'a%/', lt: 'a%0' })).to.deep.equal(['a%/1']);
        expect(await keys({ gte: 'B/', lt: 'B0' })).to.deep.equal(['B/1']);
      });

      it('stop at the limit and run backwards', async () => {
        expect(await keys({ limit: 2 })).to.deep.equal(['A', 'B/1']);
        expect(await keys({ reverse: true, limit: 2 })).to.deep.equal(['b_1', 'b/1']);
        expect(await keys({ gte: 'a/', lt: 'a0', reverse: true })).to.deep.equal(['a/2', 'a/10', 'a/1']);
        expect(await keys({ limit: 0 })).to.deep.equal([]);
      });

      it('cover many rows', async () => {
        const rows = Array.from({ length: 1_234 }, (_, i) => [`row/${String(i).padStart(5, '0')}`, i] as const);
        await table.setMany(rows);
        expect(await table.range({ gte: 'row/', lt: 'row0' })).to.deep.equal(rows);
        expect((await keys({ gte: 'row/', lt: 'row0', reverse: true, limit: 1 }))[0]).to.equal('row/01233');
      });
    });

    it('counts the keys of a range', async () => {
      await table.setMany(['one/a', 'one/b', 'two/a', 'two/b', 'two/c'].map((key) => [key, key]));
      await table.deleteMany(['two/b']);
      expect(await table.count?.({ gte: 'one/', lt: 'one0' })).to.equal(2);
      expect(await table.count?.({ gte: 'two/b', lt: 'two0' })).to.equal(1);
      expect(await table.count?.({ gte: 'none/', lt: 'none0' })).to.equal(0);
    });

    it('tells below which prefixes a value may hold some pieces, and misses none', async () => {
      const texts = {
        one: 'A Needle in "quotes"',
        two: 'needle',
        nine: 'a\\b 100% a_b',
        'one-more': 'nothing',
        big: `${'x'.repeat(10_000_000)} needle "QUOTES"`,
      };
      await table.setMany(Object.entries(texts).map(([prefix, text]) => [`${prefix}/a`, { text }]));
      await table.setMany([['two/b', { text: 'quotes' }]]);
      const prefixes = [...Object.keys(texts), 'none'];
      const may = async (...pieces: string[]) => (await table.mayHold?.(prefixes, pieces))?.sort() ?? [];
      expect(await may('NEEDLE', '"QUOTES'))
        .to.include.members(['one', 'big'])
        .and.not.include.members(['one-more', 'none']);
      expect(await may('needle')).to.deep.equal(['big', 'one', 'two']);
      expect(await may('a\\\\B'))
        .to.include('nine')
        .and.not.include('one');
      expect(await may('0% A_b')).to.include('nine');
      expect(await may('a%b')).to.not.include.members(['nine', 'one']);
      expect(await may('nowhere')).to.not.include.members(['one', 'two', 'nine', 'one-more', 'none']);
    });

    it('tells about how many bytes a range takes', async () => {
      await table.setMany(['a', 'b', 'c'].map((name) => [`one/${name}`, 'x'.repeat(1_000)]));
      await table.setMany([['two/a', 'x'.repeat(5_000)]]);
      expect(await table.bytes?.({ gte: 'one/', lt: 'one0' })).to.be.within(3_000, 4_000);
      expect(await table.bytes?.({ gte: 'none/', lt: 'none0' })).to.equal(0);
    });

    describe('deletion', () => {
      it('counts what existed, and takes nothing else', async () => {
        await table.setMany(['s_1', 's_1/a', 'sX1', 'S_1', 's%1', 'z'].map((key) => [key, key]));
        expect(await table.deleteMany(['s_1', 's_1/a', 'absent', 's_1'])).to.equal(2);
        expect(await keys({})).to.deep.equal(['S_1', 's%1', 'sX1', 'z']);
        expect(await table.deleteMany(['s_1'])).to.equal(0);
        expect(await table.deleteMany([])).to.equal(0);
      });

      it('allows the key again', async () => {
        await table.setMany([['k', 1]]);
        await table.deleteMany(['k']);
        await table.setMany([['k', 2]]);
        expect(await table.range({})).to.deep.equal([['k', 2]]);
      });
    });

    it('keeps tables apart', async () => {
      const other = await store.table('other_things');
      await table.setMany([['k', 'here']]);
      await other.setMany([['k', 'there']]);
      expect(await table.deleteMany(['k'])).to.equal(1);
      expect(await other.get('k')).to.equal('there');
    });

    it('takes words of SQL as table names', async () => {
      const order = await store.table('order');
      await order.setMany([['k', 1]]);
      expect(await order.get('k')).to.equal(1);
    });

    it('holds everything after closing and opening again', async () => {
      await table.setMany([
        ['a/1', 1],
        ['b/1', 2],
        ['c', 3],
      ]);
      await table.deleteMany(['b/1']);
      await store.close();
      store = await open();
      table = await store.table('things');
      expect(await table.range({})).to.deep.equal([
        ['a/1', 1],
        ['c', 3],
      ]);
    });

    it('sees what another opening of the same folder writes', async () => {
      const second = await open();
      const seen = await second.table('things');
      await table.setMany([['x/1', 1]]);
      expect(await seen.get('x/1')).to.equal(1);
      await seen.setMany([['x/1', 2]]);
      expect(await table.get('x/1')).to.equal(2);
      await seen.deleteMany(['x/1']);
      expect(await table.get('x/1')).to.equal(undefined);
      await second.close();
      await table.setMany([['x/2', 3]]);
      expect(await keys({})).to.deep.equal(['x/2']);
    });

    it('runs overlapping calls', async () => {
      await Promise.all(Array.from({ length: 100 }, (_, i) => table.setMany([[`p/${String(i).padStart(3, '0')}`, i]])));
      expect((await table.range({ gte: 'p/', lt: 'p0' })).map(([, value]) => value)).to.deep.equal(
        Array.from({ length: 100 }, (_, i) => i),
      );
    });

    it('says in one line what it is', async () => {
      expect(await store.describe())
        .to.be.a('string')
        .that.includes(dir)
        .and.does.not.include('\n');
    });

    it('keeps its files from other users', async function () {
      if (process.platform === 'win32') this.skip();
      await table.setMany([['a/1', 1]]);
      for (const { path, mode, isFolder } of tree(dir)) expect(mode.toString(8), path).to.equal(isFolder ? '700' : '600');
    });

    it(`loses nothing when ${WRITERS} processes write at once`, async () => {
      const names = Array.from({ length: WRITERS }, (_, index) => `w${index}`);
      const codes = await Promise.all(names.map((name) => writer({ name, count: WRITES }).ended));
      expect(codes).to.deep.equal(names.map(() => 0));
      const shared = await store.table('shared');
      const expected = names.flatMap((name) => Array.from({ length: WRITES }, (_, number) => keysOfWrite(name, number)).flat()).sort();
      const rows = await shared.range<unknown>({});
      expect(rows.map(([key]) => key)).to.deep.equal(expected);
      for (const [key, value] of rows) expect(value).to.deep.equal(valueOfWrite(key));
    });

    it('loses no acknowledged write and halves none when its processes are killed', async function () {
      this.timeout(90_000);
      let writes = 0;
      for (let round = 0; round < KILL_ROUNDS; round++) {
        const names = [`k${round}a`, `k${round}b`];
        const killed = names.map((name) => writer({ name, count: 0 }));
        await Promise.all(killed.map((one) => one.reached(KILL_AFTER(round))));
        for (const one of killed) one.child.kill('SIGKILL');
        await Promise.all(killed.map((one) => one.ended));
        const reopened = await open();
        const present = new Set((await (await reopened.table('shared')).range({})).map(([key]) => key));
        await reopened.close();
        for (const [index, one] of killed.entries()) {
          const name = names[index] as string;
          for (let number = 0; number <= one.acknowledged(); number++) {
            expect(
              keysOfWrite(name, number).every((key) => present.has(key)),
              `${name} ${number} of ${one.acknowledged()}`,
            ).to.equal(true);
            writes++;
          }
          const last = keysOfWrite(name, one.acknowledged() + 1).filter((key) => present.has(key)).length;
          expect(last === 0 || last === keysOfWrite(name, one.acknowledged() + 1).length, `${name}: half of its last write`).to.equal(true);
        }
      }
      expect(writes).to.be.at.least(KILL_ROUNDS * 2 * KILL_AFTER(0));
    });
  });
}

function tree(dir: string): { path: string; mode: number; isFolder: boolean }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, mode: statSync(path).mode & 0o777, isFolder: entry.isDirectory() };
  });
}
