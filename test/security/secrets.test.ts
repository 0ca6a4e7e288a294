import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FakeModelOptions } from '../fake-model/server.ts';
import { Sandbox } from '../support/cli.ts';
import { type Lab, lab } from '../support/run.ts';

/** Keys of no known shape, so that only knowing them helps. */
const KEYS = {
  literal: 'literal.key.zebra.0123456789',
  header: 'header.key.otter.0123456789',
  reference: 'reference.key.lemur.0123456789',
  named: 'named.key.heron.0123456789',
  standard: 'standard.key.moose.0123456789',
  stored: 'stored.key.tapir.0123456789',
  server: 'server.key.bison.0123456789',
  mcp: 'mcp.key.gecko.0123456789',
  file: 'file.key.koala.0123456789',
};
const CONFIG = `
log_level = "debug"
[provider.fake.headers]
x-extra = "${KEYS.header}"
[provider.second]
base_url = "http://127.0.0.1:9/v1"
api_key = "{env:MY_GATEWAY}"
[provider.third]
base_url = "http://127.0.0.1:9/v1"
api_key_env = "THIRD_THING"
[provider.fourth]
base_url = "http://127.0.0.1:9/v1"
api_key = "{file:~/fourth.key}"
[provider.short]
base_url = "http://127.0.0.1:9/v1"
api_key = "1"
[mcp.servers.m.env]
TOKEN = "${KEYS.mcp}"
`;
const ENV = {
  MY_GATEWAY: KEYS.reference,
  THIRD_THING: KEYS.named,
  OPENAI_API_KEY: KEYS.standard,
  COPY_OF_THE_KEY: KEYS.standard,
  LEVEL: '1',
  OPENCODE_SERVER_PASSWORD: KEYS.server,
  OPENCODE_DEBUG: '1',
  OPENCODE_LOG_LEVEL: 'debug',
};

let open: Lab | undefined;

async function setUp(options: FakeModelOptions): Promise<Lab> {
  open = await lab(options);
  const { sandbox } = open;
  const toml = readFileSync(sandbox.configFile, 'utf8').replace('test-key-0123456789', KEYS.literal);
  writeFileSync(sandbox.configFile, toml + CONFIG);
  mkdirSync(sandbox.dataDir, { recursive: true });
  writeFileSync(join(sandbox.home, 'fourth.key'), `${KEYS.file}\n`);
  const stored = { cohere: { type: 'api', key: KEYS.stored, saved_at: '2026-01-01T00:00:00.000Z' } };
  writeFileSync(join(sandbox.dataDir, 'auth.json'), JSON.stringify(stored), { mode: 0o600 });
  return open;
}

/** Names of the keys that stand in a text. */
function leaks(text: string): string[] {
  return Object.entries(KEYS).flatMap(([name, key]) => (text.includes(key) ? [name] : []));
}

