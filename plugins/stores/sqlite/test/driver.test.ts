import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import sqlite3 from 'sqlite3';

type Failure = Error & { code?: string };

describe('sqlite3 facade', () => {
  let dir: string;
  let file: string;
  let database: sqlite3.Database;

  const open = (path: string) =>
    new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(path, (error) => (error ? reject(error) : resolve(opened)));
    });
  const all = (sql: string, ...params: unknown[]) =>
    new Promise<unknown[]>((resolve, reject) => {
      database.all(sql, ...params, (error: Failure | null, rows: unknown[]) => (error ? reject(error) : resolve(rows)));
    });
  const close = (one: sqlite3.Database) => new Promise<Failure | null>((resolve) => one.close((error) => resolve(error)));

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'oc-driver-'));
    file = join(dir, 'x.db');
    database = await open(file);
    await all('CREATE TABLE t(key TEXT PRIMARY KEY, value TEXT)');
  });
  afterEach(async () => {
    await close(database);
    rmSync(dir, { recursive: true });
  });

  it('reads rows with parameters, one by one or as a list, however many', async () => {
    await all('INSERT INTO t SELECT value, value FROM json_each(?)', JSON.stringify(Array.from({ length: 250 }, (_, i) => `k${i}`)));
    expect(await all('SELECT key FROM t')).to.have.length(250);
    expect(await all('SELECT key FROM t LIMIT 200')).to.have.length(200);
    expect(
      (await all('SELECT value FROM t WHERE key = ? OR key = ? ORDER BY key', 'k1', 'k2')).map((row) => ({ ...(row as object) })),
    ).to.deep.equal([{ value: 'k1' }, { value: 'k2' }]);
    expect(await all('SELECT value FROM t WHERE key = ? OR key = ?', ['k1', 'k2'])).to.have.length(2);
  });

  it('has get, run and exec', async () => {
    await new Promise<void>((resolve, reject) =>
      database.exec("INSERT INTO t VALUES('a','1'); INSERT INTO t VALUES('b','2')", (error) => (error ? reject(error) : resolve())),
    );
    await new Promise<void>((resolve, reject) =>
      database.run('DELETE FROM t WHERE key = ?', 'a', (error: Failure | null) => (error ? reject(error) : resolve())),
    );
    const row = await new Promise<unknown>((resolve, reject) =>
      database.get('SELECT count(*) AS n FROM t', (error: Failure | null, got: unknown) => (error ? reject(error) : resolve(got))),
    );
    expect({ ...(row as object) }).to.deep.equal({ n: 1 });
  });

  it('gives errors the codes of sqlite3', async () => {
    const code = async (work: Promise<unknown>) =>
      work.then(
        () => 'none',
        (error: Failure) => error.code,
      );
    expect(await code(all('SELECT nonsense FROM nowhere'))).to.equal('SQLITE_ERROR');
    await all("INSERT INTO t VALUES('a','1')");
    expect(await code(all("INSERT INTO t VALUES('a','1')"))).to.equal('SQLITE_CONSTRAINT');
    expect(await code(open(join(dir, 'no', 'such', 'folder.db')))).to.equal('SQLITE_CANTOPEN');
  });

  it('calls back after the caller has returned, and once', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      const other = new sqlite3.Database(':memory:', () => {
        order.push('opened');
        other.close(() => resolve());
      });
      order.push('returned');
    });
    expect(order).to.deep.equal(['returned', 'opened']);
  });

  it('shares one connection among handles of a file until the last is closed', async () => {
    const second = await open(file);
    second.configure('busyTimeout', 1234);
    expect(Object.values((await all('PRAGMA busy_timeout'))[0] as object)).to.deep.equal([1234]);
    expect(await close(second)).to.equal(null);
    expect((await close(second))?.code).to.equal('SQLITE_MISUSE');
    expect(await all('SELECT 1 AS one')).to.have.length(1);
  });
});
