import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reverted } from '@ock/kernel';
import { expect } from 'chai';
import type { Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';
import { needs } from '../support/sandbox-lab.ts';

const MANY = 2_000;
const bash = (command: string, more = {}) => ({ name: 'bash', input: { command, ...more } });
/** what is harder to take back than an edit */
const FIRST = [
  'mv Upper.txt tmp && mv tmp upper.txt',
  'rm -r folder; echo x > folder; ln -sfn plain link; chmod 755 script; chmod 600 plain',
  'head -c 900000 /dev/urandom > big.bin; cp big.bin copy.bin; rm old.bin; printf "a\\r\\n\\0b" > "na me\twith"',
  'echo changed >> ignored/tracked; echo new > ignored/new; mkdir -p made/deep/er; mkfifo made/pipe',
].join('\n');
const SECOND = `for n in $(seq ${MANY}); do echo $n > many/$n; done; rm upper.txt; rm -r made; mv plain moved`;

const git = (cwd: string, ...args: string[]) =>
  String(
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always', ...args], { cwd, stdio: 'pipe' }),
  );

/** Path, kind, mode and content of everything in a folder; of `.git` everything, too. */
function picture(dir: string): string[] {
  const program = 'find . -printf "%p %y %m %l\\n" | sort; find . -type f -exec sha256sum {} + | sort';
  return String(execFileSync('bash', ['-c', program], { cwd: dir, maxBuffer: 1 << 26 })).split('\n');
}

function fill(dir: string): void {
  for (const name of ['folder/deep', 'ignored', 'many']) mkdirSync(join(dir, name), { recursive: true });
  for (const name of ['Upper.txt', 'folder/a', 'folder/deep/b', 'plain', 'script', 'ignored/tracked', 'many/keep', 'many/7'])
    writeFileSync(join(dir, name), `${name}\n`);
  writeFileSync(join(dir, 'old.bin'), Buffer.from(Array.from({ length: 5_000 }, (_, n) => n % 256)));
  writeFileSync(join(dir, '.gitignore'), 'ignored\n');
  chmodSync(join(dir, 'plain'), 0o640);
  symlinkSync('script', join(dir, 'link'));
}

/** A repository with something staged, something stashed and something changed. */
function repository(dir: string, inside = '.'): string {
  mkdirSync(join(dir, inside), { recursive: true });
  git(dir, 'init', '-q');
  fill(join(dir, inside));
  git(dir, 'add', '-f', '.');
  git(dir, 'commit', '-qm', 'all');
  writeFileSync(join(dir, inside, 'script'), 'stashed\n');
  git(dir, 'stash', '-q');
  writeFileSync(join(dir, inside, 'staged'), 'staged\n');
  git(dir, 'add', '.');
  writeFileSync(join(dir, inside, 'staged'), 'changed since\n');
  writeFileSync(join(dir, inside, 'untracked'), 'untracked\n');
  return join(dir, inside);
}

/** @returns the folder that is worked in */
const PLACES: Record<string, (sandbox: Sandbox) => string> = {
  'a folder without git': ({ work }) => {
    fill(work);
    return work;
  },
  'a repository': ({ work }) => repository(work),
  'a subfolder of a repository': ({ work }) => repository(work, 'packages/one'),
  'a submodule': ({ dir, work }) => {
    repository(join(dir, 'other'));
    git(work, 'init', '-q');
    git(work, 'submodule', '--quiet', 'add', join(dir, 'other'), 'vendor/lib');
    git(work, 'commit', '-qm', 'module');
    const module = join(work, 'vendor/lib');
    writeFileSync(join(module, 'staged'), 'more\n');
    git(module, 'add', '.');
    return module;
  },
  'a worktree': ({ dir, work }) => {
    const main = repository(join(dir, 'main'));
    git(main, 'worktree', 'add', '-q', join(work, 'side'));
    return join(work, 'side');
  },
};

describe('undo of what commands do', function () {
  this.timeout(120_000);
  const open = labs();
  beforeEach(function () {
    needs(this, 'git', 'find', 'mkfifo');
  });

  for (const [place, make] of Object.entries(PLACES))
    it(`goes back twice and forth twice, bit for bit, and touches nothing of git's, in ${place}`, async () => {
      const steps = [{ toolCalls: [bash(FIRST)] }, { text: 'one' }, { toolCalls: [bash(SECOND)] }, { text: 'two' }];
      const { sandbox } = await open({ script: steps });
      const cwd = make(sandbox);
      const seen = () => picture(sandbox.dir).filter((line) => !line.includes('./home'));
      const run = async (...args: string[]) => {
        const ran = await sandbox.run(args, { cwd });
        expect(ran.code, ran.stderr + ran.stdout).to.equal(0);
        return ran.stdout;
      };
      const go = (words: string, ...more: string[]) => run('run', '--permission-mode', 'full', '--format', 'json', ...more, words);
      const before = seen();
      await go('first');
      const first = seen();
      expect(first).to.not.deep.equal(before);
      await go('second', '--continue');
      const second = seen();
      const pipe = (line: string) => /made\/pipe/.test(line);
      const undone = JSON.parse(await run('session', 'revert', '--json')) as Reverted;
      expect(undone.files.length).to.be.above(MANY);
      // a pipe that is gone does not come again, which is told
      expect(seen()).to.deep.equal(first.filter((line) => !pipe(line)));
      expect(JSON.stringify(undone)).to.contain('made/pipe');
      await run('session', 'revert');
      // what .gitignore leaves out and git does not track is not looked at
      expect(seen().filter((line) => !/ignored/.test(line))).to.deep.equal(before.filter((line) => !/ignored/.test(line)));
      if (place !== 'a folder without git') expect(readFileSync(join(cwd, 'ignored/tracked'), 'utf8')).to.equal('ignored/tracked\n');
      await run('session', 'unrevert');
      expect(seen()).to.deep.equal(first.filter((line) => !pipe(line)));
      await run('session', 'unrevert');
      expect(seen()).to.deep.equal(second);
    });

  it('takes back what a command in the background made while it was watched, and what sub-agents did', async () => {
    const { sandbox } = await open({
      handler: ({ body }) => {
        const messages = body.messages as { role: string; content?: unknown }[];
        const said = JSON.stringify(messages);
        if (messages.at(-1)?.role === 'tool') return { text: 'done' };
        if (said.includes('SUB-WORK')) return { toolCalls: [bash('echo sub > by-sub; echo sub >> a')] };
        const task = { name: 'task', input: { description: 'sub', prompt: 'SUB-WORK', agent: 'general' } };
        return {
          toolCalls: [bash('echo back > by-background; sleep 30', { background: true }), task, bash('sleep 1; echo last > by-last')],
        };
      },
    });
    writeFileSync(join(sandbox.work, 'a'), 'a\n');
    const ran = await sandbox.run(['run', '--permission-mode', 'full', '--format', 'stream-json', 'go']);
    expect(lines(ran.stdout).at(-1), ran.stdout).to.include({ exit_code: 0 });
    expect(readdirSync(sandbox.work).sort()).to.deep.equal(['a', 'by-background', 'by-last', 'by-sub']);
    const { code, stdout, stderr } = await sandbox.run(['session', 'revert']);
    expect(code, stderr + stdout).to.equal(0);
    expect(readdirSync(sandbox.work)).to.deep.equal(['a']);
    expect(readFileSync(join(sandbox.work, 'a'), 'utf8')).to.equal('a\n');
  });
});
