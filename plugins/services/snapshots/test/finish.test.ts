import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Bench, SESSION } from './bench.ts';

/** no process has it */
const DEAD = 4_194_303;

describe('an undo that the process did not survive', () => {
  let bench: Bench;
  afterEach(() => bench.close());
  const path = (name: string) => join(bench.work, name);
  const journal = () => join(bench.data, 'snapshots/sessions', `${SESSION}.jsonl`);
  /** As a kill leaves it: the last line is not written, and of the files only some are as they will be. */
  const kill = async (halfway: () => void) => {
    const lines = readFileSync(journal(), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '').t).to.match(/reverted$/);
    writeFileSync(journal(), `${lines.slice(0, -1).join('\n')}\n`);
    halfway();
    await bench.restart();
  };
  const agentDoes = () => {
    writeFileSync(path('a'), 'agent\n');
    writeFileSync(path('b'), 'agent\n');
    rmSync(path('swapped'), { recursive: true });
    writeFileSync(path('swapped'), 'a file now\n');
    writeFileSync(path('new'), 'agent\n');
  };
  const start = async () => {
    bench = await Bench.open((work) => {
      for (const name of ['a', 'b']) writeFileSync(join(work, name), `${name}\n`);
      mkdirSync(join(work, 'swapped'));
      writeFileSync(join(work, 'swapped/in'), 'in\n');
      chmodSync(join(work, 'swapped'), 0o755);
    });
    bench.prompt('first');
    await bench.command(() => writeFileSync(path('first'), '1\n'));
    const before = bench.tree();
    bench.prompt('second');
    await bench.command(agentDoes);
    return { before, after: bench.tree() };
  };

  it('is finished by the next undo, which undoes nothing more, and redone as a whole', async () => {
    const { before, after } = await start();
    const done = await bench.service.revert(SESSION);
    const undone = bench.session.undone;
    await kill(() => {
      writeFileSync(path('b'), 'agent\n');
      writeFileSync(path('new'), 'agent\n');
      rmSync(path('swapped'), { recursive: true });
      writeFileSync(path(`.ock-undo-${DEAD}-abc.tmp`), 'half');
      delete bench.session.undone;
    });
    const again = await bench.service.revert(SESSION);
    expect(again.conflicts).to.deep.equal([]);
    expect([again.messages, again.prompt]).to.deep.equal([done.messages, done.prompt]);
    expect(again.files.map((file) => file.path)).to.deep.equal(done.files.map((file) => file.path));
    expect(bench.tree()).to.deep.equal(before);
    expect(bench.session.undone).to.deep.equal(undone);
    await bench.service.unrevert(SESSION);
    expect(bench.tree()).to.deep.equal(after);
    expect(bench.session.undone).to.deep.equal([]);
  });

  it('is taken back by a redo', async () => {
    const { after } = await start();
    await bench.service.revert(SESSION);
    await kill(() => writeFileSync(path('b'), 'agent\n'));
    const back = await bench.service.unrevert(SESSION);
    expect([back.conflicts, bench.session.undone]).to.deep.equal([[], []]);
    expect(bench.tree()).to.deep.equal(after);
  });

  it('leaves alone what somebody changed in between', async () => {
    await start();
    await bench.service.revert(SESSION);
    await kill(() => writeFileSync(path('b'), 'mine\n'));
    const again = await bench.service.revert(SESSION);
    expect(again.conflicts.map((one) => [one.path, one.reason])).to.deep.equal([[path('b'), 'changed_since']]);
    expect(readFileSync(path('b'), 'utf8')).to.equal('mine\n');
  });

  it('is finished when that is asked for, however long its line is', async () => {
    const { before } = await start();
    expect([bench.service.isUnfinished(SESSION), await bench.service.finish(SESSION)]).to.deep.equal([false, undefined]);
    for (let at = 0; at < 400; at++) await bench.service.checkpoint(SESSION, `name ${at} ${'x'.repeat(200)}`);
    await bench.service.revert(SESSION);
    await kill(() => writeFileSync(path('b'), 'agent\n'));
    await bench.service.checkpoint(SESSION, 'y'.repeat(100_000));
    expect(bench.service.isUnfinished(SESSION)).to.equal(true);
    expect((await bench.service.finish(SESSION))?.conflicts).to.deep.equal([]);
    expect(bench.tree()).to.deep.equal(before);
    expect(bench.service.isUnfinished(SESSION)).to.equal(false);
  });

  it('is let be once the agent went on', async () => {
    await start();
    await bench.service.revert(SESSION);
    await kill(() => undefined);
    bench.prompt('third');
    await bench.write(['c'], () => writeFileSync(path('c'), 'agent\n'));
    await bench.service.revert(SESSION);
    expect([existsSync(path('c')), existsSync(path('first'))]).to.deep.equal([false, true]);
  });

  it('may be a redo: the next one finishes it, messages and all', async () => {
    const { after } = await start();
    await bench.service.revert(SESSION);
    const hidden = bench.session.undone ?? [];
    const done = await bench.service.unrevert(SESSION);
    await kill(() => {
      writeFileSync(path('a'), 'a\n');
      rmSync(path('new'));
      bench.session.undone = hidden;
    });
    const again = await bench.service.unrevert(SESSION);
    expect([again.messages, again.conflicts]).to.deep.equal([done.messages, []]);
    expect(bench.tree()).to.deep.equal(after);
    expect(bench.session.undone).to.deep.equal([]);
    appendFileSync(path('a'), 'more\n');
  });
});
