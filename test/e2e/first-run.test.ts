import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import { BIN, Sandbox } from '../support/cli.ts';

/** What a terminal shows of a run. */
function inTerminal(sandbox: Sandbox, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const terminal = spawn(process.execPath, [BIN, ...args], {
    cols: 200,
    rows: 40,
    cwd: sandbox.work,
    env: { ...sandbox.env, ...env },
  });
  let seen = '';
  terminal.onData((data) => {
    seen += data;
  });
  return new Promise((resolve) => terminal.onExit(() => resolve(seen)));
}

describe('the first run', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    rmSync(join(sandbox.home, '.config'), { recursive: true });
  });
  afterEach(() => sandbox.remove());
  const marker = () => join(sandbox.home, '.local/state/opencode/welcomed');
  const run = ['run', '--no-session', 'ls'];

  it('tells once, on a terminal, who answers or how to connect a model, and what to try', async () => {
    const first = await inTerminal(sandbox, run);
    expect(first.match(/Welcome\./g)).to.have.length(1);
    expect(first).to.contain('Try: ').and.contain('opencode --help');
    expect(existsSync(marker())).to.equal(true);
    expect(await inTerminal(sandbox, run)).to.not.contain('Welcome');
  });

  it('says nothing to programs, and nothing to a person with a configuration', async () => {
    for (const args of [run, ['run', '--no-session', '--format', 'json', 'ls']]) {
      const { stdout, stderr } = await sandbox.run(args);
      expect(stdout + stderr).to.not.contain('Welcome');
    }
    expect(await inTerminal(sandbox, ['run', '--format', 'json', '--no-session', 'ls'])).to.not.contain('Welcome');
    expect(existsSync(marker()), 'nobody was welcomed yet').to.equal(false);
    mkdirSync(join(sandbox.home, '.config/opencode'), { recursive: true });
    writeFileSync(sandbox.configFile, '');
    expect(await inTerminal(sandbox, run)).to.not.contain('Welcome');
  });

  it('names the variable whose key was found, and never the key', async () => {
    // ends before anything is sent
    const args = ['run', '--session', 'ses_nobody', 'hi'];
    const seen = await inTerminal(sandbox, args, { ANTHROPIC_API_KEY: 'sk-ant-planted-0123456789' });
    expect(seen).to.not.contain('planted');
    expect(seen).to.match(/Welcome\. anthropic\/\S+ \(ANTHROPIC_API_KEY\) answers\./);
  });

  it('finds a model server that runs on this machine', async function () {
    const server = createServer((socket) => socket.destroy());
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(11434, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) {
      process.stderr.write('port 11434 is taken here\n');
      this.skip();
    }
    try {
      expect(await inTerminal(sandbox, run)).to.contain('Ollama runs here');
    } finally {
      server.close();
    }
  });
});
