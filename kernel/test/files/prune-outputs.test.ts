import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pruneOutputs, removeOutputs } from '../../src/files/prune-outputs.ts';

const DAY = 86_400_000;
const idle = new AbortController().signal;

describe('pruneOutputs', () => {
  let root: string;
  const now = Date.now();
  const put = (path: string, days: number) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), 'output');
    const at = (now - days * DAY) / 1000;
    utimesSync(join(root, path), at, at);
    utimesSync(join(root, path, '..'), at, at);
  };
  const there = (path: string) => existsSync(join(root, path));
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ock-outputs-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('removes what is older than a week, and folders that it leaves empty', async () => {
    put('ses_old/a.txt', 8);
    put('ses_mixed/a.txt', 8);
    put('ses_mixed/b.txt', 6);
    put('ses_now/a.txt', 30);
    expect(await pruneOutputs(root, 'ses_now', idle, now)).to.equal(3);
    expect([there('ses_old'), there('ses_mixed/a.txt'), there('ses_mixed/b.txt'), there('ses_now')]).to.deep.equal([
      false,
      false,
      true,
      true,
    ]);
  });

  it('keeps removed files for a month', async () => {
    put('ses_a/trash/1/entry.json', 31);
    put('ses_a/trash/2/entry.json', 29);
    expect(await pruneOutputs(root, '', idle, now)).to.equal(1);
    expect([there('ses_a/trash/1'), there('ses_a/trash/2/entry.json')]).to.deep.equal([false, true]);
  });

  it('removes the oldest until the rest takes no more than 1 GiB, and only tells when told so', async () => {
    for (const [name, days] of [
      ['ses_a/old', 3],
      ['ses_b/middle', 2],
      ['ses_b/new', 1],
    ] as const) {
      put(name, days);
      truncateSync(join(root, name), 500 * 1024 ** 2);
      utimesSync(join(root, name), (now - days * DAY) / 1000, (now - days * DAY) / 1000);
    }
    const plan = { files: 1, bytes: 500 * 1024 ** 2 };
    expect(await removeOutputs(root, { signal: idle, now, dryRun: true })).to.deep.equal(plan);
    expect(there('ses_a/old')).to.equal(true);
    expect(await removeOutputs(root, { signal: idle, now })).to.deep.equal(plan);
    expect([there('ses_a/old'), there('ses_b/middle'), there('ses_b/new')]).to.deep.equal([false, true, true]);
  });

  it('looks once a day', async () => {
    expect(await pruneOutputs(root, '', idle, now)).to.equal(0);
    put('ses_old/a.txt', 8);
    expect(await pruneOutputs(root, '', idle, now + DAY / 2)).to.equal(0);
    expect(await pruneOutputs(root, '', idle, now + DAY)).to.equal(1);
  });

  it('follows no link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'ock-elsewhere-'));
    writeFileSync(join(elsewhere, 'dear.txt'), 'x');
    utimesSync(join(elsewhere, 'dear.txt'), 1, 1);
    symlinkSync(elsewhere, join(root, 'ses_link'));
    mkdirSync(join(root, 'ses_a'));
    symlinkSync(join(elsewhere, 'dear.txt'), join(root, 'ses_a/link.txt'));
    expect(await pruneOutputs(root, '', idle, now)).to.equal(0);
    expect(existsSync(join(elsewhere, 'dear.txt'))).to.equal(true);
    rmSync(elsewhere, { recursive: true });
  });

  it('stops at its bound', async () => {
    for (let n = 0; n < 5_200; n++) put(`ses_many/${n}`, 9);
    expect(await pruneOutputs(root, '', idle, now)).to.equal(5_000);
  });
});
