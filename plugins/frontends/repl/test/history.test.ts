import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { History, looksSecret } from '../src/history.ts';

describe('History', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ock-history-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('keeps prompts, of several lines too, in a file only its owner reads', async () => {
    const file = join(dir, 'state', 'history');
    const history = new History(file);
    expect(history.load()).to.deep.equal([]);
    for (const line of ['first', 'two\nlines', 'two\nlines', ' not this', '', 'my password is hunter2']) await history.add(line);
    expect(new History(file).load()).to.deep.equal(['first', 'two\nlines']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it('stays bounded and survives a line cut by a crash', async () => {
    const file = join(dir, 'history');
    writeFileSync(file, `${Array.from({ length: 2000 }, (_, i) => JSON.stringify(`p${i}`)).join('\n')}\n{"cut\n`);
    const history = new History(file);
    expect(history.load()).to.have.length(999).and.include('p1999');
    await history.add('last');
    expect(readFileSync(file, 'utf8').split('\n').length).to.be.lessThan(1010);
    expect(new History(file).load().at(-1)).to.equal('last');
  });

  it('knows what looks secret', () => {
    for (const line of [`use sk-${'a1'.repeat(15)}`, 'API key: abc', 'export GITHUB_TOKEN=x', 'the passphrase is foo'])
      expect(looksSecret(line), line).to.equal(true);
    for (const line of ['count the tokens of this file', 'fix the password form', 'rename secretary'])
      expect(looksSecret(line), line).to.equal(false);
  });
});
