import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type FakeLab, fakeLab, never } from './support.ts';

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };

describe('an edit of a language server', () => {
  let made: FakeLab;
  afterEach(() => made.dispose());
  const plan = async (edit: (uri: (name: string) => string) => unknown, files: Record<string, string> = { 'a.fake': 'one\ntwo\n' }) => {
    made = fakeLab('normal', { files });
    const uri = (name: string) => pathToFileURL(made.path(name)).href;
    made.answerEdit(edit(uri));
    return made.service.plan({ operation: 'rename', file: made.path('a.fake'), line: 1, column: 1, newName: 'x' }, never);
  };

  it('is worked out as whole texts, line ends and byte order mark apart', async () => {
    const { changes } = await plan((uri) => ({ changes: { [uri('a.fake')]: [{ range: START, newText: 'ONE' }] } }), {
      'a.fake': '\ufeffone\r\ntwo\r\n',
    });
    expect(changes).to.have.length(1);
    expect(changes[0]).to.deep.include({ before: 'one\r\ntwo\r\n', after: 'ONE\r\ntwo\r\n', form: { encoding: 'utf-8', bom: true } });
    expect(changes[0]?.version).to.be.a('string');
  });

  it('may create and move files', async () => {
    const { changes } = await plan((uri) => ({
      documentChanges: [
        { kind: 'create', uri: uri('new.fake') },
        { textDocument: { uri: uri('new.fake'), version: null }, edits: [{ range: { ...START, end: START.start }, newText: 'hello' }] },
        { kind: 'rename', oldUri: uri('a.fake'), newUri: uri('b.fake') },
        { textDocument: { uri: uri('b.fake'), version: null }, edits: [{ range: START, newText: 'ONE' }] },
      ],
    }));
    const by = new Map(changes.map((change) => [change.path, change]));
    expect(by.get(made.path('new.fake'))?.after).to.equal('hello');
    expect(by.get(made.path('a.fake'))).to.not.have.property('after');
    expect(by.get(made.path('b.fake'))).to.include({ after: 'ONE\ntwo\n' });
    expect(by.get(made.path('b.fake'))).to.not.have.property('version');
    expect(existsSync(made.path('new.fake')), 'nothing is written').to.equal(false);
  });

  for (const [what, edit, why] of [
    ['outside the workspace', () => ({ changes: { 'file:///etc/hostname': [{ range: START, newText: 'x' }] } }), 'outside the workspace'],
    ['to a missing file', (uri: (name: string) => string) => ({ changes: { [uri('no.fake')]: [] } }), 'does not exist'],
    ['that deletes', (uri: (name: string) => string) => ({ documentChanges: [{ kind: 'delete', uri: uri('a.fake') }] }), 'not allowed'],
    [
      'that overlaps',
      (uri: (name: string) => string) => ({
        changes: {
          [uri('a.fake')]: [
            { range: START, newText: 'x' },
            { range: START, newText: 'y' },
          ],
        },
      }),
      'overlap',
    ],
  ] as const)
    it(`is refused ${what}`, async () => {
      const error = await plan(edit).then(
        () => undefined,
        (caught: Error) => caught.message,
      );
      expect(error).to.include(why);
    });

  it('through a command is taken only from commands that do nothing else', async () => {
    made = fakeLab('normal', { files: { 'a.fake': 'one\n' } });
    const query = { operation: 'codeAction' as const, file: made.path('a.fake'), line: 1 };
    const listed = await made.service.query({ operation: 'codeActions', file: made.path('a.fake'), line: 1 }, never);
    expect(listed.items.map(({ name }) => name)).to.deep.equal(['fake.edit', 'fake.danger']);
    const refused = await made.service.plan({ ...query, title: 'fake.danger' }, never).catch((caught: Error) => caught);
    expect((refused as Error).message).to.include('runs a command of the language server');
    expect(made.received().some(({ method }) => method === 'workspace/executeCommand')).to.equal(false);
    const unknown = await made.service.plan({ ...query, title: 'nothing' }, never).catch((caught: Error) => caught);
    expect((unknown as Error).message).to.include('Offered: fake.edit; fake.danger');
  });

  it('formats', async () => {
    made = fakeLab('normal', { files: { 'a.fake': '  one\n' } });
    const { changes } = await made.service.plan({ operation: 'format', file: made.path('a.fake') }, never);
    expect(changes.map(({ after }) => after)).to.deep.equal(['one\n']);
  });
});
