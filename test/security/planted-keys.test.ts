import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { labs } from '../support/run.ts';

const PLANTED = {
  command: 'command.key.civet.0123456789',
  access: 'access.key.hyena.0123456789',
  refresh: 'refresh.key.llama.0123456789',
  github: 'github.key.panda.0123456789',
  npm: 'npm.key.sloth.0123456789',
  acme: 'acme.key.stoat.0123456789',
};
const BASE64 = Object.fromEntries(
  Object.entries(PLANTED).map(([name, key]) => [name, Buffer.from(`u:${key}`).toString('base64').slice(4, -4)]),
);
const ENV = {
  GITHUB_TOKEN: PLANTED.github,
  NPM_TOKEN: PLANTED.npm,
  ACME_API_KEY: PLANTED.acme,
  OPENCODE_LOG_LEVEL: 'debug',
  DB_PASSWORD: 'postgres',
};

function leaks(text: string): string[] {
  return [PLANTED, BASE64].flatMap((keys) => Object.entries(keys).flatMap(([name, key]) => (text.includes(key) ? [name] : [])));
}

/** All that was written below a folder, but for the file that keeps keys and the script that prints one. */
function written(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !['auth.json', 'print-key'].includes(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('planted keys', () => {
  const make = labs();

  async function planted(command: string) {
    const made = await make({ script: [{ toolCalls: [{ name: 'bash', input: { command } }] }, { text: 'Done.' }] });
    const { sandbox } = made;
    writeFileSync(join(sandbox.home, 'print-key'), `printf %s ${PLANTED.command}\n`);
    const config = readFileSync(sandbox.configFile, 'utf8').replace(/^api_key = .*$/m, 'api_key_command = ["sh", "print-key"]');
    writeFileSync(sandbox.configFile, config);
    mkdirSync(sandbox.dataDir, { recursive: true });
    const signIn = { type: 'oauth', access: PLANTED.access, refresh: PLANTED.refresh, saved_at: '2026-01-01T00:00:00.000Z' };
    writeFileSync(join(sandbox.dataDir, 'auth.json'), JSON.stringify({ openrouter: signIn }), { mode: 0o600 });
    return made;
  }

  it('stay out of every output, event, log, store, export and recording, as they are and in Base64', async () => {
    const print = "env; tr '\\0' '\\n' < /proc/$PPID/environ; cat ~/.local/share/opencode/auth.json; sh ~/print-key";
    const encoded = `for f in ~/.local/share/opencode/auth.json ~/print-key; do base64 -w0 < $f; done; printf 'u:%s' "$(sh ~/print-key)" | base64 -w0`;
    const { sandbox, fake } = await planted(`${print}; ${encoded}`);
    const recording = join(sandbox.work, 'session.jsonl');
    for (const format of ['stream-json', 'json', 'text']) {
      const args = ['run', '--auto', '--verbose', '--format', format, ...(format === 'json' ? ['--record', recording] : []), 'go'];
      const { stdout, stderr, code } = await sandbox.run(args, { env: ENV });
      expect(code, stderr).to.equal(0);
      expect(leaks(stdout + stderr), format).to.deep.equal([]);
    }
    expect(fake.requests[0]?.headers.authorization, 'the key itself was used').to.equal(`Bearer ${PLANTED.command}`);
    expect(leaks(JSON.stringify(fake.requests.map(({ body }) => body))), 'model').to.deep.equal([]);
    expect(existsSync(recording)).to.equal(true);
    expect(leaks(written(sandbox.dir)), 'files').to.deep.equal([]);
    for (const args of [
      ['export', '-o', '-'],
      ['auth', 'list'],
      ['auth', 'list', '--json'],
      ['auth', 'get', 'openrouter', '--json'],
      ['doctor', '--json'],
    ]) {
      const { stdout, stderr } = await sandbox.run(args, { env: ENV });
      expect(leaks(stdout + stderr), args.join(' ')).to.deep.equal([]);
    }
  });

  it('of others stay out of the environment of tools, unless a person lets one through', async () => {
    const { sandbox, fake } = await planted('env | sort');
    const names = () => {
      const told = JSON.stringify(fake.requests.at(-1)?.body);
      return ['GITHUB_TOKEN', 'NPM_TOKEN', 'ACME_API_KEY', 'DB_PASSWORD', 'HOME'].filter((name) => told.includes(`${name}=`));
    };
    await sandbox.run(['run', '--auto', 'go'], { env: ENV });
    expect(names()).to.deep.equal(['HOME']);
    const config = readFileSync(sandbox.configFile, 'utf8');
    writeFileSync(sandbox.configFile, `${config}\n[tool.bash]\nenv_pass = ["GITHUB_TOKEN", "DB_*"]\n`);
    fake.requests.length = 0;
    const { stdout, stderr } = await sandbox.run(['run', '--auto', '--format', 'json', 'go'], { env: ENV });
    expect(names()).to.deep.equal(['GITHUB_TOKEN', 'DB_PASSWORD', 'HOME']);
    expect(leaks(stdout + stderr + JSON.stringify(fake.requests.map(({ body }) => body))), 'its value is still not told').to.deep.equal([]);
  });

  it('cannot be let through by the configuration of a folder that nobody trusts, nor can it run a command', async () => {
    const { sandbox, fake } = await planted('env | sort');
    const own = `[tool.bash]\nenv_pass = ["*"]\n[provider.fake]\napi_key_command = "touch ${join(sandbox.dir, 'ran')}; echo x"\n[auth]\nstore = "keychain"\n`;
    writeFileSync(join(sandbox.work, 'opencode.toml'), own);
    const { stderr } = await sandbox.run(['run', '--auto', 'go'], { env: ENV });
    expect(stderr).to.include('api_key_command').and.include('tool.bash').and.include('auth');
    expect(JSON.stringify(fake.requests.at(-1)?.body)).to.not.include('GITHUB_TOKEN=');
    expect(existsSync(join(sandbox.dir, 'ran'))).to.equal(false);
  });
});
