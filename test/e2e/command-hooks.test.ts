import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { FakeRequest, Step } from '../fake-model/server.ts';
import type { Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';

const setUp = labs();
const results = (stdout: string) => lines(stdout).flatMap((line) => (line.type === 'tool_result' ? [String(line.output)] : []));
const notices = (stdout: string) => lines(stdout).flatMap((line) => (line.type === 'notice' ? [String(line.text)] : []));
const sent = ({ body }: FakeRequest) => JSON.stringify(body.messages);
const bash = (command: string): Step => ({ toolCalls: [{ name: 'bash', input: { command, description: 'x' } }] });
const done: Step = { text: 'Done.' };

/** A script in the home folder; what it is told is kept beside it. */
function script(sandbox: Sandbox, name: string, body: string, folder = sandbox.home): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\ncat >> '${join(sandbox.home, name.replaceAll('/', '_'))}.told'\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

const told = (sandbox: Sandbox, name: string): Record<string, unknown>[] => {
  const file = join(sandbox.home, `${name.replaceAll('/', '_')}.told`);
  return existsSync(file) ? lines(readFileSync(file, 'utf8')) : [];
};

function hook(sandbox: Sandbox, event: string, command: string, more = ''): void {
  writeFileSync(
    sandbox.configFile,
    `${readFileSync(sandbox.configFile, 'utf8')}\n[[hooks.${event}]]\ncommand = ${JSON.stringify(command)}\n${more}\n`,
  );
}

const go = (sandbox: Sandbox, ...args: string[]) =>
  sandbox.run(['run', '--title', 'x', '--format', 'stream-json', '--timeout', '30s', ...args, 'go'], {
    env: { AWS_SECRET_ACCESS_KEY: 'planted-secret-1' },
  });

describe('command hooks', () => {
  it('are told of every event, in the words of Claude Code, and get no secrets', async () => {
    const { sandbox } = await setUp({ script: [bash('echo one'), done] });
    for (const event of ['PreToolUse', 'PostToolUse', 'UserPromptSubmit', 'SessionStart', 'SessionEnd', 'Stop'])
      hook(sandbox, event, script(sandbox, event, 'env > "$HOME/env"'));
    const { code, stdout, stderr } = await go(sandbox, '--auto');
    expect(code, stderr + stdout).to.equal(0);
    const [pre] = told(sandbox, 'PreToolUse') as [Record<string, unknown>];
    expect(pre).to.include({ hook_event_name: 'PreToolUse', tool_name: 'bash', cwd: sandbox.work });
    expect(pre.tool_input).to.include({ command: 'echo one' });
    expect(pre.session_id).to.match(/^ses_/);
    expect(told(sandbox, 'PostToolUse')[0]?.tool_response).to.include({ text: 'one\nexit code: 0', is_error: false });
    expect(told(sandbox, 'UserPromptSubmit')[0]).to.include({ prompt: 'go' });
    expect(told(sandbox, 'SessionStart')[0]).to.include({ source: 'startup' });
    expect(told(sandbox, 'Stop')[0]).to.include({ stop_hook_active: false, last_assistant_message: 'Done.' });
    expect(told(sandbox, 'SessionEnd')).to.have.length(1);
    expect(readFileSync(join(sandbox.home, 'env'), 'utf8'))
      .to.include('CLAUDE_PROJECT_DIR=')
      .and.not.include('planted-secret-1');
  });

  it('block calls by exit code 2 and by what they print, whatever allows them', async () => {
    const { sandbox, fake } = await setUp({ script: [bash('rm x'), bash('ls'), done] }, '[permissions]\nallow = ["bash"]\n');
    hook(sandbox, 'PreToolUse', script(sandbox, 'guard', "echo 'not with this hook' >&2; exit 2"), 'matcher = "Bash"');
    const { stdout } = await go(sandbox, '--permission-mode', 'full');
    for (const result of results(stdout)) expect(result).to.match(/^Denied: a hook blocked it: not with this hook\./);
    expect(lines(stdout).filter(({ type }) => type === 'permission_denied')).to.have.length(2);
    expect(sent(fake.requests[1] as FakeRequest)).to.include('not with this hook');

    const other = await setUp({ script: [bash('ls'), done] }, '[permissions]\nallow = ["bash"]\n');
    hook(other.sandbox, 'PreToolUse', `echo '{"decision":"block","reason":"said so"}'`);
    expect(results((await go(other.sandbox)).stdout)[0]).to.match(/a hook blocked it: said so/);
  });

  it('let nothing pass when they hang, cannot be run or answer nonsense; warn about other codes and go on', async () => {
    for (const [command, more, expected] of [
      ['sleep 30', 'timeout = 0.3', /took longer than 0\.3 s/],
      ['/nowhere/guard', '', /could not be run/],
      ['kill -9 $$', '', /could not be run/],
      ["echo '{oops'", '', /begins like JSON/],
    ] as const) {
      const { sandbox } = await setUp({ script: [bash('echo ran'), done] });
      hook(sandbox, 'PreToolUse', command, more);
      expect(results((await go(sandbox, '--auto')).stdout)[0], command)
        .to.match(/^Denied/)
        .and.match(expected);
    }
    const { sandbox } = await setUp({ script: [bash('echo ran'), done] });
    hook(sandbox, 'PreToolUse', 'echo strange >&2; exit 3');
    const { stdout } = await go(sandbox, '--auto');
    expect(results(stdout)[0]).to.match(/^ran\n/);
    expect(notices(stdout).join()).to.match(/ended with code 3: strange/);
  });

  it('leave nothing running that was late', async () => {
    const { sandbox } = await setUp({ script: [bash('echo ran'), done] });
    hook(sandbox, 'PreToolUse', `sleep 2; touch '${sandbox.home}/late'`, 'timeout = 0.2');
    await go(sandbox, '--auto');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(existsSync(join(sandbox.home, 'late'))).to.equal(false);
  });

  it('run for the tools that match: by our names, by those of Claude Code, and for what edits in another way', async () => {
    const write: Step = { toolCalls: [{ name: 'write', input: { filePath: 'a.txt', content: 'x' } }] };
    for (const [matcher, count] of [
      ['Write|Edit', 1],
      ['write', 1],
      ['wri', 0],
      ['.*', 2],
      ['', 2],
      ['Bash', 1],
    ] as const) {
      const { sandbox } = await setUp({ script: [write, bash('echo x'), done] });
      hook(sandbox, 'PreToolUse', script(sandbox, 'seen', ''), `matcher = "${matcher}"`);
      await go(sandbox, '--auto');
      expect(told(sandbox, 'seen'), matcher).to.have.length(count);
    }
    const { sandbox } = await setUp();
    hook(sandbox, 'PreToolUse', 'true', 'matcher = "("');
    const { code, stderr } = await sandbox.run(['run', 'go']);
    expect(code).not.to.equal(0);
    expect(stderr).to.include('[hooks] PreToolUse');
  });

  it('change arguments, which are judged as changed, and have calls asked or allowed; rules that deny stand above', async () => {
    const answer = (fields: object) => `echo '${JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', ...fields } })}'`;
    const one = await setUp({ script: [bash('echo one'), done] }, '[permissions]\ndeny = ["bash(rm *)"]\nallow = ["bash(echo *)"]\n');
    hook(one.sandbox, 'PreToolUse', answer({ updatedInput: { command: 'echo other', description: 'x' } }));
    expect(results((await go(one.sandbox)).stdout)[0]).to.match(/^other\n/);

    const two = await setUp({ script: [bash('echo one'), done] }, '[permissions]\ndeny = ["bash(rm *)"]\nallow = ["bash(echo *)"]\n');
    hook(two.sandbox, 'PreToolUse', answer({ permissionDecision: 'allow', updatedInput: { command: 'rm -rf x', description: 'x' } }));
    expect(results((await go(two.sandbox)).stdout)[0]).to.match(/^Denied/);

    const three = await setUp({ script: [bash('touch made'), done] });
    hook(three.sandbox, 'PreToolUse', answer({ permissionDecision: 'allow' }));
    await go(three.sandbox);
    expect(existsSync(join(three.sandbox.work, 'made'))).to.equal(true);

    const four = await setUp({ script: [bash('echo one'), done] }, '[permissions]\nallow = ["bash"]\n');
    hook(four.sandbox, 'PreToolUse', answer({ permissionDecision: 'ask', permissionDecisionReason: 'look first' }));
    expect(results((await go(four.sandbox)).stdout)[0]).to.match(/needs permission \(look first\)/);

    const five = await setUp({ script: [bash('echo one'), done] });
    hook(five.sandbox, 'PreToolUse', answer({ updatedInput: { other: 5 } }));
    expect(results((await go(five.sandbox, '--auto')).stdout)[0]).to.match(/do not fit its schema/);
  });

  it('answer permission requests; a rule that denies is never asked about', async () => {
    const allow = `echo '{"hookSpecificOutput":{"decision":{"behavior":"allow"}}}'`;
    const { sandbox } = await setUp({ script: [bash('touch made'), bash('rm made'), done] }, '[permissions]\ndeny = ["bash(rm *)"]\n');
    hook(sandbox, 'PermissionRequest', script(sandbox, 'answer', allow));
    const { stdout } = await go(sandbox);
    expect(existsSync(join(sandbox.work, 'made'))).to.equal(true);
    expect(results(stdout)[1]).to.match(/^Denied/);
    expect(told(sandbox, 'answer')).to.have.length(1);
    const other = await setUp({ script: [bash('touch made'), done] });
    hook(other.sandbox, 'PermissionRequest', 'echo no >&2; exit 2');
    expect(results((await go(other.sandbox)).stdout)[0]).to.match(/^Denied: a hook refused it: no/);
    const late = await setUp({ script: [bash('touch made'), done] });
    hook(late.sandbox, 'PermissionRequest', 'sleep 9', 'timeout = 0.2');
    expect(results((await go(late.sandbox)).stdout)[0]).to.match(/^Denied: needs permission/);
  });

  it('add to prompts and results, refuse prompts, and have the model go on a bounded number of times', async () => {
    const { sandbox, fake } = await setUp({ script: [bash('echo one'), done] });
    hook(sandbox, 'SessionStart', 'echo from the start');
    hook(sandbox, 'UserPromptSubmit', `echo '{"hookSpecificOutput":{"additionalContext":"from the prompt"}}'`);
    hook(sandbox, 'PostToolUse', 'echo look again >&2; exit 2');
    const { stdout } = await go(sandbox, '--auto');
    expect(sent(fake.requests[0] as FakeRequest))
      .to.include('[hook] from the start')
      .and.include('[hook] from the prompt');
    expect(results(stdout)[0]).to.equal('one\nexit code: 0\n\n[hook] look again');

    const no = await setUp();
    hook(no.sandbox, 'UserPromptSubmit', 'echo keys in it >&2; exit 2');
    const refused = await no.sandbox.run(['run', 'go']);
    expect(refused.code).to.equal(42);
    expect(refused.stderr).to.include('a hook refused this prompt: keys in it');
    expect(no.fake.requests).to.have.length(0);

    const more = await setUp({ script: Array.from({ length: 20 }, () => done) });
    hook(more.sandbox, 'Stop', script(more.sandbox, 'again', 'echo not yet >&2; exit 2'));
    const run = await go(more.sandbox);
    expect(run.code).to.equal(0);
    expect(more.fake.requests).to.have.length(9);
    expect(sent(more.fake.requests[1] as FakeRequest)).to.include('[hook] not yet');
    expect(told(more.sandbox, 'again').map(({ stop_hook_active }) => stop_hook_active)).to.deep.equal([false, ...Array(7).fill(true)]);
  });

  it('of a project run only where its folder is trusted, as they and their scripts were', async () => {
    const { sandbox } = await setUp({ script: Array.from({ length: 10 }, (_one, at) => (at % 2 ? done : bash('echo ran'))) });
    mkdirSync(join(sandbox.work, '.git'));
    const file = script(sandbox, 'scripts/guard.sh', 'exit 0', sandbox.work);
    writeFileSync(join(sandbox.work, 'opencode.toml'), '[[hooks.PreToolUse]]\ncommand = "sh ./scripts/guard.sh"\n');
    await go(sandbox, '--auto');
    expect(told(sandbox, 'scripts/guard.sh')).to.have.length(0);
    await sandbox.run(['trust', 'add', '--yes']);
    await go(sandbox, '--auto');
    expect(told(sandbox, 'scripts/guard.sh')).to.have.length(1);
    writeFileSync(file, `${readFileSync(file, 'utf8')}# changed\n`);
    const { stderr } = await go(sandbox, '--auto');
    expect(told(sandbox, 'scripts/guard.sh')).to.have.length(1);
    expect(stderr).to.include('changed since you trusted it').and.include('scripts/guard.sh');
  });

  it('of a project let nothing pass from the moment its agent changes them', async () => {
    const { sandbox } = await setUp({ script: [bash('echo "exit 0" > scripts/guard.sh'), bash('echo second'), done] });
    mkdirSync(join(sandbox.work, '.git'));
    script(sandbox, 'scripts/guard.sh', 'exit 0', sandbox.work);
    writeFileSync(join(sandbox.work, 'opencode.toml'), '[[hooks.PreToolUse]]\ncommand = "./scripts/guard.sh"\n');
    await sandbox.run(['trust', 'add', '--yes']);
    const { stdout } = await go(sandbox, '--auto');
    expect(results(stdout)[1]).to.match(/^Denied.*changed since the folder was trusted/);
  });

  it('written for Claude Code run where they are wanted, with its names', async () => {
    const { sandbox } = await setUp({ script: [bash('echo one'), done] }, '[hooks]\nclaude_settings = true\n');
    const command = script(sandbox, 'claude', '');
    mkdirSync(join(sandbox.home, '.claude'));
    const settings = { hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command }] }] } };
    writeFileSync(join(sandbox.home, '.claude/settings.json'), JSON.stringify(settings));
    await go(sandbox, '--auto');
    expect(told(sandbox, 'claude')[0]).to.include({ tool_name: 'Bash' });
  });
});
