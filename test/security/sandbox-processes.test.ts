import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { killAllGroups, killGroup, liveGroups, type Sandbox } from '../../kernel/src/index.ts';
import { needs, SandboxLab } from '../support/sandbox-lab.ts';

/** Processes whose command line holds this text. */
function running(text: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  }).length;
}

describe('a command in the sandbox, as a process', () => {
  let lab: SandboxLab;
  beforeEach(async function () {
    needs(this, 'bwrap');
    lab = await SandboxLab.open();
  });
  afterEach(async () => {
    killAllGroups();
    await lab?.close();
  });

  it('sees and signals no process outside', async () => {
    expect((await lab.run(`kill -0 ${process.pid}; cat /proc/${process.pid}/environ`)).exitCode).not.to.equal(0);
    expect(Number((await lab.run("ls /proc | grep -c '^[0-9]'")).text)).to.be.at.most(8);
  });

  it('has exit codes, output and a closed input as ever', async () => {
    expect(await lab.run('exit 7')).to.include({ exitCode: 7, text: '' });
    expect(await lab.run('cat; echo end')).to.include({ exitCode: 0, text: 'end\n' });
    expect(await lab.run('kill -TERM $$')).to.include({ exitCode: 143 });
    const { bytes, exitCode } = await lab.run("head -c 5000000 /dev/zero | tr '\\0' x");
    expect({ bytes, exitCode }).to.deep.equal({ bytes: 5_000_000, exitCode: 0 });
  });

  it('ends at its timeout and when it is interrupted, with everything it started', async () => {
    const mark = `8${String(process.pid)}11`;
    const late = await lab.run(`setsid sleep ${mark} & (sleep ${mark} &) ; echo begun; sleep ${mark}`, { timeoutMs: 700 });
    expect(late).to.include({ timedOut: true });
    killAllGroups();
    await until(() => running(mark) === 0);
    const stop = new AbortController();
    const run = lab.run(`trap 'echo tidied; exit 1' TERM; while :; do sleep 0.05; done`, { signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    const ended = await run;
    expect(ended).to.include({ aborted: true });
  });

  it('may leave something in the background, which ends with the group however it hides', async () => {
    const mark = `8${String(process.pid)}22`;
    const { background, exitCode } = await lab.run(`setsid nohup sleep ${mark} >/dev/null 2>&1 & disown; sleep 0.1`);
    expect({ background, exitCode }).to.deep.equal({ background: true, exitCode: 0 });
    expect(running(mark)).to.be.greaterThan(0);
    for (const group of liveGroups()) killGroup(group, 'SIGKILL');
    await until(() => running(mark) === 0);
  });

  it('may hold a sandbox of its own', async () => {
    const nested = await lab.run(
      'bwrap --unshare-user --ro-bind / / --dev /dev --unshare-pid --unshare-net -- sh -c "echo in; echo x > new"',
    );
    expect(nested.text).to.match(/^in\n.*Read-only file system/);
  });

  it('does not count until it was tried: one that lets through what it should not is not used', async () => {
    const open: Sandbox = { find: async () => ({ program: 'open' }), confine: async (program) => program, close: async () => undefined };
    const other = await SandboxLab.open({}, 'bubblewrap', open);
    try {
      const status = await other.service.status(other.work);
      expect(status).to.include({ works: false }).and.to.have.property('why').that.includes('a write outside went through');
      expect(await other.enter()).to.equal(undefined);
      expect(await other.enter()).to.equal(undefined);
      expect(other.warned).to.have.length(1);
      expect(await other.service.mustAsk(), 'nobody asked for a sandbox').to.equal(false);
    } finally {
      await other.close();
    }
  });

  it('needs a permission where a sandbox was chosen and none works', async () => {
    const none: Sandbox = { find: async () => undefined, confine: () => Promise.reject(new Error('no')), close: async () => undefined };
    const other = await SandboxLab.open({ mode: 'workspace-write' }, 'bubblewrap', none);
    try {
      expect(await other.service.mustAsk()).to.equal(true);
    } finally {
      await other.close();
    }
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect.fail('it did not come to that');
}
