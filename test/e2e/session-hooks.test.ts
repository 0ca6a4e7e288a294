import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { FakeRequest, Step } from '../fake-model/server.ts';
import type { Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';
import { screens } from '../support/screen.ts';

const setUp = labs();
const sent = ({ body }: FakeRequest): string => JSON.stringify(body.messages);
const isSub = ({ body }: FakeRequest): boolean => JSON.stringify(body).includes('You are a sub-agent');
const isSumming = (request: FakeRequest): boolean => sent(request).includes('<transcript>');
const notices = (stdout: string) => lines(stdout).flatMap((line) => (line.type === 'notice' ? [String(line.text)] : []));
const bash = (command: string): Step => ({ toolCalls: [{ name: 'bash', input: { command, description: 'x' } }] });
const done: Step = { text: 'Done.' };

/** A hook of an event that keeps what it is told. */
function hook(sandbox: Sandbox, event: string, body = '', more = ''): void {
  const file = join(sandbox.home, `${event}.sh`);
  writeFileSync(file, `#!/bin/sh\ncat >> "$HOME/${event}.told"\n${body}\n`);
  chmodSync(file, 0o755);
  appendFileSync(sandbox.configFile, `\n[[hooks.${event}]]\ncommand = "${file}"\n${more}\n`);
}

function told(sandbox: Sandbox, event: string): Record<string, unknown>[] {
  const file = join(sandbox.home, `${event}.told`);
  return existsSync(file) ? lines(readFileSync(file, 'utf8')) : [];
}

describe('command hooks around sub-agents, summaries and questions', () => {
  it('SubagentStop is told who stops, and sends a sub-agent back to work', async () => {
    const task = { name: 'task', input: { description: 'look', prompt: 'CHILD TASK', agent: 'explore' } };
    const again = `grep -q 'stop_hook_active":true' "$HOME/SubagentStop.told" || { echo 'look once more' >&2; exit 2; }`;
    const { sandbox, fake } = await setUp({
      handler: (request) => {
        if (!isSub(request)) return sent(request).includes('"role":"tool"') ? done : { toolCalls: [task] };
        return { text: sent(request).includes('look once more') ? 'Second look.' : 'First look.' };
      },
    });
    hook(sandbox, 'SubagentStop', again, 'matcher = "explore"');
    hook(sandbox, 'Stop');
    const { code, stdout } = await sandbox.run(['run', '--title', 'x', '--format', 'stream-json', 'go']);
    expect(code, stdout).to.equal(0);
    const [first, second] = told(sandbox, 'SubagentStop');
    expect(first).to.include({
      hook_event_name: 'SubagentStop',
      stop_hook_active: false,
      last_assistant_message: 'First look.',
      agent_type: 'explore',
      cwd: sandbox.work,
    });
    expect(first?.session_id).to.match(/^ses_/);
    expect(first?.parent_session_id).to.match(/^ses_/).and.not.equal(first?.session_id);
    expect(second).to.include({ stop_hook_active: true, last_assistant_message: 'Second look.' });
    expect(fake.requests.filter(isSub)).to.have.length(2);
    expect(sent(fake.requests.filter(isSub)[1] as FakeRequest)).to.include('[hook] look once more');
    expect(told(sandbox, 'Stop'), 'Stop is for the main agent').to.have.length(1);
  });

  it('PreCompact is told why, and keeps a session from being summarised', async () => {
    const long = Array.from({ length: 800 }, (_, n) => `word${n}`).join(' ');
    for (const body of ['', "echo 'not now' >&2; exit 2"]) {
      const { sandbox, fake } = await setUp({ handler: (request) => ({ text: isSumming(request) ? 'SUMMARY' : long }) });
      hook(sandbox, 'PreCompact', body);
      for (const prompt of ['one', 'two', 'three'])
        await sandbox.run(['run', '--title', 'x', ...(prompt === 'one' ? [] : ['--continue']), prompt]);
      const { stdout, stderr } = await sandbox.run(['session', 'compact', '--focus', 'the bridge']);
      expect(told(sandbox, 'PreCompact')[0], stdout + stderr).to.include({
        hook_event_name: 'PreCompact',
        trigger: 'manual',
        custom_instructions: 'the bridge',
      });
      expect(fake.requests.some(isSumming), stdout + stderr).to.equal(body === '');
      if (body !== '') expect(stdout + stderr).to.include('not now');
    }
  });

  it('PermissionRequest and Notification are told what is asked, and the first may answer it', async function () {
    this.timeout(60_000);
    const open = screens();
    const lab = await setUp({ script: [bash('touch made'), done] }, '[session]\nauto_title = false\n');
    hook(lab.sandbox, 'Notification', '', 'matcher = "permission_prompt"');
    hook(lab.sandbox, 'PermissionRequest');
    const screen = open(lab, { cols: 100, rows: 30 });
    await screen.until('build> ');
    await screen.settled();
    screen.type('go\r');
    await screen.until('touch made');
    for (let tries = 0; tries < 100 && told(lab.sandbox, 'Notification').length === 0; tries++) await sleep(100);
    expect(told(lab.sandbox, 'Notification')[0]).to.include({ hook_event_name: 'Notification', notification_type: 'permission_prompt' });
    expect(told(lab.sandbox, 'Notification')[0]?.message).to.include('bash');
    expect(told(lab.sandbox, 'PermissionRequest')[0]).to.include({ tool_name: 'bash', permission_mode: 'ask' });
    expect(told(lab.sandbox, 'PermissionRequest')[0]?.tool_input).to.include({ command: 'touch made' });
  });
});

describe('command hooks that lie', () => {
  it('and print without end, leave programs behind or keep their input closed cost their answer, not the run', async () => {
    const { sandbox } = await setUp({ script: [bash('echo one'), done] });
    hook(sandbox, 'PreToolUse', 'printf \'{"decision":"allow","x":"\'; head -c 3000000 /dev/zero | tr \'\\0\' x; echo \'"}\'');
    const flood = await sandbox.run(['run', '--title', 'x', '--auto', '--format', 'stream-json', 'go']);
    expect(flood.stdout).to.match(/Denied[^\n]*begins like JSON/);

    const two = await setUp({ script: [bash('echo one'), done] });
    hook(two.sandbox, 'PreToolUse', '(sleep 300; touch "$HOME/later") & exit 0');
    const begin = await two.sandbox.run(['run', '--title', 'x', '--auto', '--timeout', '30s', '--format', 'stream-json', 'go']);
    expect(begin.code, begin.stdout).to.equal(0);
    expect(begin.stdout).to.include('one\\nexit code: 0');
  });

  it('and answer what nobody knows are guards without an answer', async () => {
    for (const answer of [
      '{"decision":"refuse"}',
      '{"decision":"BLOCK"}',
      '{"decision":["block"]}',
      '{"hookSpecificOutput":{"permissionDecision":"no"}}',
    ]) {
      const { sandbox } = await setUp({ script: [bash('echo ran'), done] });
      hook(sandbox, 'PreToolUse', `echo '${answer}'`);
      const { stdout } = await sandbox.run(['run', '--title', 'x', '--auto', '--format', 'stream-json', 'go']);
      expect(stdout, answer)
        .to.match(/"output":"Denied/)
        .and.not.include('ran\\nexit code');
    }
  });

  it('and say keys and control characters are cleaned, wherever it is shown', async () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH';
    const { sandbox, fake } = await setUp({ script: [bash('echo one'), bash('echo two'), done] });
    const text = `${key} \\u001b]0;owned\\u0007\\u202e gnp`;
    hook(sandbox, 'PostToolUse', `printf '%s' '{"systemMessage":"${text}","hookSpecificOutput":{"additionalContext":"${text}"}}'`);
    const { stdout, stderr } = await sandbox.run(['run', '--title', 'x', '--auto', '--format', 'stream-json', 'go']);
    const last = fake.requests.at(-1) as FakeRequest;
    expect(sent(last)).to.include('[hook]').and.not.include(key).and.not.include('\\u001b').and.not.include('\u202e');
    expect(notices(stdout).join()).to.not.include(key);
    expect(stdout + stderr)
      .to.not.include(key)
      .and.not.include('\u001b')
      .and.not.include('\u202e');
  });
});
