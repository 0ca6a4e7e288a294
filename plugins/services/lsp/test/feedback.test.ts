import { expect } from 'chai';
import { type FakeLab, fakeLab, never } from './support.ts';

describe('errors that an edit brings', () => {
  let made: FakeLab;
  afterEach(() => made.dispose());
  /** Changes a file as a tool does, with the hooks around it. */
  const edit = async (file: string, before: string, after: string, ms = 60_000) => {
    made.service.before(made.path(file), before);
    made.write(file, after);
    return made.service.newErrors([made.path(file)], ms, never);
  };

  it('are those that were not there before, wherever they stand now', async () => {
    const before = 'ERROR old\nfine\n';
    made = fakeLab('normal', { files: { 'a.fake': before } });
    const errors = await edit('a.fake', before, 'new line\nERROR old\nERROR new\n');
    expect(errors).to.have.length(1);
    expect(errors?.[0]).to.include({ path: made.path('a.fake'), line: 3, text: 'ERROR new', severity: 'error' });
    expect(
      await edit('a.fake', 'new line\nERROR old\nERROR new\n', 'ERROR old\nERROR old\nERROR new\n'),
      'a second of the same',
    ).to.have.length(1);
    expect(await edit('a.fake', 'ERROR old\nERROR old\nERROR new\n', 'fine\n')).to.deep.equal([]);
  });

  it('of a new file are all of its', async () => {
    made = fakeLab('normal', { files: {} });
    made.service.before(made.path('new.fake'), undefined);
    made.write('new.fake', 'ERROR one\n');
    expect(await made.service.newErrors([made.path('new.fake')], 60_000, never)).to.have.length(1);
    const watched = made.received().find(({ method }) => method === 'workspace/didChangeWatchedFiles')?.params as {
      changes: { type: number }[];
    };
    expect(watched.changes[0]?.type, 'created').to.equal(1);
  });

  it('come within the time or not at all', async () => {
    made = fakeLab('mute', { files: { 'a.fake': 'fine\n' } });
    expect(await edit('a.fake', 'fine\n', 'ERROR new\n', 300)).to.equal(undefined);
  });

  it('do not hold up an edit while the server starts', async () => {
    made = fakeLab('silent', { files: { 'a.fake': 'fine\n' } });
    expect(await edit('a.fake', 'fine\n', 'ERROR new\n', 100)).to.equal(undefined);
  });

  it('are not asked for where nothing may be started unasked', async () => {
    made = fakeLab('normal', { files: { 'a.fake': 'fine\n' }, config: { auto_start: false } });
    expect(await edit('a.fake', 'fine\n', 'ERROR new\n', 1000)).to.equal(undefined);
    expect(made.received()).to.deep.equal([]);
    await made.service.query({ operation: 'hover', file: made.path('a.fake'), line: 1 }, never);
    expect(await edit('a.fake', 'ERROR new\n', 'ERROR new\nERROR more\n'), 'one that runs is asked').to.have.length(1);
  });
});
