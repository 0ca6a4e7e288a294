import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { Sandbox } from '../../../../test/support/cli.ts';

describe('opencode hooks', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  it('lists them, and where there are none says so', async () => {
    expect((await sandbox.run(['hooks', 'list'])).stdout).to.match(/^No hooks are set/);
    writeFileSync(sandbox.configFile, '[[hooks.PreToolUse]]\nmatcher = "bash"\ncommand = ["guard", "--strict"]\ntimeout = 5\n');
    const { stdout } = await sandbox.run(['hooks', 'list']);
    expect(stdout).to.match(/PreToolUse\s+bash\s+guard --strict\s+5 s\s/);
    const { hooks } = JSON.parse((await sandbox.run(['hooks', 'list', '--json'])).stdout) as { hooks: object[] };
    expect(hooks).to.deep.equal([
      { event: 'PreToolUse', matcher: 'bash', command: 'guard --strict', timeout: 5, file: sandbox.configFile, state: 'ready' },
    ]);
  });

  it('tries those that match, and says what they would do', async () => {
    writeFileSync(
      sandbox.configFile,
      `[[hooks.PreToolUse]]\nmatcher = "Bash"\ncommand = "grep -q rm && { echo never >&2; exit 2; }; exit 0"\n[[hooks.UserPromptSubmit]]\ncommand = "echo remember"\n`,
    );
    const rm = await sandbox.run(['hooks', 'test', 'PreToolUse', '--tool', 'bash', '--input', '{"command": "rm x"}']);
    expect(rm.stdout).to.include('exit code 2').and.include('blocks: never');
    expect((await sandbox.run(['hooks', 'test', 'PreToolUse', '--tool', 'bash', '--input', '{"command": "ls"}'])).stdout).to.include(
      'lets it pass',
    );
    expect((await sandbox.run(['hooks', 'test', 'PreToolUse', '--tool', 'read'])).stdout).to.include('No hook of PreToolUse matches');
    const prompt = await sandbox.run(['hooks', 'test', 'UserPromptSubmit', '--prompt', 'x', '--json']);
    expect((JSON.parse(prompt.stdout) as { hooks: object[] }).hooks[0]).to.include({ exitCode: 0, context: 'remember' });
  });

  it('refuses events that do not exist and arguments that are no JSON', async () => {
    const { code, stderr } = await sandbox.run(['hooks', 'test', 'Never']);
    expect(code).to.equal(42);
    expect(stderr).to.include('PreToolUse, PostToolUse');
    expect((await sandbox.run(['hooks', 'test', 'PreToolUse', '--tool', 'bash', '--input', '['])).code).to.equal(42);
  });
});
