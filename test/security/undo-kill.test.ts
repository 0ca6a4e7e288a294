import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';

/** Kills its process right before change number `KILL_AT` of what is below `KILL_IN` or of a journal. */
const KILLER = `
const fs = require('node:fs');
let count = 0;
for (const name of ['renameSync', 'unlinkSync', 'rmdirSync', 'mkdirSync', 'symlinkSync', 'chmodSync', 'openSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const isJournal = name === 'openSync' && args[1] === 'a+' && String(args[0]).includes('/snapshots/sessions/');
    const isFile = (name !== 'openSync' || args[1] === 'wx') && args.slice(0, 2).some((one) => String(one).startsWith(process.env.KILL_IN));
    if ((isJournal || isFile) && count++ === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}
`;
/** of all steps, these are tried */
const EVERY = Number(process.env.OPENCODE_TEST_EVERY ?? 3);
const bash = (command: string) => ({ toolCalls: [{ name: 'bash', input: { command } }] });
const CHANGES =
  'echo new > a; chmod +x a; rm -r old; mkdir -p made/deep; echo x > made/deep/f; rm -r swap; echo s > swap; ln -sfn a link; mv moved elsewhere';

describe('an undo or redo that is killed half way', () => {
  const open = labs();

  for (const what of ['revert', 'unrevert']) {
    it(`is finished when the session is gone on with, which is told (${what})`, async function () {
      this.timeout(300_000);
      const { sandbox, fake } = await open({
        handler: ({ number }) => [bash('echo 1 > first'), { text: '1' }, bash(CHANGES)][number - 1] ?? { text: 'ok' },
      });
      prepare(sandbox);
      await prompt(sandbox, 'begin');
      const undone = tree(sandbox.work);
      await prompt(sandbox, 'second thing', '--continue');
      const done = tree(sandbox.work);
      if (what === 'unrevert') expect((await sandbox.run(['session', 'revert'])).code).to.equal(0);
      const [from, to] = what === 'revert' ? [done, undone] : [undone, done];
      expect(tree(sandbox.work)).to.deep.equal(from);
      const kept = ['work', 'home'].map((name) => [join(sandbox.dir, name), join(sandbox.dir, `${name}-kept`)] as const);
      for (const [dir, copy] of kept) cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });

      const seen = { before: 0, halfway: 0, after: 0 };
      for (let at = 0; ; at += EVERY) {
        for (const [dir, copy] of kept) {
          rmSync(dir, { recursive: true });
          cpSync(copy, dir, { recursive: true, verbatimSymlinks: true });
        }
        const env = { NODE_OPTIONS: `--require=${join(sandbox.dir, 'kill.cjs')}`, KILL_AT: String(at), KILL_IN: sandbox.work };
        const { signal } = await sandbox.run(['session', what], { env });
        const left = tree(sandbox.work);
        const events = await prompt(sandbox, 'next', '--continue');
        const isFinished = events.some(({ code }) => code === 'undo_finished');
        const point = `${what} killed at ${at}`;
        // what is not finished had not begun, or was over
        const isDone = isFinished || signal === null;
        expect(tree(sandbox.work), point).to.deep.equal(isDone ? to : from);
        if (!isFinished) expect(left, point).to.deep.equal(isDone ? to : from);
        seen[!isDone ? 'before' : isFinished && JSON.stringify(left) !== JSON.stringify(from) ? 'halfway' : 'after']++;
        const told = JSON.stringify(fake.requests.at(-1)?.body.messages).includes('second thing');
        expect(told, `${point}: is the prompt there that was undone?`).to.equal(isDone === (what === 'unrevert'));
        if (signal === null) break;
      }
      expect(seen.before, 'killed before').to.be.above(0);
      expect(seen.halfway, 'killed half way').to.be.above(1);
    });
  }
});

function prepare(sandbox: Sandbox): void {
  const path = (name: string) => join(sandbox.work, name);
  for (const name of ['old/deep', 'swap']) mkdirSync(path(name), { recursive: true });
  for (const name of ['a', 'old/deep/f', 'old/g', 'swap/in', 'moved']) writeFileSync(path(name), `${name}\n`);
  symlinkSync('moved', path('link'));
  writeFileSync(join(sandbox.dir, 'kill.cjs'), KILLER);
}

async function prompt(sandbox: Sandbox, words: string, ...more: string[]): Promise<ReturnType<typeof lines>> {
  const { code, stdout, stderr } = await sandbox.run(['run', '--auto', '--format', 'stream-json', ...more, words]);
  expect(code, stderr).to.equal(0);
  return lines(stdout);
}

/** Path → kind, mode and content of everything in a folder. */
function tree(root: string): Record<string, string> {
  const names = (readdirSync(root, { recursive: true }) as string[]).sort();
  return Object.fromEntries(
    names.map((name) => {
      const facts = lstatSync(join(root, name));
      const content = facts.isFile()
        ? readFileSync(join(root, name), 'utf8')
        : facts.isSymbolicLink()
          ? readlinkSync(join(root, name))
          : '/';
      return [name, `${facts.mode.toString(8)} ${content}`];
    }),
  );
}
