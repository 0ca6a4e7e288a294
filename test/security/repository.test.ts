import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../fake-model/server.ts';
import { type Lab, lab, lines, put } from '../support/run.ts';

type Call = NonNullable<Step['toolCalls']>[number];

let open: Lab;
/** Runs the calls, each in a turn of its own, and gives what the model was told, in order. */
async function told(
  calls: Call[],
  options: { args?: string[]; env?: Record<string, string>; setUp?(work: string): void } = {},
): Promise<string[]> {
  open = await lab({ script: [{ toolCalls: calls }, { text: 'Done.' }] });
  const { sandbox } = open;
  options.setUp?.(sandbox.work);
  const env = options.env
    ? { ...options.env, PATH: `${options.env.PATH ?? ''}${sandbox.env.PATH}`.replaceAll('{work}', sandbox.work) }
    : {};
  const { stdout, stderr, code } = await sandbox.run(
    ['run', ...(options.args ?? []), '--format', 'stream-json', '--timeout', '20s', 'go'],
    { env },
  );
  expect(code, stderr + stdout.slice(-2000)).to.equal(0);
  const results = lines(stdout).filter(({ type }) => type === 'tool_result');
  return calls.map((_call, at) =>
    String(results.filter(({ call_id }) => call_id === lines(stdout).filter(({ type }) => type === 'tool_call')[at]?.call_id)[0]?.output),
  );
}

