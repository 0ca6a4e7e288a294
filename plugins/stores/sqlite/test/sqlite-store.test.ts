import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyvSqlite } from '@keyv/sqlite';
import { type KernelError, type StoreFactory, thisProcess } from '@ock/kernel';
import { expect } from 'chai';
import Keyv from 'keyv';
import sqlite3 from 'sqlite3';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const DRIVER = fileURLToPath(new URL('../driver/index.cjs', import.meta.url));

/** bytes of a page of the database */
const PAGE = 4096;

describe('store:sqlite', () => {
  let dir: string;
  let factory: StoreFactory;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'oc-sqlite-'));
    const plugin = await activatePlugin(new URL('..', import.meta.url));
    factory = plugin.registered.get('store:sqlite') as StoreFactory;
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const refusal = async (): Promise<KernelError> => {
    try {
      await (await factory.open(dir)).close();
    } catch (error) {
      return error as KernelError;
    }
    throw new Error('it opened');
  };

  it('runs in WAL mode on one file', async () => {
    const store = await factory.open(dir);
    expect(await store.describe()).to.match(/^SQLite 3\.\d+\.\d+ \((libsql|node:sqlite), wal\), /);
    expect(statSync(join(dir, 'opencode.db')).isFile()).to.equal(true);
    await store.close();
  });

  it('leaves rows that any keyv reads', async () => {
    const store = await factory.open(dir);
    const table = await store.table('session');
    await table.setMany([['one', { a: 1 }]]);
    await table.setMany([
      ['two', [2]],
      ['three', 'drei'],
    ]);
    const keyv = new Keyv({
      store: new KeyvSqlite({ uri: `sqlite://${join(dir, 'opencode.db')}`, table: 'oc_session' }),
      useKeyPrefix: false,
    });
    expect(await keyv.get('one')).to.deep.equal({ a: 1 });
    expect(await keyv.get('two')).to.deep.equal([2]);
    expect(await keyv.get('three')).to.equal('drei');
    await keyv.disconnect();
    expect(await table.get('one')).to.deep.equal({ a: 1 });
    await store.close();
  });

  it('passes over rows that are damaged, and tells of them when it is checked', async () => {
    const store = await factory.open(dir);
    const table = await store.table('part');
    await table.setMany(['a', 'b', 'c'].map((key) => [key, { key }] as const));
    expect(await store.check?.()).to.deep.equal([]);
    const damage = new KeyvSqlite({ uri: `sqlite://${join(dir, 'opencode.db')}`, table: 'oc_part' });
    await damage.query(`UPDATE oc_part SET value = '{"value":{"key"' WHERE key = 'b'`);
    await damage.close();
    expect((await table.range({})).map(([key]) => key)).to.deep.equal(['a', 'c']);
    expect(await table.get('b')).to.equal(undefined);
    expect(await store.check?.()).to.match(/rows that cannot be read: 1\./);
    await store.close();
  });

  it('names a file that is no database, and leaves it alone', async () => {
    const file = join(dir, 'opencode.db');
    const content = 'not a database\n'.repeat(1000);
    writeFileSync(file, content);
    const error = await refusal();
    expect(error.code).to.equal('OC_STORE');
    expect(error.details.message).to.include(file).and.include('Move it away');
    expect(readFileSync(file, 'utf8')).to.equal(content);
  });

  it('names a file that was damaged later', async () => {
    const file = join(dir, 'opencode.db');
    const store = await factory.open(dir);
    await (await store.table('t')).setMany(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, 'x'.repeat(200)] as const));
    await store.close();
    await checkpoint(file);
    const bytes = readFileSync(file);
    expect(bytes.length).to.be.above(40 * PAGE);
    for (let page = 2; page < bytes.length / PAGE; page++) bytes.fill(0xff, page * PAGE, page * PAGE + 2_000);
    writeFileSync(file, bytes);
    let message = '';
    try {
      const damaged = await factory.open(dir);
      await (await damaged.table('t')).range({});
    } catch (error) {
      message = String((error as KernelError).details.message);
    }
    expect(message).to.include(file).and.include('Move it away');
  });

  describe('after a process was killed', () => {
    const fill = async () => {
      const store = await factory.open(dir);
      await (await store.table('t')).setMany(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, 'x'.repeat(200)] as const));
      await store.close();
      await checkpoint(join(dir, 'opencode.db'));
    };
    const leaveMark = () => writeFileSync(join(dir, 'open/sqlite.left'), JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1 }));
    const damage = () => {
      const bytes = readFileSync(join(dir, 'opencode.db'));
      for (let page = 20; page < bytes.length / PAGE; page++) bytes.fill(0xff, page * PAGE, page * PAGE + 2_000);
      writeFileSync(join(dir, 'opencode.db'), bytes);
    };

    it('looks for damage first, and only then', async () => {
      await fill();
      damage();
      await (await factory.open(dir)).close();
      leaveMark();
      const error = await refusal();
      expect(error.code).to.equal('OC_STORE');
      expect(error.details.message).to.include(join(dir, 'opencode.db')).and.include('Move it away');
      expect((await refusal()).code, 'until the file is moved away').to.equal('OC_STORE');
    });

    it('opens a sound file and forgets', async () => {
      await fill();
      leaveMark();
      const store = await factory.open(dir);
      expect(readdirSync(join(dir, 'open')))
        .to.have.length(1)
        .and.not.include('sqlite.left');
      expect(await (await store.table('t')).range({ limit: 1 })).to.have.length(1);
      await store.close();
      expect(readdirSync(join(dir, 'open'))).to.deep.equal([]);
    });

    it('lists damage when asked', async () => {
      await fill();
      const sound = await factory.open(dir);
      expect(await sound.check?.()).to.deep.equal([]);
      await sound.close();
      damage();
      const store = await factory.open(dir);
      const problems = (await store.check?.()) ?? [];
      await store.close();
      expect(problems).to.have.length.above(0);
      expect(problems[0]).to.include(join(dir, 'opencode.db'));
    });
  });

  it('names a place where no file can be', async () => {
    mkdirSync(join(dir, 'opencode.db'));
    const error = await refusal();
    expect(error.code).to.equal('OC_STORE');
    expect(error.details.message).to.include(join(dir, 'opencode.db')).and.include('cannot be opened');
  });

  it('says what is missing where no driver loads, so that the next store is tried', function () {
    if (process.getBuiltinModule('node:sqlite')) {
      console.log('      skipped: this Node has its own driver');
      this.skip();
    }
    const script = `
      const { Database, loadFrom } = require(${JSON.stringify(DRIVER)});
      loadFrom(${JSON.stringify(join(dir, 'nowhere.js'))});
      new Database(${JSON.stringify(join(dir, 'x.db'))}, (error) => console.log(error.code, error.message));`;
    const answer = execFileSync(process.execPath, ['-e', script], { cwd: dir, encoding: 'utf8' });
    expect(answer).to.match(/^SQLITE_NO_DRIVER no SQLite driver: Node 22\.13/);
  });

  it('opens without warnings on any Node', () => {
    const script = `
      const { Database } = require(${JSON.stringify(DRIVER)});
      const db = new Database(${JSON.stringify(join(dir, 'y.db'))}, (error) => {
        if (error) throw error;
        db.all('SELECT ? AS a', [7], (failure, rows) => console.log(failure, JSON.stringify(rows)));
      });
      process.emitWarning('mine');`;
    const outcome = execFileSync(process.execPath, ['-e', `process.on('warning', (w) => console.log(w.message));${script}`], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(outcome.trim().split('\n').sort()).to.deep.equal(['mine', 'null [{"a":7}]']);
  });
});

/** Moves everything from the write-ahead log into the file itself. */
function checkpoint(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const database = new sqlite3.Database(file, () => {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)', (error) => {
        if (error) reject(error);
        else database.close(() => resolve());
      });
    });
  });
}
