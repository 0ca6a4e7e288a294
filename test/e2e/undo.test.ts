import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reverted } from '@ock/kernel';
import { expect } from 'chai';
import type { Sandbox } from '../support/cli.ts';
import { labs, lines, put } from '../support/run.ts';

const setUp = labs();
const edit = (filePath: string, oldString: string, newString: string) => ({ name: 'edit', input: { filePath, oldString, newString } });
const write = (filePath: string, content: string) => ({ name: 'write', input: { filePath, content } });
const bash = (command: string) => ({ name: 'bash', input: { command } });
const text = (sandbox: Sandbox, file: string) => readFileSync(join(sandbox.work, file), 'utf8');

async function prompt(sandbox: Sandbox, words: string, ...more: string[]): Promise<string> {
  const { stdout, stderr } = await sandbox.run(['run', '--format', 'stream-json', '--permission-mode', 'full', ...more, words]);
  const result = lines(stdout).at(-1);
  expect(result?.type, stderr).to.equal('result');
  return String(result?.session_id);
}

async function json<T>(sandbox: Sandbox, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await sandbox.run([...args, '--json']);
  expect(code, stderr).to.equal(0);
  return JSON.parse(stdout) as T;
}
const revert = (sandbox: Sandbox, ...args: string[]) => json<Reverted>(sandbox, 'session', 'revert', ...args);
const unrevert = (sandbox: Sandbox, ...args: string[]) => json<Reverted>(sandbox, 'session', 'unrevert', ...args);
const actions = ({ files }: Reverted, sandbox: Sandbox) =>
  Object.fromEntries(files.map(({ path, action }) => [path.slice(path.indexOf(sandbox.work) + sandbox.work.length + 1), action]));

describe('session revert', () => {
  it('undoes what tools and commands did in the last prompt, message and files, and redo brings it back', async () => {
    const { sandbox } = await setUp({
      script: [
        { toolCalls: [write('kept.txt', 'first\n')] },
        { text: 'one' },
        {
          toolCalls: [
            edit('a.txt', 'old', 'new'),
            write('sub/made.txt', 'made\n'),
            bash('echo more >> b.txt; rm c.txt; mkdir empty; chmod +x d.sh'),
          ],
        },
        { text: 'two' },
      ],
    });
    put(sandbox, 'a.txt', 'old\r\n');
    put(sandbox, 'b.txt', 'b\n');
    put(sandbox, 'c.txt', 'c\n');
    put(sandbox, 'd.sh', 'd\n');
    const id = await prompt(sandbox, 'begin');
    await prompt(sandbox, 'go on', '--session', id);
    expect(text(sandbox, 'a.txt')).to.equal('new\r\n');

    const plan = await revert(sandbox, id, '--dry-run');
    expect(text(sandbox, 'a.txt')).to.equal('new\r\n');
    const done = await revert(sandbox, id);
    expect(done).to.deep.equal(plan);
    expect(actions(done, sandbox)).to.deep.equal({
      'a.txt': 'change',
      'b.txt': 'change',
      'c.txt': 'create',
      'd.sh': 'change',
      empty: 'delete',
      sub: 'delete',
      'sub/made.txt': 'delete',
    });
    expect(done).to.deep.include({ conflicts: [], uncovered: [], prompt: 'go on' });
    expect([text(sandbox, 'a.txt'), text(sandbox, 'b.txt'), text(sandbox, 'c.txt')]).to.deep.equal(['old\r\n', 'b\n', 'c\n']);
    expect(lstatSync(join(sandbox.work, 'd.sh')).mode & 0o111).to.equal(0);
    expect([existsSync(join(sandbox.work, 'sub')), existsSync(join(sandbox.work, 'empty'))]).to.deep.equal([false, false]);
    expect(text(sandbox, 'kept.txt')).to.equal('first\n');
    const shown = await json<{ messages: unknown[] }>(sandbox, 'session', 'show', id);
    expect(shown.messages).to.have.length(4);

    const back = await unrevert(sandbox, id);
    expect(back.messages).to.equal(done.messages);
    expect([text(sandbox, 'a.txt'), text(sandbox, 'b.txt'), existsSync(join(sandbox.work, 'c.txt'))]).to.deep.equal([
      'new\r\n',
      'b\nmore\n',
      false,
    ]);
    expect(text(sandbox, 'sub/made.txt')).to.equal('made\n');
    expect(lstatSync(join(sandbox.work, 'd.sh')).mode & 0o111).to.not.equal(0);
    expect(existsSync(join(sandbox.work, 'empty'))).to.equal(true);
  });

  it('leaves alone what a person changed since, says so on the terminal, and undoes rm and patches', async () => {
    const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-a\n+agent\n*** Add File: new.txt\n+new\n*** End Patch\n';
    const { sandbox } = await setUp({
      script: [
        {
          toolCalls: [
            { name: 'apply_patch', input: { patchText: patch } },
            { name: 'rm', input: { filePath: 'b.txt' } },
            write('c.txt', 'c2\n'),
          ],
        },
        { text: 'done' },
      ],
    });
    for (const name of ['a', 'b']) put(sandbox, `${name}.txt`, `${name}\n`);
    await prompt(sandbox, 'go');
    put(sandbox, 'c.txt', 'mine\n');
    const { code, stdout } = await sandbox.run(['session', 'revert']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/c\.txt: somebody else changed/);
    expect(stdout).to.contain('-c2').and.contain('+mine');
    expect([text(sandbox, 'a.txt'), text(sandbox, 'b.txt'), text(sandbox, 'c.txt')]).to.deep.equal(['a\n', 'b\n', 'mine\n']);
    expect(existsSync(join(sandbox.work, 'new.txt'))).to.equal(false);
    const again = await sandbox.run(['session', 'revert']);
    expect(again.code).to.equal(42);
  });

  it('goes back to a checkpoint and shows what was changed since', async () => {
    const { sandbox } = await setUp({
      script: [{ toolCalls: [write('a.txt', '1\n')] }, { text: 'one' }, { toolCalls: [write('b.txt', '2\n')] }, { text: 'two' }],
    });
    const id = await prompt(sandbox, 'one');
    await json(sandbox, 'session', 'checkpoint', 'works');
    await prompt(sandbox, 'two', '--session', id);
    const changes = await json<{ path: string; diff: string }[]>(sandbox, 'session', 'changes', id, '--since', 'works', '--diff');
    expect(changes.map(({ path }) => path)).to.deep.equal([join(sandbox.work, 'b.txt')]);
    expect(changes[0]?.diff).to.contain('+2');
    const done = await revert(sandbox, id, '--to', 'works', '--files');
    expect([done.messages, existsSync(join(sandbox.work, 'a.txt')), existsSync(join(sandbox.work, 'b.txt'))]).to.deep.equal([
      0,
      true,
      false,
    ]);
    await json(sandbox, 'session', 'delete', id, '-y');
    const journals = join(sandbox.dataDir, 'snapshots', 'sessions');
    expect(existsSync(join(journals, `${id}.jsonl`))).to.equal(false);
  });

  it('has the model see nothing of what was undone, and nothing is undone once something else is prompted', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] });
    const id = await prompt(sandbox, 'keep this');
    await prompt(sandbox, 'drop this', '--session', id);
    await revert(sandbox, id);
    await prompt(sandbox, 'instead', '--session', id);
    const sent = JSON.stringify(fake.requests.at(-1));
    expect(sent).to.contain('keep this').and.contain('instead').and.not.contain('drop this');
    const { code, stderr } = await sandbox.run(['session', 'unrevert', id]);
    expect(code).to.equal(42);
    expect(stderr).to.contain('nothing to redo');
  });
});

