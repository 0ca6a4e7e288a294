import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { type FakeLab, fakeLab, never } from './support.ts';

describe('what a server knows of files', () => {
  let made: FakeLab;
  afterEach(() => made.dispose());
  const text = async (file = 'a.fake'): Promise<string> =>
    (await made.service.query({ operation: 'hover', file: made.path(file), line: 1, column: 1 }, never)).text;
  const told = (method: string) => made.received().filter((message) => message.method === method) as { params: unknown }[];

  for (const mode of ['normal', 'full'])
    it(`follows the disk, with versions that grow (${mode === 'full' ? 'whole texts' : 'changed lines'})`, async () => {
      made = fakeLab(mode);
      expect(await text()).to.equal('one\ntwo');
      for (const next of ['one\nTWO\nthree\n', 'ü😀\r\nTWO\r\nthree', 'x', 'one\n\n\ntwo\n']) {
        made.write('a.fake', next);
        expect(await text()).to.equal(next.trim());
      }
      const changes = told('textDocument/didChange').map(
        ({ params }) => params as { textDocument: { version: number }; contentChanges: object[] },
      );
      expect(changes.map(({ textDocument }) => textDocument.version)).to.deep.equal([2, 3, 4, 5]);
      expect('range' in (changes[0]?.contentChanges[0] ?? {})).to.equal(mode === 'normal');
      expect(told('textDocument/didOpen')).to.have.length(1);
      expect(told('textDocument/didSave')).to.have.length(4);
    });

  it('is brought up to date for every open file before a question', async () => {
    made = fakeLab('normal', { files: { 'a.fake': 'a\n', 'b.fake': 'b\n' } });
    await text('a.fake');
    await text('b.fake');
    made.write('a.fake', 'changed from outside\n');
    await text('b.fake');
    expect(told('textDocument/didChange')).to.have.length(1);
    rmSync(made.path('a.fake'));
    await text('b.fake');
    expect(told('textDocument/didClose')).to.have.length(1);
  });

  it('includes files that nobody opened: what changes, comes and goes between two questions is told', async () => {
    made = fakeLab('normal', { files: { 'a.fake': 'a\n', 'b.fake': 'b\n', 'c.fake': 'c\n', '.gitignore': 'out\n' } });
    await text('a.fake');
    made.write('b.fake', 'changed\n');
    made.write('new.fake', 'new\n');
    made.write('other.txt', 'of no language\n');
    made.write('out/d.fake', 'ignored\n');
    rmSync(made.path('c.fake'));
    await text('a.fake');
    await text('a.fake');
    const [watched, ...more] = told('workspace/didChangeWatchedFiles') as { params: { changes: { uri: string; type: number }[] } }[];
    expect(more).to.deep.equal([]);
    const events = watched?.params.changes.map(({ uri, type }) => `${uri.slice(uri.lastIndexOf('/') + 1)} ${type}`);
    expect(events?.sort()).to.deep.equal(['b.fake 2', 'c.fake 3', 'new.fake 1']);
  });

  it('goes by addresses that other programs understand, with blanks and umlauts', async () => {
    made = fakeLab('normal', { files: { 'sub dir/ä#1.fake': 'x\n' } });
    await text('sub dir/ä#1.fake');
    const [opened] = told('textDocument/didOpen') as unknown as { params: { textDocument: { uri: string } } }[];
    expect(opened?.params.textDocument.uri).to.match(/^file:\/\/\/.*my%20project%20%C3%BC\/sub%20dir\/%C3%A4%231\.fake$/);
  });

  it('leaves out huge files, binary ones, and what lies outside the workspace', async () => {
    made = fakeLab('normal', { files: { 'huge.fake': 'x'.repeat(2 * 1024 * 1024 + 1), 'binary.fake': '\0\x01\x02\0\0\xff' } });
    for (const [file, why] of [
      ['huge.fake', 'too large'],
      ['binary.fake', 'binary'],
      ['missing.fake', 'does not exist'],
      ['../outside.fake', 'outside the workspace'],
      ['a.unknown', 'No language server is known'],
    ] as const)
      await text(file).then(
        () => expect.fail(`${file} was shown`),
        (error: Error) => expect(error.message).to.include(why),
      );
  });
});
