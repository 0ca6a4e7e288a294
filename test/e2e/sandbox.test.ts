import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { BIN, ended } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';
import { needs } from '../support/sandbox-lab.ts';

const OFF = '[sandbox]\nmode = "off"';
let count = 0;

describe('commands of a run', () => {
  const open = labs();
  let outside = '';
  beforeEach(function () {
    needs(this, 'bwrap');
    outside = mkdtempSync('/var/tmp/sandbox-');
  });
  afterEach(() => outside && rmSync(outside, { recursive: true, force: true }));

  const ran = async (input: Record<string, unknown>, args: string[] = ['--auto'], more = ''): Promise<string> => {
    const { sandbox } = await open({ script: [{ toolCalls: [{ name: 'bash', input }] }, { text: 'Done.' }] }, more);
    const { stdout } = await sandbox.run(['run', '--format', 'stream-json', ...args, 'go']);
    return lines(stdout)
      .filter(({ type }) => type === 'tool_result')
      .map(({ output }) => String(output))
      .join('\n');
  };

  it('are confined by default, and the model is told why one failed', async () => {
    expect(await ran({ command: `echo x > ${outside}/new` })).to.match(
      /Read-only file system\nexit code: 1\n\[This command ran in a sandbox: /,
    );
    expect(await ran({ command: `echo x > ${outside}/new`, background: true }))
      .to.include('ended already: exit code: 1')
      .and.to.include('ran in a sandbox');
    expect(await ran({ command: `echo x > ${outside}/new`, pty: true })).to.include('Read-only file system');
    expect(readdirSync(outside)).to.deep.equal([]);
  });

  it('are as --sandbox says, for one run', async () => {
    const command = { command: `echo x > ${outside}/one; echo x > here && cat here`, description: 'x' };
    expect(await ran(command, ['--auto', '--sandbox', 'off'])).to.match(/^x\n/);
    expect(existsSync(join(outside, 'one'))).to.equal(true);
    expect(await ran(command, ['--auto', '--sandbox=read-only']))
      .to.include('Read-only file system')
      .and.not.match(/^x\n/);
    expect(await ran(command, ['--auto', '--sandbox', 'workspace-write'], OFF)).to.include('Read-only file system');
    const { sandbox } = await open();
    expect(await sandbox.run(['run', '--sandbox', 'none', 'go'])).to.include({ code: 2 });
  });

  it('get no file that whoever started us left open', async () => {
    const planted = join(outside, 'planted');
    writeFileSync(planted, 'PLANTED');
    for (const more of ['', OFF]) {
      // other processes of this machine hold pipes under these numbers: only those of the sandbox are looked at
      const around = more === '' ? 'cat /proc/[1-9]*/fd/30 /proc/[1-9]*/fd/251' : ':';
      const command = { command: `cat <&30; cat <&251; ${around}; echo looked`, description: 'x' };
      const { sandbox } = await open({ script: [{ toolCalls: [{ name: 'bash', input: command }] }, { text: 'Done.' }] }, more);
      const start = 'exec 30<"$0" 251<"$0"; exec "$@"';
      const args = ['-c', start, planted, process.execPath, BIN, 'run', '--format', 'stream-json', '--auto', 'go'];
      // the model is served by this very process
      const { stdout: text } = await promisify(execFile)('bash', args, { cwd: sandbox.work, env: sandbox.env, timeout: 30_000 });
      const [result] = lines(text).filter(({ type }) => type === 'tool_result');
      expect(result?.output).to.include('looked');
      expect(result?.output).to.not.include('PLANTED');
      expect(String(result?.output).match(/Bad file descriptor/g)).to.have.length(2);
    }
  });

  it('are not where that is switched off', async () => {
    expect(await ran({ command: `echo x > ${outside}/new` }, ['--auto'], OFF)).to.include('exit code: 0');
    expect(readdirSync(outside)).to.deep.equal(['new']);
  });

  it('run outside by a permission of its own', async () => {
    const command = `echo x > ${outside}/new`;
    const input = { command, unsandboxed: true };
    expect(await ran(input, ['--allow', 'bash', '--allow', 'edit(/**)'])).to.match(/may not run outside of the sandbox: needs permission/);
    expect(existsSync(join(outside, 'new'))).to.equal(false);
    expect(await ran(input, ['--allow', 'bash', '--allow', 'edit(/**)', '--allow', `bash_unsandboxed(bash -c ${command})`])).to.include(
      'exit code: 0',
    );
    const both = ['--allow', 'bash', '--allow', 'edit(/**)', '--allow', 'bash_unsandboxed(true*)'];
    const wide = await ran({ command: `true; echo x > ${outside}/other`, unsandboxed: true }, both);
    expect(wide, 'a pattern for one command').to.include('may not run outside');
    expect(existsSync(join(outside, 'other'))).to.equal(false);
    expect(await ran(input, ['--auto', '--deny', 'bash_unsandboxed'])).to.include('may not run outside');
  });

  for (const [how, more, rest] of [
    ['in the sandbox', '', {}],
    ['without one', OFF, {}],
    ['in the background, without one', OFF, { background: true }],
    ['in the background', '', { background: true }],
    ['in a terminal, without one', OFF, { pty: true }],
    ['in a terminal', '', { pty: true }],
  ] as const) {
    it(`do not outlive a kill -9 of ours (${how})`, async () => {
      const mark = `9${process.pid}${++count}`;
      const calls = [{ name: 'bash', input: { command: `sleep ${mark} & sleep ${mark}`, ...rest } }];
      if ('background' in rest) calls.push({ name: 'bash', input: { command: 'sleep 60' } as never });
      const { sandbox } = await open({ script: [{ toolCalls: calls }, { text: 'Done.' }] }, more);
      const child = sandbox.spawn(['run', '--auto', 'go']);
      const over = ended(child);
      await until(() => running(mark) >= 2);
      child.kill('SIGKILL');
      await over;
      await until(() => running(mark) === 0);
    });
  }
});

describe('opencode sandbox', () => {
  const open = labs();
  beforeEach(function () {
    needs(this, 'bwrap');
  });

  it('status says what was tried and what is protected', async () => {
    const { sandbox } = await open();
    const status = JSON.parse((await sandbox.run(['sandbox', 'status', '--json'])).stdout);
    expect(status).to.include({ mode: 'workspace-write', works: true, backend: 'bubblewrap' });
    expect(status.tried[0]).to.include({ backend: 'bubblewrap', works: true });
    expect(status.mounts).to.deep.include({ path: sandbox.work, as: 'write' });
    expect((await sandbox.run(['sandbox', 'status'], { env: { OPENCODE_SANDBOX__MODE: 'off' } })).stdout).to.match(
      /^backend +none: switched off/m,
    );
  });

  it('run has the exit code, the input and the output of the command', async () => {
    const { sandbox } = await open();
    expect(await sandbox.run(['sandbox', 'run', '--', 'sh', '-c', 'cat; exit 9'], { input: 'in' })).to.include({ code: 9, stdout: 'in' });
    expect(await sandbox.run(['sandbox', 'run', '--mode', 'read-only', '--', 'touch', 'a'])).to.include({ code: 1 });
    expect(await sandbox.run(['sandbox', 'run', 'sh', '--', '-c', 'kill -9 $$'])).to.include({ code: 137 });
    expect(await sandbox.run(['sandbox', 'run'])).to.include({ code: 2 });
  });

  it('run ends with 44 where no sandbox works', async () => {
    const { sandbox } = await open();
    const { code, stderr } = await sandbox.run(['sandbox', 'run', '--', 'true'], { env: { OPENCODE_SANDBOX__BACKEND: 'none' } });
    expect(code).to.equal(44);
    expect(stderr).to.include('no sandbox works here');
  });

  it('works for a user without rights', async function () {
    needs(this, 'setpriv');
    if (process.getuid?.() !== 0) {
      console.log('not root: no other user to become');
      this.skip();
    }
    const { sandbox } = await open();
    for (const folder of [sandbox.dir, sandbox.work, sandbox.home]) chmodSync(folder, 0o777);
    const home = join(sandbox.dir, 'other');
    mkdirSync(home);
    execFileSync('chown', ['-R', '65534:65534', home]);
    writeFileSync(join(sandbox.work, 'mine'), 'x');
    const as = (...words: string[]): string => {
      const args = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, BIN, 'sandbox', ...words];
      return execFileSync('setpriv', args, {
        cwd: sandbox.work,
        env: { ...sandbox.env, HOME: home },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    };
    expect(JSON.parse(as('status', '--json'))).to.include({ works: true, backend: 'bubblewrap' });
    const script =
      'id -u; echo x > made; echo x > /var/tmp/x-$$ || echo refused; echo x > mine || echo not mine; mkdir $HOME/d || echo no home';
    expect(as('run', '--', 'sh', '-c', script)).to.equal('65534\nrefused\nnot mine\n');
    expect(readFileSync(join(sandbox.work, 'mine'), 'utf8')).to.equal('x');
  });
});

/** Processes whose command line holds this text, as a word of its own. */
function running(text: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(text);
    } catch {
      return false;
    }
  }).length;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect.fail('it did not come to that');
}
