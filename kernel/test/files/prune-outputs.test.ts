import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pruneOutputs } from '../../src/files/prune-outputs.ts';

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
