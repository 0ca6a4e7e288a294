import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '@ock/kernel';
import { expect } from 'chai';
import { BIN, ended, Sandbox } from '../../../../test/support/cli.ts';

const KEY = 'sk-test-0123456789abcdefghijklmnopqrstuvwxyz';

describe('auth, with the keychain', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());
  const stored = () => JSON.parse(readFileSync(join(sandbox.dataDir, 'auth.json'), 'utf8')) as Record<string, Record<string, string>>;
  const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' };

  it('refuses where there is none, and keeps nothing', async function () {
    if (process.platform !== 'linux') return void this.skip();
    const { code, stderr } = await sandbox.run(['auth', 'login', 'openai', '--keychain', '--key-stdin'], { input: KEY, env: nowhere });
    expect(code).to.equal(41);
    expect(stderr)
      .to.match(/keychain of this system cannot be used: .*(dbus|secret.?service|platform)/i)
      .and.not.include(KEY);
    expect(() => stored()).to.throw('ENOENT');
  });

  it('takes the file instead where that was left open, and says so', async function () {
    if (process.platform !== 'linux') return void this.skip();
    writeFileSync(sandbox.configFile, '[auth]\nstore = "auto"\n');
    const { code, stdout, stderr } = await sandbox.run(['auth', 'login', 'openai', '--key-stdin'], { input: KEY, env: nowhere });
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('not in the keychain');
    expect(stored().openai).to.include({ type: 'api', key: KEY });
  });

  it('keeps the key in a Secret Service and no trace of it in the file', async function () {
    const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((name) => !findOnPath(name));
    if (missing.length > 0) {
      process.stdout.write(`      skipped: ${missing.join(' and ')} missing\n`);
      return void this.skip();
    }
    const run = `"${process.execPath}" "${BIN}" auth`;
    const script = [
      'printf pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1',
      `printf %s "$PLANTED" | ${run} login openai --keychain --key-stdin && cat "$HOME/.local/share/opencode/auth.json"`,
      `${run} get openai --show && ${run} list && ${run} logout openai && ${run} get openai; echo "code $?"`,
    ].join('\n');
    const runtime = join(sandbox.dir, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const env = { ...sandbox.env, XDG_RUNTIME_DIR: runtime, PLANTED: KEY };
    const child = spawn('dbus-run-session', ['--', 'sh', '-c', script], { cwd: sandbox.work, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { stdout, stderr } = await ended(child);
    expect(stdout, stderr).to.include('kept in the keychain').and.include('"type": "keychain"');
    expect(stdout.split('\n')).to.include(KEY, 'what get --show prints');
    expect(stdout.split(KEY)).to.have.length(2);
    expect(stdout).to.include('sk-t…wxyz').and.include('code 41');
  });
});
