import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveGroups, runShell, type SandboxedProgram, type ShellOptions } from '@ock/kernel';
import { expect } from 'chai';
import { killAllGroups, killGroup } from '../../src/process/process-groups.ts';

describe('runShell', () => {
  let dir: string;
  const run = (command: string, options: Partial<ShellOptions> = {}) =>
    runShell(command, { cwd: dir, env: { PATH: process.env.PATH ?? '' }, timeoutMs: 15_000, output: { dir }, ...options });

  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'run-shell-')));
  });
  afterEach(() => {
    killAllGroups();
    rmSync(dir, { recursive: true, force: true });
  });

  it('reports text and exit code', async () => {
    const result = await run('pwd; exit 3');
    expect(result).to.include({
      text: `${dir}\n`,
      exitCode: 3,
      signal: null,
      timedOut: false,
      aborted: false,
      background: false,
      truncated: false,
    });
  });

  it('keeps stdout and stderr in the order they were written', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => (i % 2 ? `echo ${i} >&2` : `echo ${i}`));
    const { text } = await run(lines.join('; '));
    expect(text.trim().split('\n').map(Number)).to.deep.equal(Array.from({ length: 40 }, (_, i) => i));
  });

  it('shows a syntax error as bash words it, without what we put in front', async () => {
    const result = await run('if )');
    expect(result.exitCode).to.equal(2);
    expect(result.text)
      .to.match(/syntax error/)
      .and.not.contain('exec 2>&1');
  });

  it('closes stdin, so that nothing waits for a person', async () => {
    expect((await run('cat; read x || echo none')).text).to.equal('none\n');
  });

  it('reads no start-up file', async () => {
    const result = await run('echo "[$BASH_ENV$ENV]"', {
      env: { PATH: process.env.PATH ?? '', BASH_ENV: join(dir, 'missing'), ENV: '/nowhere' },
    });
    expect(result.text).to.equal('[]\n');
    writeFileSync(join(dir, '.bashrc'), 'echo from .bashrc');
    const home = { env: { PATH: process.env.PATH ?? '', HOME: dir } };
    expect((await run('echo mine', home)).text, 'without input').to.equal('mine\n');
    const wrap = async ({ file, args }: SandboxedProgram) => ({ file, args: ['-c', '"$@"; exit', 'bash', file, ...args] });
    expect((await run('echo mine', { ...home, wrap })).text, 'in another shell').to.equal('mine\n');
    expect((await run('cat; read x || echo none', { ...home, stdin: 'given\n' })).text).to.equal('given\nnone\n');
  });

  it('tells the signal that ended it', async () => {
    expect(await run('kill -9 $$')).to.include({ exitCode: null, signal: 'SIGKILL' });
  });

  it('rejects when the folder is missing', async () => {
    const error = await run('true', { cwd: join(dir, 'missing') }).then(
      () => undefined,
      (caught: NodeJS.ErrnoException) => caught,
    );
    expect(error?.code).to.equal('ENOENT');
  });

  it('streams whole characters while it runs', async () => {
    let seen = '';
    await run("printf '\\xc3'; sleep 0.1; printf '\\xa9!'", { onOutput: (text) => (seen += text) });
    expect(seen).to.equal('é!');
  });

  it('ends the whole group at the timeout and keeps the output', async () => {
    const result = await run('echo before; sh -c "echo \\$\\$ > pid; exec sleep 60"; echo after', { timeoutMs: 300 });
    expect(result).to.include({ text: 'before\n', timedOut: true });
    expect(alive(Number(readFileSync(join(dir, 'pid'), 'utf8')))).to.equal(false);
  });

  it('ends the group on abort, and starts nothing once aborted', async () => {
    const controller = new AbortController();
    const pending = run('echo up; sleep 60', { signal: controller.signal, onOutput: () => controller.abort() });
    expect(await pending).to.include({ aborted: true, text: 'up\n' });
    await run('touch started', { signal: controller.signal });
    expect(existsSync(join(dir, 'started'))).to.equal(false);
  });

  it('kills what ignores SIGTERM', async function () {
    this.timeout(15_000);
    const result = await run("trap '' TERM; echo on; while :; do sleep 0.2; done", { timeoutMs: 200 });
    expect(result).to.include({ timedOut: true, signal: 'SIGKILL' });
  });

  it('does not wait for a background child, which lives on and writes into the file', async () => {
    const result = await run('(sleep 0.6; echo late; sleep 600) & echo started');
    expect(result).to.include({ exitCode: 0, background: true, text: 'started\n' });
    const file = result.file ?? '';
    expect(readFileSync(file, 'utf8')).to.equal('started\n');
    for (let tries = 0; tries < 100 && !readFileSync(file, 'utf8').includes('late'); tries++)
      await new Promise((done) => setTimeout(done, 50));
    expect(readFileSync(file, 'utf8')).to.equal('started\nlate\n');
    const [group] = liveGroups();
    expect(group).to.be.a('number');
    killAllGroups();
    for (let tries = 0; tries < 100 && liveGroups().length > 0; tries++) await new Promise((done) => setTimeout(done, 20));
    expect(liveGroups()).to.deep.equal([]);
  });

  it('knows a background child that holds no pipe', async () => {
    const result = await run('sleep 60 >/dev/null 2>&1 & echo $!');
    expect(result).to.include({ background: true, exitCode: 0 });
    expect(() => process.kill(Number(result.text), 0)).to.not.throw();
  });

  it('keeps head and tail of long output, the whole in a private file, in bounded memory', async () => {
    await run('true');
    const result = await run(
      'i=0; while [ $i -lt 5 ]; do head -c 1000000 /dev/zero | tr "\\0" x | fold -w 100; echo; i=$((i+1)); done; echo the end',
    );
    expect(result.truncated).to.equal(true);
    expect(Buffer.byteLength(result.text)).to.be.within(25_000, 32_000);
    expect(result.text)
      .to.match(/the end\n$/)
      .and.contain(result.file)
      .and.contain(`of ${result.bytes} bytes`);
    const file = result.file ?? '';
    expect(statSync(file)).to.include({ size: result.bytes });
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readFileSync(file, 'utf8').split('\n').length - 1).to.equal(result.lines);
  });

  it('bounds the file too', async () => {
    const result = await run('yes | head -c 300000', { output: { dir, fileBytes: 100_000 } });
    expect(result.bytes).to.equal(300_000);
    expect(statSync(result.file ?? '').size).to.be.within(100_000, 100_100);
  });

  it('says so when there is nowhere to keep the whole', async () => {
    const result = await run('yes | head -c 100000', { output: { dir: join(dir, 'missing') } });
    expect(result.file).to.equal(undefined);
    expect(result.text).to.contain('could not be saved');
  });

  it('dies with us: the process exits, its children are gone', async () => {
    const script = join(import.meta.dirname, './fixtures/leaves-a-child.ts');
    const { text } = await run(`node --import tsx --conditions=source ${script}`, { cwd: join(import.meta.dirname, '../../..') });
    const pid = Number(/pid (\d+)/.exec(text)?.[1]);
    expect(pid).to.be.above(1);
    for (let tries = 0; tries < 100 && alive(pid); tries++) await new Promise((done) => setTimeout(done, 20));
    expect(alive(pid)).to.equal(false);
    killGroup(pid, 'SIGKILL');
  });

  it('has done nothing when we are killed before the command is known to end with us', () => {
    const script = join(import.meta.dirname, './fixtures/killed-at-start.ts');
    const started = join(dir, 'started');
    const args = ['--import', 'tsx', '--conditions=source', script, `touch ${started}; sleep 60`];
    const { signal } = spawnSync(process.execPath, args, { cwd: join(import.meta.dirname, '../../..') });
    expect(signal).to.equal('SIGKILL');
    expect(existsSync(started)).to.equal(false);
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '');
  } catch {
    return false;
  }
}
