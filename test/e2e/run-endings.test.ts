import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ended } from '../support/cli.ts';
import { labs, lines, put } from '../support/run.ts';

const setUp = labs();

const WRITE = [{ toolCalls: [{ name: 'write', input: { filePath: 'new.txt', content: 'x' } }] }, { text: 'Could not.' }];

describe('run without anybody to ask', () => {
  it('denies what would ask, tells the model, goes on, lists the denial, exits 0', async () => {
    const { sandbox, fake } = await setUp({ script: WRITE });
    const { code, stdout } = await sandbox.run(['run', '--format', 'json', 'write it']);
    const [result] = lines(stdout);
    expect(code).to.equal(0);
    expect(result?.permission_denials).to.have.length(1);
    expect(JSON.stringify(fake.requests[1]?.body)).to.contain('nobody can be asked');
    expect(existsSync(join(sandbox.work, 'new.txt'))).to.equal(false);
  });

  it('--strict makes it exit 54', async () => {
    const { sandbox } = await setUp({ script: WRITE });
    expect((await sandbox.run(['run', '--strict', 'write it'])).code).to.equal(54);
  });

  it('--allow lets exactly that through, --deny beats --auto', async () => {
    const { sandbox } = await setUp({ script: WRITE });
    await sandbox.run(['run', '--allow', 'write(new.txt)', 'write it']);
    expect(existsSync(join(sandbox.work, 'new.txt'))).to.equal(true);
    const second = await setUp({ script: WRITE });
    const { stdout } = await second.sandbox.run(['run', '--auto', '--deny', 'write', '--format', 'json', 'write it']);
    expect(lines(stdout)[0]?.permission_denials).to.have.length(1);
    expect(existsSync(join(second.sandbox.work, 'new.txt'))).to.equal(false);
  });

  it('agent plan writes by no route, not even with --auto', async () => {
    const calls = [
      { name: 'write', input: { filePath: 'a', content: 'x' } },
      { name: 'bash', input: { command: 'echo x > b' } },
      { name: 'edit', input: { filePath: 'c', oldString: '', newString: 'x' } },
      { name: 'multiedit', input: { filePath: 'd', edits: [{ oldString: '', newString: 'x' }] } },
    ];
    const { sandbox, fake } = await setUp({ script: [{ toolCalls: calls }, { text: 'Planned.' }] });
    const { code } = await sandbox.run(['run', '--agent', 'plan', '--auto', 'do it']);
    expect(code).to.equal(0);
    for (const name of ['a', 'b', 'c', 'd']) expect(existsSync(join(sandbox.work, name))).to.equal(false);
    const offered = ((fake.requests[0]?.body.tools ?? []) as { function: { name: string } }[]).map((tool) => tool.function.name);
    expect(offered).to.not.include.members(['write']);
    expect(offered).to.not.include.members(['bash']);
  });
});

