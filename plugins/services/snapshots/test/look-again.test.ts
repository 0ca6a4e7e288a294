import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Bench, SESSION } from './bench.ts';

/** ms after which times of files tell that they changed */
const TICK = 60;

function git(work: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', ...args], { cwd: work, stdio: 'ignore' });
}

/** Each step is a command of its own, undone by itself; in between enough time passes for the looks to start from the last one. */
const STEPS: Record<string, (work: string) => void> = {
  'nothing at all': () => undefined,
  'a changed file': (work) => appendFileSync(join(work, 'src/a.ts'), 'more\n'),
  'a file of the same size': (work) => writeFileSync(join(work, 'src/a.ts'), 'b\n'),
  'a new file': (work) => writeFileSync(join(work, 'src/new.ts'), 'new\n'),
  'a new file in a new folder': (work) => {
    mkdirSync(join(work, 'lib/deep'), { recursive: true });
    writeFileSync(join(work, 'lib/deep/x.ts'), 'x\n');
  },
  'a new file in an empty folder': (work) => writeFileSync(join(work, 'empty/x.ts'), 'x\n'),
  'a removed file': (work) => unlinkSync(join(work, 'src/a.ts')),
  'a removed folder': (work) => rmSync(join(work, 'src'), { recursive: true }),
  'a folder that was removed and made again with others': (work) => {
    rmSync(join(work, 'src'), { recursive: true });
    mkdirSync(join(work, 'src'));
    writeFileSync(join(work, 'src/other.ts'), 'other\n');
  },
  'a mode': (work) => chmodSync(join(work, 'src/a.ts'), 0o755),
  'a mode of a folder': (work) => chmodSync(join(work, 'src'), 0o700),
  'a new link': (work) => symlinkSync('a.ts', join(work, 'src/link')),
  'a link in place of a folder': (work) => {
    rmSync(join(work, 'empty'), { recursive: true });
    symlinkSync('src', join(work, 'empty'));
  },
  'a link that leads elsewhere': (work) => {
    unlinkSync(join(work, 'ln'));
    symlinkSync('elsewhere', join(work, 'ln'));
  },
  'a file that is no longer ignored': (work) => {
    writeFileSync(join(work, '.gitignore'), '');
    appendFileSync(join(work, 'debug.log'), 'more\n');
  },
  'a tracked file in an ignored folder': (work) => appendFileSync(join(work, 'out/kept.js'), 'more\n'),
  'a tracked file in an ignored folder, removed': (work) => unlinkSync(join(work, 'out/kept.js')),
  'a commit and a change': (work) => {
    git(work, 'commit', '-qam', 'more');
    appendFileSync(join(work, 'src/a.ts'), 'more\n');
  },
};

function prepare(work: string): void {
  mkdirSync(join(work, 'src'));
  mkdirSync(join(work, 'empty'));
  mkdirSync(join(work, 'out'));
  writeFileSync(join(work, 'src/a.ts'), 'a\n');
  writeFileSync(join(work, '.gitignore'), '*.log\nout/\n');
  writeFileSync(join(work, 'debug.log'), 'ignored\n');
  writeFileSync(join(work, 'out/made.js'), 'ignored\n');
  writeFileSync(join(work, 'out/kept.js'), 'tracked\n');
  symlinkSync('src', join(work, 'ln'));
  git(work, 'init', '-q');
  git(work, 'add', '.');
  git(work, 'add', '-f', 'out/kept.js');
  git(work, 'commit', '-qm', 'one');
}

describe('undo of several commands, each looked at from the last one', function () {
  this.timeout(60_000);
  for (const [name, step] of Object.entries(STEPS))
    it(name, async () => {
      const bench = await Bench.open(prepare);
      try {
        bench.prompt();
        await bench.command(() => appendFileSync(join(bench.work, 'src/a.ts'), 'first\n'));
        await sleep(TICK);
        writeFileSync(join(bench.work, 'src/beside'), 'by hand\n');
        await sleep(TICK);
        bench.prompt();
        const before = bench.tree();
        await bench.command(() => step(bench.work));
        const after = bench.tree();
        await sleep(TICK);
        bench.prompt();
        await bench.command(() => undefined);
        await bench.service.revert(SESSION);
        expect(bench.tree(), 'after a command that changed nothing').to.deep.equal(after);
        await bench.service.revert(SESSION);
        const tree = bench.tree();
        // what the file was is not known, since it was left out; but it must not go
        expect(tree, 'ignored before').to.include.keys('/debug.log');
        for (const one of [tree, before]) delete one['/debug.log'];
        expect(tree).to.deep.equal(before);
      } finally {
        await bench.close();
      }
    });

  it('tells what a person does between two commands from what they do', async () => {
    const bench = await Bench.open(prepare);
    try {
      bench.prompt();
      await bench.command(() => appendFileSync(join(bench.work, 'src/a.ts'), 'command\n'));
      await sleep(TICK);
      writeFileSync(join(bench.work, 'src/mine.ts'), 'mine\n');
      mkdirSync(join(bench.work, 'mine'));
      await sleep(TICK);
      bench.prompt();
      await bench.command(() => {
        appendFileSync(join(bench.work, 'src/mine.ts'), 'command\n');
        writeFileSync(join(bench.work, 'mine/theirs.ts'), 'theirs\n');
      });
      await sleep(TICK);
      const before = bench.tree();
      bench.prompt();
      await bench.command(() => rmSync(join(bench.work, 'mine'), { recursive: true }));
      await bench.service.revert(SESSION);
      expect(bench.tree()).to.deep.equal(before);
      await bench.service.revert(SESSION);
      const tree = bench.tree();
      expect(Buffer.from(tree['/src/mine.ts']?.split(' ')[2] ?? '', 'hex').toString()).to.equal('mine\n');
      expect(tree).to.include.keys('/mine').and.not.include.keys('/mine/theirs.ts');
    } finally {
      await bench.close();
    }
  });
});
