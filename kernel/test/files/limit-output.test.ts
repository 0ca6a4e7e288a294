import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitOutput } from '@ock/kernel';
import { expect } from 'chai';

const NOTE = /\[(\d+) of (\d+) lines, (\d+) of (\d+) bytes left out here\. Whole output: (\S+) /;

describe('limitOutput', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'limit-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('leaves text within the limits alone and saves nothing', async () => {
    const text = 'line\n'.repeat(2000);
    expect(await limitOutput(text, { dir, keep: 'head' })).to.deep.equal({ text, truncated: false });
    expect(await readdir(dir)).to.deep.equal([]);
  });

  it('keeps the head, saves the whole and names the file', async () => {
    const text = Array.from({ length: 2500 }, (_, i) => `line ${i + 1}`).join('\n');
    const result = await limitOutput(text, { dir, keep: 'head', hint: 'Narrow the pattern.', name: 'grep' });
    const note = NOTE.exec(result.text);
    expect(note?.[1]).to.equal('500');
    expect(note?.[2]).to.equal('2500');
    expect(note?.[5]).to.equal(result.file);
    expect(result.text)
      .to.match(/line 2000\n\[500 of/)
      .and.to.match(/Narrow the pattern\.\]$/);
    expect(await readFile(result.file as string, 'utf8')).to.equal(text);
    expect((await stat(result.file as string)).mode & 0o777).to.equal(0o600);
  });

  it('keeps the tail', async () => {
    const text = `${Array.from({ length: 3000 }, (_, i) => `line ${i + 1}`).join('\n')}\n`;
    const result = await limitOutput(text, { dir, keep: 'tail' });
    expect(result.text)
      .to.match(/^\[1000 of 3000 lines/)
      .and.to.contain(']\nline 1001\n')
      .and.to.match(/line 3000\n$/);
  });

  it('keeps both ends without overlap', async () => {
    const text = Array.from({ length: 21 }, (_, i) => `${i}`).join('\n');
    const result = await limitOutput(text, { dir, keep: 'both', maxLines: 20 });
    expect(result.text.replace(/\[.*\]/, '-').split('\n')).to.deep.equal(
      [...Array(10).keys(), '-', ...Array(10).keys()].map((x, i) => (i > 10 ? `${Number(x) + 11}` : `${x}`)),
    );
  });

  it('cuts one huge line by bytes, characters whole, within the limit', async () => {
    for (const keep of ['head', 'tail', 'both'] as const) {
      const result = await limitOutput(`a${'\u{1f600}é'.repeat(50_000)}b`, { dir, keep });
      expect(result.text).not.to.contain('\ufffd');
      expect(result.text).not.to.match(/[\ud800-\udbff](?![\udc00-\udfff])/);
      expect(Buffer.byteLength(result.text)).to.be.within(51_000, 51_200 + 400);
    }
  });

  it('spends the budget on a huge line that follows short ones', async () => {
    const result = await limitOutput(`ok\n${'x'.repeat(200_000)}\nend\n`, { dir, keep: 'head' });
    expect(result.text.length).to.be.greaterThan(51_000);
  });

  it('says that it could not save instead of failing', async () => {
    const result = await limitOutput('x\n'.repeat(5000), { dir: join(dir, 'a\0b'), keep: 'head' });
    expect(result).to.have.property('truncated', true);
    expect(result.file).to.equal(undefined);
    expect(result.text).to.contain('could not be saved');
  });

  it('names a file that stands already instead of saving again', async () => {
    const result = await limitOutput('x\n'.repeat(5000), { dir, keep: 'tail', file: '/elsewhere/all.txt' });
    expect(result.file).to.equal('/elsewhere/all.txt');
    expect(await readdir(dir)).to.deep.equal([]);
  });
});
