import { expect } from 'chai';
import { type LspQuery, liveGroups } from '../../../../kernel/src/index.ts';
import { type FakeLab, fakeLab, never, until } from './support.ts';

describe('a server that misbehaves', () => {
  let it_: FakeLab | undefined;
  afterEach(() => it_?.dispose());
  const start = (mode: string, options?: Parameters<typeof fakeLab>[1]): FakeLab => {
    it_ = fakeLab(mode, options);
    return it_;
  };
  const hover = (made: FakeLab, signal = never) =>
    made.service.query({ operation: 'hover', file: made.path('a.fake'), line: 1, column: 1 } satisfies LspQuery, signal);
  const failure = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'it did not fail',
      (error: Error) => error.message,
    );

  it('and crashes at its start is told with its last words, tried three times, then left off', async () => {
    const made = start('crash-at-init');
    for (let i = 0; i < 3; i++)
      expect(await failure(hover(made)))
        .to.include('ended with code 3')
        .and.include('no toolchain');
    expect(await failure(hover(made))).to.include('is off: it ended 3 times');
    expect(made.received().filter(({ method }) => method === 'initialize')).to.have.length(3);
    expect(made.service.status().find(({ language }) => language === 'fake')).to.include({ state: 'failed' });
  });

  it('and crashes at a question is told, and started again for the next', async () => {
    const made = start('crash-on-hover');
    expect(await failure(hover(made))).to.include('ended with code 7');
    const answer = await made.service.query({ operation: 'definition', file: made.path('a.fake'), line: 2, column: 1 }, never);
    expect(answer.items[0]).to.include({ path: made.path('a.fake'), line: 2, text: 'two' });
    expect(made.received().filter(({ method }) => method === 'initialize')).to.have.length(2);
  });

  it('and never answers costs its time and no more, and is told to stop', async () => {
    const made = start('slow', { config: { timeout: 0.2 } });
    expect(await failure(hover(made))).to.include('did not answer within 0.2 s');
    await until('the cancel', () => made.received().some(({ method }) => method === '$/cancelRequest'));
  });

  it('and is interrupted is told to stop', async () => {
    const made = start('slow');
    const controller = new AbortController();
    const asked = failure(hover(made, controller.signal));
    await until('the question', () => made.received().some(({ method }) => method === 'textDocument/hover'));
    controller.abort(new Error('interrupted by the test'));
    expect(await asked).to.equal('interrupted by the test');
    await until('the cancel', () => made.received().some(({ method }) => method === '$/cancelRequest'));
  });

  it('and floods stderr works, and the log stays small', async () => {
    const made = start('flood');
    expect((await hover(made)).text).to.include('one');
    expect(made.logged.filter(({ text }) => text === 'stderr').length).to.be.at.most(200);
  });

  for (const mode of ['bad-length', 'garbage'])
    it(`and does not keep to the protocol is ended (${mode})`, async () => {
      const made = start(mode);
      expect(await failure(hover(made))).to.match(/does not speak the protocol|is gone|does not start/);
      expect(liveGroups()).to.deep.equal([]);
    });

  it('gets its own questions answered, and edits that nobody asked for refused', async () => {
    const made = start('questions', { settings: { a: { b: { deep: true } } } });
    await hover(made);
    const reply = (id: string) => made.received().find((message) => message.id === id && message.method === undefined);
    await until('the answers', () => reply('q5') !== undefined);
    expect(reply('q1')?.result).to.deep.equal([{ deep: true }, null, { a: { b: { deep: true } } }]);
    expect(reply('q2')?.result).to.equal(null);
    expect(reply('q3')?.result).to.include({ applied: false });
    expect(reply('q4')?.result).to.equal(null);
    expect(reply('q5')?.error).to.include({ code: -32601 });
  });

  it('leaves nothing behind when it is stopped', async () => {
    const made = start('normal');
    await hover(made);
    expect(liveGroups()).to.have.length(1);
    await made.service.stop();
    expect(liveGroups()).to.deep.equal([]);
    expect(made.received().map(({ method }) => method)).to.include.members(['shutdown', 'exit']);
  });

  it('is ended when nobody asks', async () => {
    const made = start('normal', { config: { idle_minutes: 0.002 } });
    await hover(made);
    await until('the end', () => made.received().some(({ method }) => method === 'exit'));
    expect((await hover(made)).text, 'and started again').to.include('one');
  });
});