describe('session revert in a copy', () => {
  it('says that it has no record of what the original did to files', async () => {
    const { sandbox } = await setUp({ script: [{ toolCalls: [write('a.txt', '1\n'), bash('echo b > b.txt')] }, { text: 'one' }] });
    const id = await prompt(sandbox, 'one');
    const copy = (await json<{ id: string }>(sandbox, 'session', 'fork', id)).id;
    const done = await revert(sandbox, copy);
    expect(done).to.deep.include({ files: [], messages: 4 });
    expect(done.uncovered.map(({ tool }) => tool)).to.deep.equal(['write', 'bash']);
    expect(text(sandbox, 'a.txt')).to.equal('1\n');
    expect((await revert(sandbox, id)).uncovered).to.deep.equal([]);
    expect(existsSync(join(sandbox.work, 'b.txt'))).to.equal(false);
  });
});

describe('opencode trash', () => {
  it('lists what rm removed, puts it back without overwriting anything, and is emptied', async () => {
    const { sandbox } = await setUp({
      script: [
        {
          toolCalls: [
            { name: 'rm', input: { filePath: 'a.txt' } },
            { name: 'rm', input: { filePath: 'b.txt' } },
          ],
        },
        { text: 'done' },
      ],
    });
    for (const name of ['a', 'b']) put(sandbox, `${name}.txt`, `${name}\n`);
    await prompt(sandbox, 'go');
    const listed = await json<{ id: string; path: string }[]>(sandbox, 'trash', 'list');
    expect(listed.map(({ path }) => path)).to.have.members(['a', 'b'].map((name) => join(sandbox.work, `${name}.txt`)));
    await json(sandbox, 'trash', 'restore', join(sandbox.work, 'a.txt'));
    expect(text(sandbox, 'a.txt')).to.equal('a\n');
    put(sandbox, 'b.txt', 'mine\n');
    const [left] = await json<{ id: string }[]>(sandbox, 'trash', 'list');
    const refused = await sandbox.run(['trash', 'restore', String(left?.id)]);
    expect([refused.code, text(sandbox, 'b.txt')]).to.deep.equal([42, 'mine\n']);
    expect((await sandbox.run(['trash', 'empty'])).code).to.equal(2);
    expect(await json(sandbox, 'trash', 'empty', '-y')).to.deep.equal({ deleted: 1 });
    expect(await json(sandbox, 'trash', 'list')).to.deep.equal([]);
  });
});
