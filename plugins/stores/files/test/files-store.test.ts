import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KernelError, type Store, type StoreFactory, type Table, thisProcess } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { startWriter } from '../../../../test/support/start-writer.ts';
import { keysOfWrite } from '../../../../test/support/store-writer.ts';

const BIG = 'x'.repeat(10_000);

describe('store:files', () => {
  let dir: string;
  let store: Store;
  let table: Table;
  let log: string;

  const open = async (): Promise<Store> => {
    const plugin = await activatePlugin(new URL('..', import.meta.url));
    return (plugin.registered.get('store:files') as StoreFactory).open(dir);
  };
  const reopen = async () => {
    await store.close();
    store = await open();
    table = await store.table('part');
  };

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'oc-files-'));
    store = await open();
    table = await store.table('part');
    log = join(dir, 'files', 'part', 'ses_1.jsonl');
  });
  afterEach(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });

  it('keeps one readable log per session', async () => {
    await table.setMany([['ses_1/a', { n: 1 }]]);
    await table.setMany([['ses_2/a', 2]]);
    await table.setMany([['plain', 3]]);
    expect(readdirSync(join(dir, 'files', 'part')).sort()).to.deep.equal(['_.jsonl', 'ses_1.jsonl', 'ses_2.jsonl']);
    expect(readFileSync(log, 'utf8').trim().split('\n').at(-1)).to.equal('[["ses_1/a",{"n":1}]]');
  });

  it('ignores a torn last line, also when others append after it', async () => {
    await table.setMany([['ses_1/a', 1]]);
    await table.setMany([['ses_1/b', 'torn']]);
    truncateSync(log, statSync(log).size - 4);
    await reopen();
    expect(await table.range({})).to.deep.equal([['ses_1/a', 1]]);
    await table.setMany([['ses_1/c', 3]]);
    await reopen();
    expect(await table.range({})).to.deep.equal([
      ['ses_1/a', 1],
      ['ses_1/c', 3],
    ]);
  });

  it('takes no part of a batch whose line is torn', async () => {
    await table.setMany([['ses_1/a', 1]]);
    await table.setMany([
      ['ses_1/a', 2],
      ['ses_1/b', 2],
    ]);
    truncateSync(log, statSync(log).size - 3);
    await reopen();
    expect(await table.range({})).to.deep.equal([['ses_1/a', 1]]);
  });

  it('reads a line only once it is whole', async () => {
    await table.setMany([['ses_1/a', 1]]);
    expect(await table.get('ses_1/a')).to.equal(1);
    appendFileSync(log, '\n[["ses_1/a"');
    expect(await table.get('ses_1/a')).to.equal(1);
    appendFileSync(log, ',2]]\n');
    expect(await table.get('ses_1/a')).to.equal(2);
  });

  it('rewrites a log that is mostly dead when it is opened, and keeps what lives', async () => {
    for (let i = 0; i < 20; i++) {
      await table.setMany([
        ['ses_1/a', BIG + i],
        ['ses_1/b', i],
      ]);
    }
    const before = statSync(log).size;
    await reopen();
    expect(await table.get('ses_1/a')).to.equal(`${BIG}19`);
    expect(statSync(log).size).to.be.below(before / 10);
    expect(await table.range({})).to.deep.equal([
      ['ses_1/a', `${BIG}19`],
      ['ses_1/b', 19],
    ]);
    expect(statSync(log).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(dir, 'files', 'part'))).to.deep.equal(['ses_1.jsonl']);
  });

  it('notices that another process rewrote the log', async () => {
    for (let i = 0; i < 20; i++) await table.setMany([['ses_1/a', BIG + i]]);
    expect(await table.get('ses_1/a')).to.equal(`${BIG}19`);
    const second = await open();
    const other = await second.table('part');
    expect(await other.get('ses_1/a')).to.equal(`${BIG}19`);
    expect(statSync(log).size).to.be.below(3 * BIG.length);
    await other.setMany([['ses_1/b', 'after']]);
    expect(await table.get('ses_1/b')).to.equal('after');
    await table.setMany([['ses_1/c', 'mine']]);
    expect(await other.get('ses_1/c')).to.equal('mine');
  });

  it('waits while the log is being rewritten and does not lose the append', async () => {
    await table.setMany([['ses_1/a', 1]]);
    writeFileSync(`${log}.lock`, JSON.stringify(thisProcess()));
    let isDone = false;
    const appending = table.setMany([['ses_1/b', 2]]).then(() => {
      isDone = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isDone).to.equal(false);
    // what a rewrite that did not see the append leaves
    rmSync(log);
    writeFileSync(log, '{"log":"other"}\n[["ses_1/a",1]]\n');
    rmSync(`${log}.lock`);
    await appending;
    expect(await table.range({})).to.deep.equal([
      ['ses_1/a', 1],
      ['ses_1/b', 2],
    ]);
  });

  it('loses nothing to rewrites while several processes append', async () => {
    const names = ['w0', 'w1', 'w2'];
    const WRITES = 1_500;
    const writers = names.map((name) =>
      startWriter({ pluginDir: fileURLToPath(new URL('..', import.meta.url)), id: 'files', dir, name, count: WRITES }),
    );
    await Promise.all(writers.map((writer) => writer.reached(0)));
    const shared = join(dir, 'files', 'shared', 'one.jsonl');
    let rewrites = 0;
    for (let running = true; running; ) {
      running = await Promise.race([
        Promise.all(writers.map((writer) => writer.ended)).then(() => false),
        new Promise<boolean>((resolve) => setTimeout(resolve, 5, true)),
      ]);
      const opened = await open();
      const part = await opened.table('shared');
      for (let i = 0; i < 200; i++) await part.setMany([['one/zz', BIG + i]]);
      const before = statSync(shared).ino;
      await (await (await open()).table('shared')).get('one/zz');
      if (statSync(shared).ino !== before) rewrites++;
    }
    for (const writer of writers) expect(await writer.ended).to.equal(0);
    expect(rewrites).to.be.above(0);
    const written = names.flatMap((name) => Array.from({ length: WRITES }, (_, number) => keysOfWrite(name, number)).flat());
    const present = new Set((await (await store.table('shared')).range({})).map(([key]) => key));
    expect(written.filter((key) => !present.has(key))).to.deep.equal([]);
  });

  it('finishes a batch over several logs whose process was killed', async () => {
    const batch = join(dir, 'files', 'part', 'x.batch');
    const groups = [
      ['ses_1', [['ses_1/a', 1]]],
      ['ses_2', [['ses_2/a', 2]]],
    ];
    writeFileSync(batch, JSON.stringify({ owner: { ...thisProcess(), pid: 2 ** 22 + 1 }, groups }));
    await reopen();
    expect(await table.range({})).to.deep.equal([
      ['ses_1/a', 1],
      ['ses_2/a', 2],
    ]);
    expect(existsSync(batch)).to.equal(false);
  });

  it('counts lines that cannot be read when asked, and clears away what a killed process was preparing', async () => {
    await table.setMany([['ses_1/a', 1]]);
    await table.setMany([['ses_2/a', 2]]);
    expect(await store.check?.()).to.deep.equal([]);
    appendFileSync(log, '\n[["ses_1/b",');
    const problems = (await store.check?.()) ?? [];
    expect(problems).to.have.length(0, 'a line without its end is being written');
    await table.setMany([['ses_1/c', 3]]);
    const found = (await store.check?.()) ?? [];
    expect(found).to.have.length(1);
    expect(found[0]).to.include(log).and.include(': 1.');
    const left = `${log}.tmp`;
    writeFileSync(left, 'half');
    utimesSync(left, 0, 0);
    await reopen();
    expect(existsSync(left), 'nobody was killed').to.equal(true);
    writeFileSync(join(dir, 'open', 'files.left'), JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1 }));
    await reopen();
    expect(existsSync(left)).to.equal(false);
    expect(existsSync(join(dir, 'open', 'files.left'))).to.equal(false);
    expect((await table.range({})).map(([key]) => key)).to.deep.equal(['ses_1/a', 'ses_1/c', 'ses_2/a']);
  });

  it('leaves a log alone of which nothing can be read, and tells of it', async () => {
    await table.setMany([['ses_1/a', 1]]);
    await store.close();
    const damaged = Buffer.from('\n\u0001damaged\n\u0002through and through\n');
    writeFileSync(log, damaged);
    store = await open();
    table = await store.table('part');
    expect(await table.range({})).to.deep.equal([]);
    await reopen();
    expect(readFileSync(log)).to.deep.equal(damaged);
    expect((await store.check?.())?.[0]).to.include(log);
  });

  it('gives the disk back when everything of a session is deleted', async () => {
    await table.setMany([
      ['ses_1/a', BIG],
      ['ses_2/a', 1],
    ]);
    expect(await table.deleteMany(['ses_1/a'])).to.equal(1);
    expect(existsSync(log)).to.equal(false);
    await table.setMany([['ses_1/b', 2]]);
    expect(await table.range({})).to.deep.equal([
      ['ses_1/b', 2],
      ['ses_2/a', 1],
    ]);
  });

  it('takes any key as part of a file name', async () => {
    const keys = ['/x', '../../x/1', '_/1', 'a b/1', `${'long'.repeat(60)}/1`, 'CON/1', '%5f/1'].sort();
    await table.setMany(keys.map((key) => [key, key]));
    await reopen();
    expect((await table.range({})).map(([key]) => key)).to.deep.equal(keys);
    for (const key of keys) expect(await table.get(key)).to.equal(key);
    expect(readdirSync(dir).sort()).to.deep.equal(['files', 'open']);
  });

  it('names a place where no folder can be', async () => {
    const other = mkdtempSync(join(tmpdir(), 'oc-files-'));
    writeFileSync(join(other, 'files'), '');
    const plugin = await activatePlugin(new URL('..', import.meta.url));
    const error = await (plugin.registered.get('store:files') as StoreFactory).open(other).then(
      () => undefined,
      (failure: KernelError) => failure,
    );
    expect(error?.code).to.equal('OC_STORE');
    expect(error?.details.message).to.include(join(other, 'files')).and.include('Check who owns it');
    rmSync(other, { recursive: true });
  });
});
