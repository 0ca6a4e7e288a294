import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store, StoreFactory, Table } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

const WORDS = 'word '.repeat(200);
const COUNT = 400;
const key = (n: number) => `ses_1/${String(n).padStart(5, '0')}`;

describe('store:files saves the index of a long log', () => {
  let dir: string;
  let store: Store;
  let table: Table;
  let log: string;
  let index: string;

  const reopen = async () => {
    await store?.close();
    const plugin = await activatePlugin(new URL('..', import.meta.url));
    store = await (plugin.registered.get('store:files') as StoreFactory).open(dir);
    table = await store.table('part');
  };
  const all = async () => (await table.range<{ n: number }>({})).map(([name, { n }]) => [name, n]);
  const expected = (upTo = COUNT) => Array.from({ length: upTo }, (_, n) => [key(n), n]);

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'oc-keys-'));
    await reopen();
    for (let n = 0; n < COUNT; n++) await table.setMany([[key(n), { n, WORDS }]]);
    log = join(dir, 'files', 'part', 'ses_1.jsonl');
    index = join(dir, 'files', 'part', 'ses_1.keys');
    await reopen();
  });
  afterEach(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });

  it('at the end of a process, private, and does not read the log from its beginning again', async () => {
    expect(statSync(index).mode & 0o777).to.equal(0o600);
    // what stands there is believed: the beginning of the log is not looked at, its values only when they are asked for
    const bytes = readFileSync(log);
    bytes.fill('x', 60, 200);
    writeFileSync(log, bytes);
    await reopen();
    expect((await table.range({ gte: key(390) })).map(([name]) => name)).to.deep.equal(
      expected()
        .slice(390)
        .map(([name]) => name),
    );
    expect(await table.get<{ n: number }>(key(395))).to.include({ n: 395 });
  });

  it('while the log grows, so that one that was killed leaves little to read', async () => {
    for (let n = COUNT; n < COUNT + 3_000; n++) await table.setMany([[key(n), { n, WORDS }]]);
    const copy = mkdtempSync(join(tmpdir(), 'oc-keys-killed-'));
    try {
      cpSync(join(dir, 'files'), join(copy, 'files'), { recursive: true });
      const bytes = readFileSync(join(copy, 'files', 'part', 'ses_1.jsonl'));
      bytes.fill('x', 60, 1024 * 1024);
      writeFileSync(join(copy, 'files', 'part', 'ses_1.jsonl'), bytes);
      const plugin = await activatePlugin(new URL('..', import.meta.url));
      const other = await (plugin.registered.get('store:files') as StoreFactory).open(copy);
      const rows = await other.table('part');
      expect(await rows.count?.({ gte: 'ses_1/', lt: 'ses_10' })).to.equal(COUNT + 3_000);
      await other.close();
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('and knows what came, changed and went since', async () => {
    await table.setMany([[key(COUNT), { n: COUNT }]]);
    await table.setMany([[key(3), { n: -3 }]]);
    await table.deleteMany([key(7)]);
    const wanted = [
      ...expected(COUNT + 1)
        .map(([name, n]) => [name, n === 3 ? -3 : n])
        .filter(([, n]) => n !== 7),
    ];
    expect(await all()).to.deep.equal(wanted);
    await reopen();
    expect(await all()).to.deep.equal(wanted);
    expect(await table.range({ gte: key(5), limit: 3 }).then((found) => found.map(([name]) => name))).to.deep.equal([
      key(5),
      key(6),
      key(8),
    ]);
    expect(await table.range({ reverse: true, limit: 1 }).then((found) => found[0]?.[0])).to.equal(key(COUNT));
    expect(await table.deleteMany([key(7)])).to.equal(0);
  });

  const damages: [what: string, damage: () => void][] = [
    ['is cut short', () => truncateSync(index, statSync(index).size - 10)],
    ['is empty', () => writeFileSync(index, '')],
    [
      'has a wrong byte',
      () => {
        const bytes = readFileSync(index);
        bytes[bytes.length - 30] = (bytes.at(-30) as number) ^ 1;
        writeFileSync(index, bytes);
      },
    ],
    ['is gone', () => rmSync(index)],
    [
      'belongs to a log that stood there before',
      () => writeFileSync(log, readFileSync(log, 'utf8').replace(/^\{"log":"......../, '{"log":"00000000')),
    ],
  ];
  for (const [what, damage] of damages) {
    it(`and reads the log itself where it ${what}`, async () => {
      damage();
      await reopen();
      expect(await all()).to.deep.equal(expected());
      await reopen();
      expect(await all(), 'made anew').to.deep.equal(expected());
      expect(existsSync(index)).to.equal(true);
    });
  }

  it('and reads the log itself where that was cut short or written anew', async () => {
    const lines = readFileSync(log, 'utf8').split('\n\n');
    writeFileSync(log, `${lines.slice(0, 300).join('\n\n')}\n`);
    await reopen();
    const kept = (await all()).length;
    expect(kept).to.be.within(250, 300);
    expect(await all()).to.deep.equal(expected(kept));
    // longer again, and otherwise
    for (let n = 0; n < 200; n++) appendFileSync(log, `\n${JSON.stringify([[key(n + 1000), { n, WORDS }]])}\n`);
    await reopen();
    expect(await all()).to.have.length(kept + 200);
  });

  it('and reads the log itself where a value does not stand where it is said to', async () => {
    const lines = readFileSync(log, 'utf8').split('\n\n');
    const at = lines.findIndex((line) => line.includes(`"${key(9)}"`));
    // one byte shorter than the next: the file stays as long as it was
    lines.splice(at, 2, lines[at + 1] as string, lines[at] as string);
    writeFileSync(log, lines.join('\n\n'));
    await reopen();
    expect(await table.get<{ n: number }>(key(10))).to.include({ n: 10 });
    expect(await all()).to.deep.equal(expected());
  });

  it('and drops it with the log', async () => {
    await table.deleteMany(expected().map(([name]) => name as string));
    expect(readdirSync(join(dir, 'files', 'part'))).to.deep.equal([]);
  });

  it('and leaves it out of copies and of the look for damage', async () => {
    const copy = join(dir, 'copy');
    await store.backup?.(copy);
    expect(readdirSync(join(copy, 'part'))).to.deep.equal(['ses_1.jsonl']);
    const bytes = readFileSync(log);
    bytes.fill('x', 60, 200);
    writeFileSync(log, bytes);
    expect(await store.check?.()).to.have.length(1);
  });

  it('and tells the same as a map after random writes and reopenings', async function () {
    this.timeout(60_000);
    const model = new Map<string, number>(expected() as [string, number][]);
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 6; round++) {
      for (let step = 0; step < 150; step++) {
        const names = Array.from({ length: 1 + random(4) }, () => key(random(600)));
        if (random(4) === 0) {
          await table.deleteMany(names);
          for (const name of names) model.delete(name);
        } else {
          await table.setMany(names.map((name) => [name, { n: step, WORDS }]));
          for (const name of names) model.set(name, step);
        }
      }
      expect(await all(), `round ${round}`).to.deep.equal([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
      await reopen();
      expect(await all(), `round ${round}, opened again`).to.deep.equal([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
    }
  });
});