const plant = (work: string, name: string): string => {
  const file = join(work, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${name} >> '${work}/ran'\n`);
  chmodSync(file, 0o755);
  return file;
};

describe('a hostile repository', () => {
  afterEach(() => open.close());

  it('hangs no tool with pipes and devices', async () => {
    const outputs = await told(
      [
        { name: 'read', input: { filePath: 'pipe' } },
        { name: 'read', input: { filePath: 'zero' } },
        { name: 'edit', input: { filePath: 'pipe', oldString: 'a', newString: 'b' } },
        { name: 'write', input: { filePath: 'pipe', content: 'x' } },
        { name: 'edit', input: { filePath: 'zero', oldString: 'a', newString: 'b' } },
        { name: 'ls', input: {} },
        { name: 'glob', input: { pattern: '*' } },
        { name: 'grep', input: { pattern: 'needle' } },
        { name: 'grep', input: { pattern: 'needle', path: 'pipe' } },
        { name: 'grep', input: { pattern: 'needle', path: 'zero' } },
      ],
      {
        args: ['--auto'],
        setUp(work) {
          execFileSync('git', ['init', '-q'], { cwd: work });
          execFileSync('mkfifo', [join(work, 'pipe')]);
          symlinkSync('/dev/zero', join(work, 'zero'));
          writeFileSync(join(work, 'a.txt'), 'a needle\n');
        },
      },
    );
    expect(outputs.length).to.equal(10);
    for (const [at, output] of outputs.entries()) expect(output, `${at}`).not.to.match(/time is over|undefined/);
    expect(outputs[7]).to.contain('a needle');
  });

  it('hangs no listing with pipes and devices in place of .gitignore', async () => {
    const outputs = await told(
      [
        { name: 'ls', input: {} },
        { name: 'ls', input: { path: 'sub' } },
      ],
      {
        setUp(work) {
          mkdirSync(join(work, 'sub'));
          execFileSync('mkfifo', [join(work, '.gitignore')]);
          symlinkSync('/dev/zero', join(work, 'sub/.gitignore'));
        },
      },
    );
    for (const output of outputs) expect(output).to.contain('.gitignore');
  });

  it('gets no program of its own started by tools that search, nor by what is judged to read', async () => {
    const outputs = await told(
      [
        { name: 'glob', input: { pattern: '**/*.txt' } },
        { name: 'grep', input: { pattern: 'needle' } },
        { name: 'bash', input: { command: 'ls' } },
        { name: 'bash', input: { command: 'git status' } },
        { name: 'read', input: { filePath: 'a.txt' } },
      ],
      {
        env: { PATH: '.:{work}/node_modules/.bin:' },
        setUp(work) {
          execFileSync('git', ['init', '-q'], { cwd: work });
          writeFileSync(join(work, 'a.txt'), 'needle\n');
          for (const name of ['rg', 'git', 'bash', 'sh', 'ls', 'node', 'npm']) {
            plant(work, name);
            plant(work, `node_modules/.bin/${name}`);
          }
        },
      },
    );
    expect(outputs[0]).to.contain('a.txt');
    expect(outputs[1]).to.contain('needle');
    expect(outputs[2]).to.contain('Denied');
    expect(outputs[3]).to.contain('Denied');
    expect(
      existsSync(join(open.sandbox.work, 'ran')),
      existsSync(join(open.sandbox.work, 'ran')) ? readFileSync(join(open.sandbox.work, 'ran'), 'utf8') : '',
    ).to.equal(false);
  });

  it('gets no program of its own started by git where tools ask it for files', async () => {
    await told(
      [
        { name: 'glob', input: { pattern: '**/*.txt' } },
        { name: 'grep', input: { pattern: 'needle' } },
        { name: 'ls', input: {} },
      ],
      {
        env: { OPENCODE_RG: '/nowhere' },
        setUp(work) {
          execFileSync('git', ['init', '-q'], { cwd: work });
          writeFileSync(join(work, 'a.txt'), 'needle\n');
          writeFileSync(join(work, '.git/config'), `[core]\n repositoryformatversion = 0\n fsmonitor = ${plant(work, 'x')}\n`, {
            flag: 'a',
          });
          plant(work, '.git/hooks/post-index-change');
          execFileSync('git', ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/nowhere', 'add', 'a.txt'], { cwd: work });
        },
      },
    );
    expect(existsSync(join(open.sandbox.work, 'ran'))).to.equal(false);
  });

  it('gets no file outside shown or changed through links, also of folders', async () => {
    const outputs = await told(
      [
        { name: 'read', input: { filePath: 'link' } },
        { name: 'read', input: { filePath: 'folder/secret.txt' } },
        { name: 'edit', input: { filePath: 'link', oldString: 'secret', newString: 'changed' } },
        { name: 'write', input: { filePath: 'folder/new.txt', content: 'x' } },
        { name: 'write', input: { filePath: 'dangling', content: 'x' } },
        { name: 'glob', input: { pattern: 'folder/*' } },
        { name: 'grep', input: { pattern: 'the', path: 'folder' } },
        { name: 'grep', input: { pattern: 'the secret' } },
        { name: 'bash', input: { command: 'cat link' } },
        { name: 'bash', input: { command: 'cat folder/secret.txt' } },
        { name: 'ls', input: { path: 'folder' } },
      ],
      {
        args: ['--permission-mode', 'accept-edits'],
        setUp(work) {
          const elsewhere = join(work, '../elsewhere');
          mkdirSync(elsewhere);
          writeFileSync(join(elsewhere, 'secret.txt'), 'the secret');
          symlinkSync(join(elsewhere, 'secret.txt'), join(work, 'link'));
          symlinkSync(elsewhere, join(work, 'folder'));
          symlinkSync(join(elsewhere, 'made.txt'), join(work, 'dangling'));
        },
      },
    );
    for (const [at, output] of outputs.entries()) expect(output, String(at)).to.match(at === 7 ? /No matches/ : /^Denied/);
    const elsewhere = join(open.sandbox.work, '../elsewhere');
    expect(readFileSync(join(elsewhere, 'secret.txt'), 'utf8')).to.equal('the secret');
    expect(existsSync(join(elsewhere, 'new.txt')) || existsSync(join(elsewhere, 'made.txt'))).to.equal(false);
  });

  it('passes no name or pattern to a program as an option', async () => {
    const outputs = await told(
      [
        { name: 'grep', input: { pattern: '--pre=./x' } },
        { name: 'grep', input: { pattern: 'needle', path: '--pre=x' } },
        { name: 'grep', input: { pattern: 'needle', include: '--pre=x' } },
        { name: 'glob', input: { pattern: '--pre=x' } },
        { name: 'read', input: { filePath: '-rf' } },
        { name: 'grep', input: { pattern: 'needle', path: 'a\u0000b' } },
        { name: 'read', input: { filePath: 'a\u0000b' } },
        { name: 'glob', input: { pattern: 'a\u0000b' } },
        { name: 'bash', input: { command: 'echo a\u0000b' } },
        { name: 'bash', input: { command: 'ls', workdir: 'a\u0000b' } },
        { name: 'write', input: { filePath: 'a\u0000b', content: '' } },
        { name: 'grep', input: { pattern: '(a+)+$' } },
      ],
      {
        args: ['--auto'],
        setUp(work) {
          plant(work, 'x');
          put(open.sandbox, '--pre=x', 'needle\n');
          put(open.sandbox, '-rf', 'content\n');
          put(open.sandbox, 'line\nbreak', 'needle\n');
          put(open.sandbox, 'long.txt', `${'a'.repeat(100_000)}!\n`);
        },
      },
    );
    expect(existsSync(join(open.sandbox.work, 'ran'))).to.equal(false);
    expect(outputs[1]).to.contain('needle');
    expect(outputs[4]).to.contain('content');
    for (const at of [5, 6, 8, 9, 10]) expect(outputs[at], String(at)).not.to.match(/ERR_|at \w+ \(/);
  });
});
