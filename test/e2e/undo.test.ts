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
});
