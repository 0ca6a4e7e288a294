import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { labs, lines, put } from '../support/run.ts';
import { needs, SandboxLab } from '../support/sandbox-lab.ts';

const STORES = [
  '.aws/credentials',
  '.config/gcloud/adc.json',
  '.docker/config.json',
  '.kube/config',
  '.netrc',
  '.ssh/id_ed25519',
  '.fly/config',
];
const HISTORY = ['.bash_history', '.claude/.credentials.json', '.cache/huggingface/token'];
const DATA = [
  'opencode.db',
  'opencode.db-wal',
  'files/part/ses_1.jsonl',
  'sessions/session_a.json',
  'snapshots/blobs/aa/b',
  'memory/x.md',
  'auth.json',
];
const OWN = '.local/share/opencode';

function write(dir: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), `PLANTED ${name}\n`);
  }
}

describe('what a command in the sandbox cannot read', () => {
  let lab: SandboxLab;
  beforeEach(async function () {
    needs(this, 'bwrap');
    lab = await SandboxLab.open();
  });
  afterEach(() => lab?.close());

  const again = async (settings: Record<string, unknown>, permissions: { allow?: string[]; deny?: string[] }) => {
    const { home, work } = lab;
    await lab.close();
    lab = await SandboxLab.open(settings, 'bubblewrap', undefined, permissions);
    return { home, work };
  };
  const read = async (names: readonly string[], place = {}): Promise<string> =>
    (await lab.run(`cd ${lab.home} && cat ${names.join(' ')}; true`, { place })).text;

  it('are stores of keys, what was typed, and what opencode keeps of other conversations', async () => {
    write(lab.home, [...STORES, ...HISTORY, '.config/opencode/opencode.toml', '.config/opencode/skills/a/run.sh', '.bashrc']);
    write(join(lab.home, OWN), [...DATA, 'plugins/a/script.sh']);
    expect(await read([...STORES, ...HISTORY, '.config/opencode/opencode.toml', ...DATA.map((name) => join(OWN, name))])).to.not.include(
      'PLANTED',
    );
    // scripts of skills and plugins run in it
    const seen = await read(['.config/opencode/skills/a/run.sh', `${OWN}/plugins/a/script.sh`, '.bashrc']);
    expect(seen.match(/PLANTED/g)).to.have.length(3);
    for (const name of STORES) expect(readFileSync(join(lab.home, name), 'utf8')).to.equal(`PLANTED ${name}\n`);
  });

  it('are outputs of other sessions, not its own', async () => {
    const outputs = join(lab.home, OWN, 'tool-output');
    write(outputs, ['ses_a/bash.txt', 'ses_b/bash.txt']);
    const files = ['ses_a', 'ses_b'].map((id) => join(outputs, id, 'bash.txt'));
    expect(await read(files, { outputs: join(outputs, 'ses_a') }))
      .to.match(/PLANTED ses_a/)
      .and.not.match(/PLANTED ses_b/);
    expect(await read(files)).to.not.include('PLANTED');
  });

  it('are what rules of the session deny, too, and .env files only then', async () => {
    write(lab.work, ['.env', 'deep/.env.local', 'secrets/a', 'b']);
    const files = ['.env', 'deep/.env.local', 'secrets/a', 'b'].map((name) => join(lab.work, name));
    expect((await read(files)).match(/PLANTED/g)).to.have.length(4);
    const rules = { allow: [], deny: ['read(.env*)', 'read(secrets/**)'] };
    expect((await read(files, { rules })).match(/PLANTED .*/g)).to.deep.equal(['PLANTED b']);
  });

  for (const where of ['configuration', 'session'] as const)
    it(`are not those that a rule of the ${where} allows by their whole name, unless another denies them`, async () => {
      const allow = ['read(~/.netrc)', 'read(~/.aws/**)', 'read(~/.docker/config.json)', 'read(~/.kube*)', 'bash(cat *)'];
      const deny = ['read(~/.docker/config.json)', 'read(~/.aws/private)'];
      if (where === 'configuration') await again({}, { allow, deny });
      write(lab.home, [...STORES, '.aws/private']);
      const place = where === 'session' ? { rules: { allow, deny } } : {};
      const seen = (await read([...STORES, '.aws/private'], place)).match(/PLANTED .*/g);
      expect(seen).to.deep.equal(['PLANTED .aws/credentials', 'PLANTED .netrc']);
    });
});

describe('what a run denies to read', () => {
  const open = labs();
  beforeEach(function () {
    needs(this, 'bwrap');
  });

  it('is hidden from its commands as well, whatever they are told to run', async () => {
    const call = (command: string) => ({ toolCalls: [{ name: 'bash', input: { command } }] });
    const { sandbox } = await open({ script: [call('sh ./show'), { text: 'Done.' }, call('sh ./show; true'), { text: 'Done.' }] });
    put(sandbox, '.env', 'KEY=PLANTED\n');
    put(sandbox, 'show', 'x=env; cat ./.$x\n');
    const outputs = async (...args: string[]) => {
      const { stdout } = await sandbox.run(['run', '--auto', '--format', 'stream-json', ...args, 'go']);
      return lines(stdout).filter(({ type }) => type === 'tool_result');
    };
    const [denied] = await outputs('--deny', 'read(.env)', '--allow', 'bash(sh ./show)');
    expect(denied?.output).to.include('Permission denied').and.not.include('PLANTED');
    const [shown] = await outputs();
    expect(shown?.output).to.include('PLANTED');
  });
});
