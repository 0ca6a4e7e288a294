import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Bench, SESSION } from './bench.ts';

const pipe = (...paths: string[]) => void execFileSync('mkfifo', paths);

describe('undo where pipes lie', () => {
  let bench: Bench;
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  afterEach(() => bench.close());
  const path = (name: string) => join(bench.work, name);
  const reasons = ({ conflicts }: { conflicts: { path: string; reason: string }[] }) =>
    Object.fromEntries(conflicts.map((one) => [one.path.slice(bench.work.length + 1), one.reason]));

  it('takes away those that a command made, and says that they do not come again', async () => {
    bench = await Bench.open((work) => writeFileSync(join(work, 'a'), 'a\n'));
    const before = bench.tree();
    bench.prompt();
    await bench.command(() => {
      rmSync(path('a'));
      mkdirSync(path('made'));
      pipe(path('a'), path('p'), path('made/q'));
      writeFileSync(path('b'), 'agent\n');
    });
    bench.prompt();
    await bench.command(() => writeFileSync(path('c'), 'agent\n'));
    await bench.service.revert(SESSION);
    expect(reasons(await bench.service.revert(SESSION))).to.deep.equal({});
    expect(bench.tree()).to.deep.equal(before);
    expect(reasons(await bench.service.unrevert(SESSION))).to.deep.equal({ a: 'not_kept', p: 'not_kept', 'made/q': 'not_kept' });
    expect(readFileSync(path('b'), 'utf8')).to.equal('agent\n');
  });

  it('leaves alone those that it did not make, and says of one that it removed that it is not kept', async () => {
    bench = await Bench.open((work) => pipe(join(work, 'mine'), join(work, 'gone')));
    bench.prompt();
    await bench.command(() => {
      rmSync(path('gone'));
      pipe(path('other'));
    });
    rmSync(path('other'));
    pipe(path('keeps-the-inode'), path('other'));
    expect(reasons(await bench.service.revert(SESSION))).to.deep.equal({ gone: 'not_kept', other: 'changed_since' });
    expect([existsSync(path('mine')), existsSync(path('other'))]).to.deep.equal([true, true]);
  });

  it('waits for none, whatever its name', async function () {
    this.timeout(60_000);
    bench = await Bench.open((work) => {
      execFileSync('git', ['init', '-q'], { cwd: work });
      mkdirSync(join(work, 'sub'));
      pipe(...['.gitignore', '.gitattributes', '.gitmodules', 'sub/.gitignore', 'sub/.git'].map((name) => join(work, name)));
      rmSync(join(work, '.git/HEAD'));
      pipe(join(work, '.git/index'), join(work, '.git/HEAD'));
    });
    const before = bench.tree();
    for (const name of ['first', 'second']) {
      bench.prompt();
      await bench.command(() => writeFileSync(path(name), 'agent\n'));
    }
    await bench.service.revert(SESSION);
    const { uncovered } = await bench.service.revert(SESSION);
    expect([bench.tree(), uncovered]).to.deep.equal([before, []]);
  });
});
