import type { HookEvent } from '@ock/kernel';
import { expect } from 'chai';
import { type Outcome, outcomeOf } from '../src/outcome.ts';
import type { HookRun } from '../src/run-hook.ts';
import { claudeInput, namesOf } from '../src/tool-names.ts';

const t = (key: string) => key.replace(/^.*\./, '');
const read = (event: HookEvent, run: Partial<HookRun>): Outcome =>
  outcomeOf(
    { event, command: 'guard', timeoutMs: 1_000 },
    { exitCode: 0, timedOut: false, stdout: '', stderr: '', durationMs: 1, ...run },
    t,
  );
const json = (value: object) => ({ stdout: `${JSON.stringify(value)}\n` });

describe('what a hook has to say', () => {
  it('is nothing where it prints nothing, and context where it prints text around prompts and starts alone', () => {
    expect(read('PreToolUse', {})).to.deep.equal({});
    expect(read('PreToolUse', { stdout: 'hello' })).to.deep.equal({});
    expect(read('UserPromptSubmit', { stdout: ' hello\n' })).to.deep.equal({ context: 'hello' });
    expect(read('SessionStart', { stdout: 'hello' })).to.deep.equal({ context: 'hello' });
  });

  it('blocks by code 2, with a reason from standard error, else standard output', () => {
    expect(read('Stop', { exitCode: 2, stderr: 'no\n', stdout: 'x' })).to.deep.equal({ block: 'no' });
    expect(read('Stop', { exitCode: 2, stdout: 'x' })).to.deep.equal({ block: 'x' });
    expect(read('Stop', { exitCode: 2 })).to.deep.equal({ block: 'it gave no reason' });
  });

  it('is read in each form of JSON', () => {
    expect(read('PostToolUse', json({ decision: 'block', reason: 'no' }))).to.include({ block: 'no' });
    expect(read('PreToolUse', json({ decision: 'approve' }))).to.deep.equal({ decision: 'allow' });
    expect(read('Stop', json({ continue: false, stopReason: 'enough' }))).to.include({ block: 'enough' });
    const own = (fields: object) => json({ hookSpecificOutput: fields });
    expect(read('PreToolUse', own({ permissionDecision: 'deny', permissionDecisionReason: 'r' }))).to.include({
      block: 'r',
      decision: 'deny',
    });
    expect(read('PreToolUse', own({ permissionDecision: 'ask' }))).to.deep.equal({ decision: 'ask' });
    expect(read('PreToolUse', own({ updatedInput: { a: 1 }, additionalContext: 'c' }))).to.deep.equal({
      updatedInput: { a: 1 },
      context: 'c',
    });
    expect(read('PermissionRequest', own({ decision: { behavior: 'deny', message: 'm' } }))).to.include({ block: 'm' });
    expect(read('Notification', json({ systemMessage: 'hi' }))).to.deep.equal({ message: 'hi' });
    expect(read('PreToolUse', json({ decision: 'defer', updatedInput: [1] }))).to.deep.equal({});
  });

  it('lets nothing pass before calls and prompts where there is no answer, and only warns elsewhere', () => {
    for (const run of [{ timedOut: true, exitCode: null }, { exitCode: null }, { exitCode: 127 }, { exitCode: 126 }, { stdout: '{no' }]) {
      for (const event of ['PreToolUse', 'UserPromptSubmit'] as const)
        expect(read(event, run).block, JSON.stringify(run)).to.be.a('string');
      for (const event of ['PostToolUse', 'PermissionRequest', 'Stop'] as const) {
        expect(read(event, run), JSON.stringify(run)).to.have.property('warning');
        expect(read(event, run)).not.to.have.property('block');
      }
    }
    expect(read('PreToolUse', { exitCode: 1, stderr: 'x' })).to.deep.equal({ warning: 'failed' });
  });

  it('is cut, and holds neither keys nor what nobody sees', () => {
    const { block = '' } = read('Stop', { exitCode: 2, stderr: `a\u202eb \u001b[31mc sk-ant-${'a1'.repeat(40)} ${'x'.repeat(20_000)}` });
    expect(block.length).to.be.at.most(10_001);
    expect(block)
      .to.match(/^ab c /)
      .and.not.include('sk-ant-a1a1');
  });
});

describe('names that matchers know tools by', () => {
  it('are ours and those of Claude Code, also of what a tool stands for', () => {
    expect(namesOf({ id: 'bash' })).to.deep.equal(['bash', 'Bash']);
    expect(namesOf({ id: 'apply_patch', insteadOf: ['edit'] })).to.include.members(['apply_patch', 'edit', 'Edit', 'Write']);
    expect(namesOf({ id: 'github_search' })).to.deep.equal(['github_search']);
    expect(claudeInput({ filePath: 'a', oldString: 'b' })).to.deep.equal({
      file_path: 'a',
      old_string: 'b',
      filePath: 'a',
      oldString: 'b',
    });
  });
});
