import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isLocked, ProcessLock } from '../../src/host/process-lock.ts';
import { isOwnerAlive, thisProcess } from '../../src/host/process-owner.ts';

describe('ProcessLock', () => {
  let dir: string;
  let path: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'oc-lock-'));
    path = join(dir, 'x.lock');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  const take = (): ProcessLock => {
    const lock = ProcessLock.take(path);
    if (!(lock instanceof ProcessLock)) throw new Error(`held by ${lock.heldBy?.pid}`);
    return lock;
  };

  it('is exclusive until released and leaves nothing behind', () => {
    const lock = take();
    expect(lock.held).to.equal(true);
    expect(isLocked(path)).to.equal(true);
    const second = ProcessLock.take(path);
    expect(second).to.not.be.instanceOf(ProcessLock);
    expect((second as { heldBy: { pid: number } }).heldBy.pid).to.equal(process.pid);
    lock.release();
    expect(isLocked(path)).to.equal(false);
    take().release();
    expect(readdirSync(dir)).to.deep.equal([]);
  });

  it('is private', () => {
    const lock = take();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    lock.release();
  });

  it('is taken over at once from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000); console.log("up")'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    writeFileSync(path, JSON.stringify({ ...thisProcess(), pid: child.pid, started: undefined }));
    expect(isLocked(path)).to.equal(true);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(isLocked(path)).to.equal(false);
    take().release();
  });

  it('is not fooled by a reused process number', function () {
    if (!existsSync('/proc/self/stat')) {
      console.log('      skipped: this system tells no start times');
      this.skip();
    }
    writeFileSync(path, JSON.stringify({ ...thisProcess(), started: '1' }));
    expect(isLocked(path)).to.equal(false);
    take().release();
  });

  it('waits a minute for a sign of life from another machine', () => {
    writeFileSync(path, JSON.stringify({ ...thisProcess(), host: 'elsewhere' }));
    expect(isOwnerAlive({ pid: process.pid, host: 'elsewhere' })).to.equal(undefined);
    expect(isLocked(path)).to.equal(true);
    const before = new Date(Date.now() - 61_000);
    utimesSync(path, before, before);
    expect(isLocked(path)).to.equal(false);
    take().release();
  });

  it('treats a half-written lock as held, an old one as left behind', () => {
    writeFileSync(path, '{"pi');
    expect(isLocked(path)).to.equal(true);
    const before = new Date(Date.now() - 11_000);
    utimesSync(path, before, before);
    take().release();
  });

  it('does not remove the lock of whoever took it over', () => {
    const lock = take();
    writeFileSync(path, JSON.stringify({ ...thisProcess(), token: 'other' }));
    expect(lock.held).to.equal(false);
    lock.release();
    expect(readFileSync(path, 'utf8')).to.include('other');
  });

  it('goes to exactly one of several processes that find a dead lock', async () => {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: thisProcess().host }));
    const script = `
      import { ProcessLock } from ${JSON.stringify(new URL('../../src/host/process-lock.ts', import.meta.url).href)};
      process.stdin.once('data', () => {
        const lock = ProcessLock.take(${JSON.stringify(path)});
        console.log(lock instanceof ProcessLock ? 'mine' : 'theirs');
      });
      process.stdin.once('end', () => process.exit());
      console.log('ready');`;
    const file = join(dir, 'contender.ts');
    writeFileSync(file, script);
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    const contenders = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ['--import', 'tsx', file], {
        cwd: new URL('../../..', import.meta.url),
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      return child;
    });
    const next = (child: ChildProcess) =>
      new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data).trim())));
    await Promise.all(contenders.map(next));
    const answers = contenders.map(next);
    for (const child of contenders) child.stdin?.write('go\n');
    expect((await Promise.all(answers)).sort()).to.deep.equal(['mine', 'theirs', 'theirs', 'theirs']);
  });
});