/** All that was written below a folder, but for what holds keys by its nature. */
function written(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !['auth.json', 'opencode.toml', 'fourth.key'].includes(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('keys', () => {
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  it('reach neither the model nor output, log, store and export, whatever a command prints', async () => {
    const { sandbox, fake } = await setUp({
      script: [
        {
          toolCalls: [
            { name: 'bash', input: { command: "env; tr '\\0' '\\n' < /proc/$PPID/environ" } },
            { name: 'bash', input: { command: 'cat ~/.local/share/opencode/auth.json ~/.config/opencode/opencode.toml ~/fourth.key' } },
            { name: 'bash', input: { command: 'cat ~/.local/share/opencode/auth.json >&2; exit 3' } },
            { name: 'write', input: { filePath: 'a.txt', content: 'x' } },
          ],
        },
        { text: 'Done.' },
      ],
    });
    for (const format of ['stream-json', 'json', 'text']) {
      const { stdout, stderr, code } = await sandbox.run(['run', '--auto', '--verbose', '--format', format, 'go'], { env: ENV });
      expect(code, stderr).to.equal(0);
      expect(leaks(stdout), `${format} stdout`).to.deep.equal([]);
      expect(leaks(stderr), `${format} stderr`).to.deep.equal([]);
    }
    expect(leaks(JSON.stringify(fake.requests.map(({ body }) => body))), 'model').to.deep.equal([]);
    expect(leaks(written(sandbox.home)), 'files').to.deep.equal([]);
    const exported = await sandbox.run(['export', '-o', '-'], { env: ENV });
    expect(exported.code, exported.stderr).to.equal(0);
    expect(leaks(exported.stdout), 'export').to.deep.equal([]);
  });

  it('are not in the environment of a command under any name', async () => {
    const { sandbox, fake } = await setUp({
      script: [{ toolCalls: [{ name: 'bash', input: { command: 'env -0 | tr "\\0" "\\n"' } }] }, { text: 'ok' }],
    });
    await sandbox.run(['run', '--auto', 'go'], { env: ENV });
    const told = JSON.stringify(fake.requests.at(-1)?.body);
    expect(told).to.contain('exit code: 0').and.to.contain('LEVEL=1');
    for (const name of ['MY_GATEWAY', 'THIRD_THING', 'OPENAI_API_KEY', 'COPY_OF_THE_KEY', 'SERVER_PASSWORD'])
      expect(told).not.to.contain(`${name}=`);
  });

  it('that a server echoes are not repeated, in errors and in answers cut anywhere', async () => {
    const echo = `You sent ${KEYS.literal} and ${KEYS.header}.`;
    for (const fault of [
      { kind: 'status', status: 401, body: { error: { message: echo } } },
      { kind: 'status', status: 400, body: { error: { message: echo } } },
      { kind: 'html', status: 500, title: echo },
      { kind: 'error', message: echo },
      { kind: 'garbage', text: `${KEYS.literal} ${KEYS.header} no json` },
    ] as const) {
      const { sandbox } = await setUp({ script: [{ text: 'x' }], faults: [{ ...fault, times: 9 }] });
      writeFileSync(sandbox.configFile, `${readFileSync(sandbox.configFile, 'utf8')}\n[limits]\nretries = 1\n`);
      for (const format of ['stream-json', 'text']) {
        const { stdout, stderr } = await sandbox.run(['run', '--format', format, 'go'], { env: ENV });
        expect(leaks(stdout + stderr), `${fault.kind} ${format}`).to.deep.equal([]);
      }
      expect(leaks(written(sandbox.home)), `${fault.kind} files`).to.deep.equal([]);
      await open?.close();
    }
    for (const chunkSize of [1, 5, 40]) {
      const { sandbox, fake } = await setUp({ script: [{ text: echo, reasoning: echo, chunkSize, delayMs: 2 }] });
      for (const format of ['stream-json', 'text']) {
        const { stdout, stderr } = await sandbox.run(['run', '--format', format, 'go'], { env: ENV });
        const deltas = format === 'text' ? '' : joined(stdout, 'text') + joined(stdout, 'reasoning');
        expect(leaks(stdout + stderr + deltas), `${chunkSize} ${format}`).to.deep.equal([]);
        expect(format === 'text' ? stdout : deltas).to.contain('You sent [redacted]');
      }
      await sandbox.run(['run', '--continue', 'again'], { env: ENV });
      expect(leaks(JSON.stringify(fake.requests.at(-1)?.body)), 'model').to.deep.equal([]);
      expect(leaks(written(sandbox.home)), 'files').to.deep.equal([]);
      await open?.close();
    }
    open = undefined;
  });

  it('do not show in commands that describe the configuration', async () => {
    const { sandbox } = await setUp({ script: [] });
    for (const args of [
      ['config', 'show'],
      ['config', 'show', '--json'],
      ['config', 'show', '--origin'],
      ['config', 'get', 'provider'],
      ['config', 'get', 'provider.fake.api_key'],
      ['config', 'get', 'provider.fake.headers'],
      ['config', 'get', 'mcp'],
      ['config', 'get', 'mcp.servers.m.env', '--json'],
      ['config', 'validate'],
      ['doctor'],
      ['doctor', '--json'],
      ['auth', 'list'],
      ['auth', 'list', '--json'],
      ['models'],
      ['models', '--json'],
      ['plugins', 'list', '--json'],
    ]) {
      const { stdout, stderr, code } = await sandbox.run(args, { env: ENV });
      expect(code, stderr).to.be.oneOf(args[0] === 'doctor' ? [0, 1] : [0]);
      expect(stdout, args.join(' ')).not.to.equal('');
      expect(leaks(stdout + stderr), args.join(' ')).to.deep.equal([]);
    }
  });

  it('do not show in an error about the file that holds them', async () => {
    const sandbox = new Sandbox();
    for (const text of [
      `[provider.x]\napi_key = 5\nbase_url = "${KEYS.literal}"\ntemperature = "${KEYS.header}"\n`,
      `[provider.x]\napi_key = "${KEYS.literal}\n`,
      `[provider.x]\napi_key = ["${KEYS.literal}"]\n`,
      `[provider.x]\napi_key = ${KEYS.literal}\n`,
    ]) {
      writeFileSync(sandbox.configFile, text);
      const { stdout, stderr, code } = await sandbox.run(['run', '--format', 'json', 'go'], { env: { OPENCODE_DEBUG: '1' } });
      expect(code, stderr).to.equal(52);
      expect(
        leaks(stdout + stderr).filter((name) => name === 'literal'),
        text,
      ).to.deep.equal([]);
    }
    sandbox.remove();
  });
});

function joined(stdout: string, type: string): string {
  return stdout
    .split('\n')
    .filter((line) => line.includes(`"type":"${type}"`))
    .map((line) => (JSON.parse(line) as { delta?: string }).delta ?? '')
    .join('');
}
