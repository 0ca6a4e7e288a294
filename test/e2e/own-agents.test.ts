import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import type { FakeRequest, Step } from '../fake-model/server.ts';
import { BIN, type Sandbox } from '../support/cli.ts';
import { labs, lines } from '../support/run.ts';

const setUp = labs();

const put = (sandbox: Sandbox, file: string, text: string) => {
  const path = join(sandbox.work, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const told = ({ body }: FakeRequest): string => JSON.stringify(body.messages);
const toolsOf = ({ body }: FakeRequest): string[] =>
  ((body.tools ?? []) as { function: { name: string } }[]).map(({ function: { name } }) => name);
const taskText = ({ body }: FakeRequest): string =>
  ((body.tools ?? []) as { function: { name: string; description: string } }[]).find(({ function: f }) => f.name === 'task')?.function
    .description ?? '';
const results = ({ body }: FakeRequest): string[] =>
  (body.messages as { role: string; content: unknown }[]).filter(({ role }) => role === 'tool').map(({ content }) => String(content));
const call = (name: string, input: object) => ({ name, input });

const SCOUT =
  '---\ndescription: knows the harbour\ntools: read, grep\nmaxTurns: 3\ntemperature: 0.3\n---\nYou are the scout of the harbour.\n';

describe('agents of one’s own', () => {
  it('are offered to the task tool and run, with their tools and limits, where the folder is trusted', async () => {
    for (const folder of ['.claude/agents', '.opencode/subagents']) {
      const write = call('write', { filePath: 'new.txt', content: 'x' });
      const { sandbox, fake } = await setUp({
        handler: (request): Step => {
          if (told(request).includes('scout of the harbour'))
            return results(request).length === 0 ? { toolCalls: [write] } : { text: 'three ships' };
          return results(request).length === 0
            ? { toolCalls: [call('task', { description: 'look', prompt: 'CHILD', agent: 'scout' })] }
            : { text: 'ok' };
        },
      });
      put(sandbox, `${folder}/scout.md`, SCOUT);
      const { code } = await sandbox.run(['run', '--trust', '--auto', 'MAIN']);
      expect(code, folder).to.equal(0);
      const [main, child] = fake.requests as [FakeRequest, FakeRequest];
      expect(taskText(main), folder).to.contain('- scout: knows the harbour');
      expect(toolsOf(child)).to.deep.equal(['grep', 'read']);
      expect(child.body.temperature).to.equal(0.3);
      expect(results(fake.requests.at(-1) as FakeRequest)[0]).to.contain('three ships');
      expect(existsSync(join(sandbox.work, 'new.txt')), 'a tool outside of its set did not run, whatever is allowed').to.equal(false);
    }
  });

  it('of the Python system have their texts around what they are given, end in time, and are named by what they are where trust is listed', async () => {
    const { sandbox, fake } = await setUp({
      handler: (request): Step => {
        if (told(request).includes('You guard')) return { text: 'never ends', chunkSize: 1, delayMs: 400 };
        return results(request).length === 0
          ? { toolCalls: [call('task', { description: 'look', prompt: 'CHILD', agent: 'guard' })] }
          : { text: 'ok' };
      },
    });
    const head = ['name: guard', 'prompt: { system: "You guard.", user_prefix: BEFORE, user_suffix: BEHIND }', 'run: { timeout: 1.5 }'];
    put(sandbox, '.opencode/subagents/guard.md', `---\n${head.join('\n')}\n---\nLook twice.`);
    put(sandbox, '.opencode/modes/slow.md', 'Slowly.');
    const listed = await sandbox.run(['trust', 'show', '--json']);
    const { things = [] } = JSON.parse(listed.stdout) as { things?: { kind: string; name: string }[] };
    expect(things.map(({ kind, name }) => `${kind} ${name}`).sort(), listed.stdout).to.deep.equal(['agent guard.md', 'mode slow.md']);
    expect((await sandbox.run(['run', '--trust', '--auto', 'MAIN'])).code).to.equal(0);
    const child = fake.requests.find((request) => told(request).includes('You guard')) as FakeRequest;
    expect(told(child)).to.match(/BEFORE[\s\S]*CHILD[\s\S]*BEHIND/);
    expect(results(fake.requests.at(-1) as FakeRequest)[0], 'its time is up').to.match(/time|limit/i);
  });

  it('of a folder that is not trusted are offered to nobody', async () => {
    const { sandbox, fake } = await setUp();
    put(sandbox, '.opencode/agents/scout.md', `${SCOUT}`.replace('---\n', '---\nmode: all\n'));
    expect((await sandbox.run(['run', 'x'])).code).to.equal(0);
    expect(taskText(fake.requests[0] as FakeRequest))
      .to.contain('explore')
      .and.not.contain('scout');
    const { code, stderr } = await sandbox.run(['run', '--agent', 'scout', 'x']);
    expect(code).to.equal(42);
    expect(stderr)
      .to.contain('no agent "scout"')
      .and.match(/not trusted.*scout\.md/);
    expect((await sandbox.run(['run', '@scout look'])).stderr, 'named in a prompt').to.match(/not trusted.*scout\.md/);
    expect((await sandbox.run(['run', '@nobody look'])).stderr).to.not.contain('scout.md');
    const list = await sandbox.run(['agent', 'list']);
    expect(list.stderr).to.match(/not trusted.*scout\.md/);
    expect(list.stdout, 'there is one').to.not.contain('None of your own');
  });

  it('of the configuration have models, efforts, steps and budgets of their own', async () => {
    const more =
      '[agents.short]\nprompt = "You are short."\nmodel = "fake/m2"\nmax_turns = 2\n[agents.thrifty]\nprompt = "You spend little."\nmax_cost_usd = 0.0001\n[models."fake/m1".cost]\ninput = 10\noutput = 1000\n';
    const { sandbox, fake } = await setUp({ handler: () => ({ toolCalls: [call('ls', {})] }) }, more);
    const short = await sandbox.run(['run', '--format', 'json', '--agent', 'short', 'x']);
    expect(lines(short.stdout).at(-1)).to.include({ subtype: 'limit', num_turns: 2 });
    expect(fake.requests.map(({ body }) => body.model)).to.deep.equal(['m2', 'm2']);
    expect(told(fake.requests[0] as FakeRequest)).to.contain('You are short.');
    const thrifty = await sandbox.run(['run', '--format', 'json', '--agent', 'thrifty', 'x']);
    expect(lines(thrifty.stdout).at(-1)?.error).to.deep.include({ code: 'OC_LIMIT_COST' });
    expect(fake.requests, 'nothing is asked that could cost more').to.have.length(2);
  });

  it('ask before what their rules name, whatever else is allowed', async () => {
    const more = '[agents.shy]\nprompt = "You are shy."\nask = ["bash(git push*)"]\n';
    const script: Step[] = [{ toolCalls: [call('bash', { command: 'git push origin', description: 'push' })] }, { text: 'ok' }];
    const { sandbox } = await setUp({ handler: (request) => script[Math.min(results(request).length, 1)] as Step }, more);
    const { stdout } = await sandbox.run(['run', '--format', 'json', '--agent', 'shy', '--allow', 'bash(git *)', 'x']);
    expect(lines(stdout).at(-1)?.permission_denials).to.have.length(1);
  });

  it('are switched to by @ at the beginning of a prompt; a sub-agent has the prompt handed on', async () => {
    const { sandbox, fake } = await setUp();
    const first = await sandbox.run(['run', '--format', 'stream-json', '@plan how would you split it?']);
    expect(lines(first.stdout)[0]).to.include({ type: 'init', agent: 'plan' });
    expect(told(fake.requests[0] as FakeRequest))
      .to.contain('how would you split it?')
      .and.not.contain('@plan');
    const second = await sandbox.run(['run', '--format', 'stream-json', '@explore where is main?']);
    expect(lines(second.stdout)[0]).to.include({ type: 'init', agent: 'build' });
    expect(told(fake.requests[1] as FakeRequest)).to.contain('to the agent explore, by the tool task');
    const third = await sandbox.run(['run', '--format', 'stream-json', '@nobody knows']);
    expect(lines(third.stdout)[0]).to.include({ type: 'init', agent: 'build' });
    expect(told(fake.requests[2] as FakeRequest)).to.contain('@nobody knows');
  });

  it('are not chosen by what is piped in, nor in place of the one that --agent names', async () => {
    const { sandbox } = await setUp();
    const piped = await sandbox.run(['run', '--format', 'stream-json'], { input: '@plan do it' });
    expect(lines(piped.stdout)[0]).to.include({ type: 'init', agent: 'build' });
    const held = await sandbox.run(['run', '--format', 'stream-json', '--agent', 'plan', '@build do it']);
    expect(lines(held.stdout)[0]).to.include({ type: 'init', agent: 'plan' });
  });

  it('work in the mode and the style that run is given, own ones too', async () => {
    const { sandbox, fake } = await setUp(undefined, '[modes.pirate]\nprompt = "Look at the sea first."\ntools = ["read", "ls"]\n');
    put(sandbox, '.opencode/output-styles/rhyme.md', '---\ndescription: in rhymes\n---\nAnswer in rhymes.\n');
    const { code, stderr } = await sandbox.run(['run', '--trust', '--mode', 'pirate', '--style', 'rhyme', 'x']);
    expect(code, stderr).to.equal(0);
    const request = fake.requests[0] as FakeRequest;
    expect(told(request)).to.contain('Look at the sea first.').and.contain('Answer in rhymes.');
    expect(toolsOf(request)).to.deep.equal(['ls', 'read']);
    const unknown = await sandbox.run(['run', '--mode', 'pirat', 'x']);
    expect(unknown.code).to.equal(42);
    expect(unknown.stderr).to.contain('pirate');
  });
});

describe('opencode agent', () => {
  it('lists agents by who calls them, those of one’s own with their file', async () => {
    const { sandbox } = await setUp();
    put(sandbox, '.opencode/subagents/scout.md', SCOUT);
    const { stdout } = await sandbox.run(['agent', 'list', '--trust']);
    expect(stdout)
      .to.match(/^ {2}build {2}/m)
      .and.to.match(/^ {2}explore {2}/m);
    expect(stdout).to.contain(join(sandbox.work, '.opencode/subagents/scout.md'));
    expect(stdout).to.not.contain('compaction');
    const rows = JSON.parse((await sandbox.run(['agent', 'list', '--json', '--all', '--trust'])).stdout) as Record<string, unknown>[];
    expect(rows.find(({ id }) => id === 'title')).to.include({ kind: 'internal', origin: 'bundled' });
    expect(rows.find(({ id }) => id === 'scout')).to.include({ kind: 'subagent', origin: 'own' });
  });

  it('shows the tools that an agent really gets, and why it has not got the others', async () => {
    const { sandbox, fake } = await setUp();
    await sandbox.run(['run', '--agent', 'plan', 'x']);
    const shown = JSON.parse((await sandbox.run(['agent', 'show', 'plan', '--json'])).stdout) as {
      prompt: string;
      tool_states: { id: string; offered: boolean; absence?: string }[];
    };
    const offered = shown.tool_states.filter((tool) => tool.offered).map(({ id }) => id);
    expect(offered.sort()).to.deep.equal(toolsOf(fake.requests[0] as FakeRequest).sort());
    const absence = (id: string) => shown.tool_states.find((tool) => tool.id === id)?.absence;
    expect([absence('write'), absence('batch'), absence('switch_mode'), absence('skill')]).to.deep.equal([
      'read_only',
      'off',
      'no_mode',
      'no_skills',
    ]);
    const { stdout } = await sandbox.run(['agent', 'show', 'plan']);
    expect(stdout).to.contain('Changes nothing').and.contain(shown.prompt.split('\n')[0]);
    const wrong = await sandbox.run(['agent', 'show', 'plam']);
    expect([wrong.code, wrong.stderr.includes('plan')]).to.deep.equal([42, true]);
  });

  it('writes an agent that counts at once', async () => {
    const { sandbox, fake } = await setUp();
    const made = ['agent', 'create', 'db', '--description', 'knows: "the" database', '--tools', 'read,grep', '--prompt', 'You know db.'];
    const { code, stderr } = await sandbox.run([...made, '--as', 'all', '--model', 'fake/m1']);
    expect(code, stderr).to.equal(0);
    expect(readFileSync(join(sandbox.work, '.opencode/agents/db.md'), 'utf8')).to.contain('You know db.');
    expect((await sandbox.run(['run', '--agent', 'db', 'x'])).code).to.equal(0);
    expect(toolsOf(fake.requests[0] as FakeRequest)).to.deep.equal(['grep', 'read']);
    expect((await sandbox.run(made)).code, 'never over another').to.equal(42);
    expect((await sandbox.run(['agent', 'create', 'x', '--description', 'd', '--prompt', 'p', '--tools', 'raed'])).code).to.not.equal(0);
    expect((await sandbox.run(['agent', 'create'])).stderr).to.contain('--description');
  });

  it('asks on a terminal for what is not given', async () => {
    const { sandbox } = await setUp();
    const terminal = spawn(process.execPath, [BIN, 'agent', 'create'], {
      cols: 120,
      rows: 30,
      cwd: sandbox.work,
      env: { ...sandbox.env, TERM: 'xterm' },
    });
    const answers: [question: string, answer: string][] = [
      ['Name, as in', 'pilot\r'],
      ['in one line', 'knows the way\r'],
      ['What is it told', 'You know the way.\r'],
      ['Who calls it', '\r'],
      ['Tools, with commas', 'read\r'],
    ];
    let seen = '';
    terminal.onData((data) => {
      seen += data;
      if (answers[0] && seen.includes(answers[0][0])) {
        seen = '';
        terminal.write(answers.shift()?.[1] ?? '');
      }
    });
    const code = await new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    expect(code, seen).to.equal(0);
    expect(readFileSync(join(sandbox.work, '.opencode/agents/pilot.md'), 'utf8')).to.equal(
      '---\ndescription: "knows the way"\ntools: ["read"]\n---\n\nYou know the way.\n',
    );
  });

  it('takes no trust for granted: not beside other things, not from an agent’s command', async () => {
    const { sandbox } = await setUp();
    const made = ['agent', 'create', 'db', '--description', 'd', '--prompt', 'You know db.', '--json'];
    const inTool = await sandbox.run(made, { env: { OPENCODE_IN_TOOL: '1' } });
    expect(JSON.parse(inTool.stdout)).to.include({ counts: false });
    put(sandbox, '.opencode/agents/other.md', SCOUT);
    const beside = await sandbox.run([...made, '--force']);
    expect(JSON.parse(beside.stdout)).to.include({ counts: false });
    expect((await sandbox.run(['run', '--agent', 'db', 'x'])).code).to.equal(42);
  });

  it('validates files, and says what is wrong with each', async () => {
    const { sandbox } = await setUp();
    put(sandbox, '.opencode/agents/bad.md', '---\nmode: wrong\n---\nx\n');
    put(sandbox, '.opencode/agents/odd.md', '---\ntools: raed\n---\nYou read.\n');
    put(sandbox, '.opencode/modes/empty.md', '---\ntemperature: 9\n---\nx\n');
    put(sandbox, '.opencode/agents/far.md', '---\nmodel: nowhere/big\n---\nYou think.\n');
    const { code, stdout } = await sandbox.run(['agent', 'validate', '--json']);
    expect(code).to.equal(52);
    const { valid, problems } = JSON.parse(stdout) as { valid: boolean; problems: { code: string; level: string; message: string }[] };
    expect(valid).to.equal(false);
    expect(problems.map(({ level, code: id }) => `${level} ${id}`)).to.have.members([
      'error OC_OWN_PART',
      'error OC_OWN_PART',
      'warning OC_TOOL_UNKNOWN',
      'warning OC_MODEL_UNKNOWN',
    ]);
    expect(problems.map(({ message }) => message).join())
      .to.contain('primary | subagent | all')
      .and.contain('raed');
    expect((await sandbox.run(['agent', 'validate', '.opencode/agents/odd.md'])).code).to.equal(0);
  });
});

describe('opencode mode', () => {
  it('lists modes and styles, and shows the tools of an agent in one', async () => {
    const { sandbox } = await setUp(undefined, '[modes.pirate]\nprompt = "Look at the sea first."\ntools = ["read", "ls"]\n');
    const rows = JSON.parse((await sandbox.run(['mode', 'list', '--json'])).stdout) as { id: string; kind: string; origin: string }[];
    expect(rows.filter(({ kind }) => kind === 'style').map(({ id }) => id)).to.deep.equal(['concise', 'explanatory', 'learning']);
    expect(rows.find(({ id }) => id === 'pirate')).to.include({ kind: 'mode', origin: 'own' });
    const { stdout } = await sandbox.run(['mode', 'show', 'pirate']);
    expect(stdout)
      .to.match(/^ {2}ls, read$/m)
      .and.to.contain('Look at the sea first.');
  });
});

describe('agents, modes and styles in another language', () => {
  it('are told about in it; scripts and models read the English', async () => {
    const { sandbox, fake } = await setUp();
    const ran = async (...args: string[]) => (await sandbox.run(args, { env: { OPENCODE_LANG: 'de' } })).stdout;
    expect(await ran('agent', 'list', '--all'))
      .to.contain('benennt eine Sitzung')
      .and.not.match(/changes|names a session/);
    expect(await ran('agent', 'show', 'plan')).to.contain('erkundet und plant');
    expect(await ran('mode', 'list'))
      .to.contain('beantwortet Fragen')
      .and.not.contain('answers');
    expect(await ran('mode', 'show', 'concise')).to.contain('antwortet mit so wenigen Worten');
    for (const args of [
      ['agent', 'list'],
      ['agent', 'show', 'explore'],
    ])
      expect(await ran(...args, '--json')).to.contain('finds things out in the repository');
    for (const args of [
      ['mode', 'list'],
      ['mode', 'show', 'ask'],
    ])
      expect(await ran(...args, '--json')).to.contain('answers questions fast');
    await ran('run', 'x');
    expect(taskText(fake.requests[0] as FakeRequest)).to.contain('- explore: finds things out');
  });
});
