import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pruneGroup } from '@ock/kernel';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('tools', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
    writeFileSync(join(sandbox.work, 'a.txt'), 'hello\n');
  });
  afterEach(() => sandbox.remove());
  const run = (name: string, params: unknown, ...more: string[]) =>
    sandbox.run(['tools', 'run', name, '--params', JSON.stringify(params), ...more]);

  it('are listed with what they may do, from the index alone', async () => {
    writeFileSync(sandbox.configFile, '[tools]\nbash = false\n');
    const rows = JSON.parse((await sandbox.run(['tools', 'list', '--json', '--schema'])).stdout) as Record<string, unknown>[];
    expect(rows.find(({ id }) => id === 'bash')).to.include({
      permission: 'exec',
      read_only: false,
      enabled: false,
      plugin: '@ock/tool-bash',
    });
    expect(rows.find(({ id }) => id === 'read')).to.include({ permission: 'fs.read', read_only: true, enabled: true });
    expect(rows.find(({ id }) => id === 'read')?.parameters).to.have.nested.property('properties.filePath');
  });

  it('are told of in one short line in the language of their reader; what models read is English', async () => {
    const env = { OPENCODE_LANGUAGE: 'de' };
    const { stdout } = await sandbox.run(['tools', 'list'], { env });
    expect(stdout)
      .to.match(/^bash .* führt einen Shell-Befehl aus/m)
      .and.not.match(/Runs a command/);
    const rows = JSON.parse((await sandbox.run(['tools', 'list', '--json'], { env })).stdout) as { id: string; description: string }[];
    expect(rows.find(({ id }) => id === 'bash')?.description).to.match(/^Runs a command in a new bash/);
  });

  it('of one’s own are listed with the file they come from, and what is left out is told', async () => {
    writeFileSync(
      sandbox.configFile,
      '[tool.greet]\ncommand = ["echo", "hello", "{who}"]\ndescription = "Greets"\nschema = { who = "string" }\n[tool.bash]\ncommand = "x"\ndescription = "x"\n',
    );
    const { stdout, stderr } = await sandbox.run(['tools', 'list', '--json']);
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows.find(({ id }) => id === 'greet')).to.include({
      permission: 'exec',
      plugin: '@ock/bridge-custom-tools',
      origin: sandbox.configFile,
    });
    expect(rows.find(({ id }) => id === 'bash')).to.include({ plugin: '@ock/tool-bash' });
    expect(stderr).to.include('[override] "tool:bash"');
    const { stdout: said } = await run('greet', { who: 'you; id' }, '--auto');
    expect(said).to.equal('hello you; id\n\n');
    writeFileSync(
      sandbox.configFile,
      '[override]\n"tool:bash" = "@ock/bridge-custom-tools"\n[tool.bash]\ncommand = "echo mine"\ndescription = "x"\n',
    );
    expect((await run('bash', {}, '--auto')).stdout).to.equal('mine\n\n');
  });

  it('run as for a model', async () => {
    const { code, stdout } = await run('read', { filePath: 'a.txt' });
    expect(code).to.equal(0);
    expect(stdout).to.include('hello');
    const json = JSON.parse((await run('read', { file_path: 'a.txt' }, '--json')).stdout) as { tool: string; output: { text: string } };
    expect(json.tool).to.equal('read');
    expect(json.output.text).to.include('hello');
  });

  it('say with the exit code how it went', async () => {
    expect((await run('read', { filePath: 'missing.txt' })).code).to.equal(1);
    const refused = await run('write', { filePath: 'b.txt', content: 'x' });
    expect(refused.code).to.equal(54);
    expect(refused.stderr).to.include('refused');
    expect(existsSync(join(sandbox.work, 'b.txt'))).to.equal(false);
    expect((await run('write', { filePath: 'b.txt', content: 'x' }, '--auto')).code).to.equal(0);
    expect(existsSync(join(sandbox.work, 'b.txt'))).to.equal(true);
  });

  it('write by no route where the agent or the configured mode may not, not even with --auto', async () => {
    expect((await run('write', { filePath: 'b.txt', content: 'x' }, '--auto', '--agent', 'plan')).code).to.equal(54);
    expect((await run('bash', { command: 'echo x > b.txt' }, '--agent', 'plan')).code).to.equal(54);
    writeFileSync(sandbox.configFile, '[permissions]\nmode = "plan"\n');
    expect((await run('write', { filePath: 'b.txt', content: 'x' })).code).to.equal(54);
    expect(existsSync(join(sandbox.work, 'b.txt'))).to.equal(false);
  });

  it('refuse arguments that are none', async () => {
    const unknown = await run('raed', {});
    expect(unknown.code).to.equal(42);
    expect(unknown.stderr).to.include('read');
    expect((await sandbox.run(['tools', 'run', 'read', '--params', '{'])).code).to.equal(42);
    expect((await sandbox.run(['tools', 'run', 'read', '--params', '[]'])).code).to.equal(42);
  });

  it('are judged by rules and modes given with the call', async () => {
    const touch = (...more: string[]) => run('bash', { command: 'touch made.txt' }, ...more);
    expect((await touch()).code).to.equal(54);
    expect((await touch('--allow', 'bash(touch *)', '--deny', 'bash(touch made*)')).code).to.equal(54);
    expect((await touch('--allow', 'bash(rm *)')).code).to.equal(54);
    expect((await touch('--permission-mode', 'plan', '--allow', 'bash')).code).to.equal(54);
    expect(existsSync(join(sandbox.work, 'made.txt'))).to.equal(false);
    expect((await touch('--allow', 'bash(touch *)')).code).to.equal(0);
    expect(existsSync(join(sandbox.work, 'made.txt'))).to.equal(true);
    expect((await run('write', { filePath: 'b.txt', content: 'x' }, '--permission-mode', 'accept-edits')).code).to.equal(0);
    expect((await touch('--allow', 'bash(')).code).to.equal(42);
  });

  it('tell on stderr what they do, and answer on stdout alone', async () => {
    const command = 'echo first; sleep 0.5; printf second';
    const { stdout, stderr, code } = await run('bash', { command }, '--auto', '--json');
    expect(code).to.equal(0);
    expect(stderr).to.equal('first\n');
    expect((JSON.parse(stdout) as { output: { text: string } }).output.text).to.equal('first\nsecond\nexit code: 0');
  });

  it('are ended with what they left in the background', async () => {
    const { stdout } = await run('bash', { command: 'sleep 600', background: true }, '--auto', '--json');
    const { metadata } = (JSON.parse(stdout) as { output: { metadata: { pid: number } } }).output;
    expect(pruneGroup(metadata.pid)).to.equal(false);
  });

  it('are listed with the arguments that make them read-only', async () => {
    const rows = JSON.parse((await sandbox.run(['tools', 'list', '--json'])).stdout) as Record<string, unknown>[];
    expect(rows.find(({ id }) => id === 'git')).to.have.nested.property('read_only_when.argument');
    expect(rows.find(({ id }) => id === 'task')).to.include({ concurrent: true, resumable: true });
    expect((await sandbox.run(['tools', 'list'])).stdout).to.match(/git +exec, read-only by \w+/);
  });

  it('take their arguments from standard input', async () => {
    const { code, stdout } = await sandbox.run(['tools', 'run', 'read', '--params', '-'], { input: '{"filePath": "a.txt"}' });
    expect(code).to.equal(0);
    expect(stdout).to.include('hello');
  });
});