describe('exit codes', () => {
  const cases: [string, string[], number, RegExp][] = [
    ['an unknown flag is usage', ['run', '--colour', 'x'], 2, /--colour/],
    ['an unknown agent is named with its neighbours', ['run', '--agent', 'biuld', 'x'], 42, /biuld.*build/],
    ['an unknown provider of a model', ['run', '--model', 'openai/gpt-99-zeta', 'x'], 42, /gpt-99-zeta/],
    ['an unknown session', ['run', '--session', 'ses_nope', 'x'], 42, /ses_nope/],
    ['an unknown profile', ['run', '--profile', 'nope', 'x'], 52, /nope/],
    ['a missing file', ['run', '--file', 'nope.txt', 'x'], 42, /nope\.txt/],
    ['a missing script', ['run', '--script', 'nope.txt'], 42, /nope\.txt/],
    ['no prompt', ['run'], 42, /prompt/],
    ['a blank prompt', ['run', '  '], 42, /prompt/],
    ['a bad duration', ['run', '--timeout', 'soon', 'x'], 42, /soon/],
    ['a bad rule', ['run', '--allow', 'bash(((', 'x'], 42, /bash\(\(\(/],
  ];
  for (const [title, args, exit, text] of cases) {
    it(`${exit}: ${title}, before any request, with a result record`, async () => {
      const { sandbox, fake } = await setUp({ script: [{ text: 'hi' }] });
      const { code, stdout, stderr } = await sandbox.run([...args, '--format', 'json']);
      expect(code, stderr).to.equal(exit);
      const [result] = lines(stdout);
      expect(result).to.include({ type: 'result', is_error: true, exit_code: exit });
      expect(stderr + JSON.stringify(result)).to.match(text);
      expect(fake.requests).to.have.length(0);
    });
  }

  it('41: a provider without a key; a refused key', async () => {
    const { sandbox } = await setUp({ script: [{ text: 'hi' }] });
    expect((await sandbox.run(['run', '--model', 'anthropic/claude-sonnet-4-5', 'x'])).code).to.equal(41);
    const refused = await setUp({ faults: [{ kind: 'status', status: 401, body: { error: { message: 'bad key test-key-0123456789' } } }] });
    const { code, stderr } = await refused.sandbox.run(['run', 'x']);
    expect(code).to.equal(41);
    expect(stderr).to.not.contain('test-key-0123456789');
  });

  it('52: a wrong type in the configuration names file, line and key', async () => {
    const { sandbox } = await setUp({ script: [{ text: 'hi' }] });
    writeFileSync(sandbox.configFile, 'model = "fake/m1"\n[limits]\nmax_turns = "many"\n');
    const { code, stderr } = await sandbox.run(['run', 'x']);
    expect(code).to.equal(52);
    expect(stderr).to.match(/opencode\.toml:3.*max_turns/);
  });

  it('53: turns, time', async () => {
    const forever = {
      handler: ({ number }: { number: number }) => ({ toolCalls: [{ name: 'bash', input: { command: `echo ${number}` } }] }),
    };
    const { sandbox } = await setUp(forever);
    const { code, stdout } = await sandbox.run(['run', '--auto', '--max-turns', '3', '--format', 'json', 'x']);
    expect(code).to.equal(53);
    expect(lines(stdout)[0]).to.include({ subtype: 'limit', num_turns: 3 });
    const slow = await setUp({ script: [{ text: 'late', fault: { kind: 'stall' } }] });
    expect((await slow.sandbox.run(['run', '--timeout', '700ms', 'x'])).code).to.equal(53);
  });

  it('53: cost: the call that could pass it is not made, and an answer is no longer than what the rest buys', async () => {
    const price = '[models."fake/m1"]\noutput = 8000\ncost = { input = 1, output = 10 }\n';
    const { sandbox, fake } = await setUp({ script: [{ text: 'long', finish: 'length', usage: { input: 3000, output: 900 } }] }, price);
    const none = await sandbox.run(['run', '--format', 'json', '--max-cost', '0.001', 'x']);
    expect(none.code).to.equal(53);
    expect(none.stdout).to.match(/\$0 spent, the next call would cost at least \$0\.0\d+, the limit is \$0\.001/);
    expect(fake.requests).to.have.length(0);
    const capped = await sandbox.run(['run', '--format', 'json', '--max-cost', '0.05', 'x']);
    expect(capped.code).to.equal(53);
    expect(capped.stdout).to.contain('the answer was cut where the rest of it was used up');
    expect(fake.requests[0]?.body.max_tokens).to.be.within(2000, 5000);
  });

  it('53: a model that repeats itself without end', async () => {
    const { sandbox } = await setUp({ handler: () => ({ toolCalls: [{ name: 'bash', input: { command: 'echo same' } }] }) });
    expect((await sandbox.run(['run', '--auto', 'x'])).code).to.equal(53);
  });

  it('1: a server that always fails, after visible retries', async () => {
    const { sandbox, fake } = await setUp({ faults: [{ kind: 'status', status: 500, times: 99 }] }, '[limits]\nretries = 2');
    const { code, stdout } = await sandbox.run(['run', '--format', 'stream-json', 'x']);
    expect(code).to.equal(1);
    expect(lines(stdout).filter(({ type }) => type === 'retry')).to.have.length(2);
    expect(lines(stdout).at(-1)).to.include({ type: 'result', subtype: 'error' });
    expect(fake.requests).to.have.length(3);
  });
});

describe('interrupts', () => {
  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`${signal}: children stop, the session is stored, the result is printed, exit ${exit}`, async () => {
      const { sandbox, fake } = await setUp({
        script: [{ toolCalls: [{ name: 'bash', input: { command: 'echo $$ > pid; sleep 60' } }] }, { text: 'ok' }],
      });
      // a number of a process means nothing outside of the sandbox
      const child = sandbox.spawn(['run', '--auto', '--format', 'stream-json', 'wait'], { env: { OPENCODE_SANDBOX__MODE: 'off' } });
      const done = ended(child);
      const pidFile = join(sandbox.work, 'pid');
      for (let i = 0; i < 200 && !(existsSync(pidFile) && readFileSync(pidFile, 'utf8').trim()); i++) await sleep(25);
      child.kill(signal);
      const { code, stdout } = await done;
      expect(code).to.equal(exit);
      expect(lines(stdout).at(-1)).to.include({ type: 'result', subtype: 'interrupted', exit_code: exit });
      const pid = Number(readFileSync(pidFile, 'utf8'));
      await sleep(100);
      expect(() => process.kill(pid, 0)).to.throw();
      const listed = await sandbox.run(['session', 'list', '--json']);
      expect(JSON.parse(listed.stdout)).to.have.length(1);
      expect(fake.requests).to.have.length(1);
    });
  }
});

describe('standard input', () => {
  it('is appended to the prompt', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'hi' }] });
    await sandbox.run(['run', 'review this'], { input: 'diff --git a b\n' });
    expect(JSON.stringify(fake.requests[0]?.body)).to.contain('review this\\n\\ndiff --git a b');
  });

  it('alone is the prompt', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'hi' }] });
    const { stdout } = await sandbox.run(['run', '-'], { input: 'from a pipe' });
    expect(stdout).to.equal('hi\n');
    expect(JSON.stringify(fake.requests[0]?.body)).to.contain('from a pipe');
  });

  it('that stays open and silent is ignored with a note', async () => {
    const { sandbox, fake } = await setUp({ script: [{ text: 'hi' }] });
    const child = sandbox.spawn(['run', 'go'], { stdin: 'pipe' });
    const { code, stdout, stderr } = await ended(child);
    expect(code).to.equal(0);
    expect(stdout).to.equal('hi\n');
    expect(stderr).to.contain('standard input');
    expect(fake.requests).to.have.length(1);
  });

  it('the real working directory counts, not $PWD', async () => {
    const { sandbox } = await setUp({ script: [{ toolCalls: [{ name: 'read', input: { filePath: 'here.txt' } }] }, { text: 'ok' }] });
    put(sandbox, 'here.txt', 'here I am\n');
    const { stdout } = await sandbox.run(['run', '--format', 'stream-json', 'x'], { env: { PWD: '/' } });
    expect(lines(stdout)[0]).to.include({ cwd: sandbox.work });
    expect(stdout).to.contain('here I am');
  });
});
