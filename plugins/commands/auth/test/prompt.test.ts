import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import { BIN, Sandbox } from '../../../../test/support/cli.ts';

const KEY = 'sk-typed-0123456789abcdefghijklmnopqrstuvwxyz';
/** ms until something must have been seen */
const PATIENCE = 15_000;

describe('auth login in a terminal', () => {
  let sandbox: Sandbox;
  let pty: IPty | undefined;
  let text: string;
  beforeEach(() => {
    sandbox = new Sandbox();
    text = '';
  });
  afterEach(() => {
    pty?.kill('SIGKILL');
    sandbox.remove();
  });
  const file = () => join(sandbox.dataDir, 'auth.json');

  function start(args: string[]): { terminal: IPty; exit: Promise<number> } {
    const terminal = spawn(process.execPath, [BIN, 'auth', 'login', ...args], {
      cols: 100,
      rows: 30,
      cwd: sandbox.work,
      env: { ...sandbox.env, TERM: 'xterm-256color' },
    });
    pty = terminal;
    terminal.onData((data) => {
      text += data;
    });
    const exit = new Promise<number>((resolve) =>
      terminal.onExit(({ exitCode }) => {
        pty = undefined;
        resolve(exitCode);
      }),
    );
    return { terminal, exit };
  }
  async function see(part: string): Promise<void> {
    for (const end = Date.now() + PATIENCE; !text.includes(part); ) {
      if (Date.now() > end) throw new Error(`never saw ${JSON.stringify(part)} in ${JSON.stringify(text)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('takes a key that nobody sees', async () => {
    const { terminal, exit } = start(['openai']);
    await see('Key of openai');
    terminal.write(`${KEY}\r`);
    expect(await exit).to.equal(0);
    expect(text).to.include('kept in').and.not.include(KEY);
    expect(JSON.parse(readFileSync(file(), 'utf8')).openai).to.include({ key: KEY });
  });

  it('keeps nothing when it is left with Ctrl-C', async () => {
    const { terminal, exit } = start(['openai']);
    await see('Key of openai');
    terminal.write('sk-half');
    terminal.write('\x03');
    expect(await exit).to.equal(130);
    expect(existsSync(file())).to.equal(false);
  });

  it('offers the sign-in of a provider that has one, beside a key', async () => {
    const { terminal, exit } = start(['openrouter', '--no-browser']);
    await see('type or paste a key');
    expect(text).to.include('sign in with the browser');
    terminal.write('\r');
    await see('Open this page: https://openrouter.ai/auth?');
    await see('Waiting for you');
    terminal.write('\x03');
    expect(await exit).to.equal(130);
    expect(existsSync(file())).to.equal(false);

    text = '';
    const other = start(['openrouter']);
    await see('type or paste a key');
    other.terminal.write('\x1b[B\r');
    await see('Key of openrouter');
    other.terminal.write(`${KEY}\r`);
    expect(await other.exit).to.equal(0);
    expect(JSON.parse(readFileSync(file(), 'utf8')).openrouter).to.include({ type: 'api', key: KEY });
  });
});
