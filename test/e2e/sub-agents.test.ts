import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { FakeModelOptions, FakeRequest, Step } from '../fake-model/server.ts';
import { labs, lines, put } from '../support/run.ts';

const setUp = labs();

/** The agent that asks, by its prompt. */
const isSub = ({ body }: FakeRequest): boolean => JSON.stringify(body).includes('You are a sub-agent');
const told = ({ body }: FakeRequest): string => JSON.stringify(body);
const results = ({ body }: FakeRequest): string[] =>
  (body.messages as { role: string; content: unknown }[]).filter(({ role }) => role === 'tool').map(({ content }) => String(content));
const usage = { input: 100, output: 10 };
const task = (more: object = {}) => ({ name: 'task', input: { description: 'look', prompt: 'CHILD TASK', agent: 'explore', ...more } });

/** A main agent that plays `main` by the number of its tool results, and sub-agents that play `sub` likewise. */
function cast(main: Step[], sub: Step[] | ((request: FakeRequest) => Step | Promise<Step>)): FakeModelOptions {
  return {
    handler: (request) => {
      if (!isSub(request)) return main[Math.min(results(request).length, main.length - 1)];
      return typeof sub === 'function' ? sub(request) : sub[Math.min(results(request).length, sub.length - 1)];
    },
  };
}

describe('sub-agents', () => {
  it('work in a session of their own, report, and their cost is the run’s', async () => {
    const read = { name: 'read', input: { filePath: 'a.txt' } };
    const { sandbox, fake } = await setUp(
      cast(
        [
          { toolCalls: [task()], usage },
          { text: 'All done.', usage },
        ],
        [
          { toolCalls: [read], usage },
          { text: 'It says alpha.', usage },
        ],
      ),
      '[models."fake/m1".cost]\ninput = 10\noutput = 100\n',
    );
    put(sandbox, 'a.txt', 'alpha\n');
    const { stdout, code } = await sandbox.run(['run', '--format', 'stream-json', 'MAIN TASK']);
    expect(code).to.equal(0);
    const events = lines(stdout);
    expect(results(fake.requests.at(-1) as FakeRequest)[0]).to.match(/^It says alpha\.\n\n\[session ses_\w+ · 2 turns\]$/);
    expect(
      fake.requests.filter(isSub).every((request) => told(request).includes('CHILD TASK') && !told(request).includes('MAIN TASK')),
    ).to.equal(true);
    expect(events.at(-1)).to.deep.include({ type: 'result', result: 'All done.', num_turns: 2 });
    expect(events.at(-1)?.cost_usd).to.be.closeTo((4 * (100 * 10 + 10 * 100)) / 1e6, 1e-9);
    expect(
      events
        .filter(({ type }) => type === 'text')
        .map(({ delta }) => delta)
        .join(''),
    ).to.equal('All done.');
    const inner = events.filter(({ type }) => type === 'subagent_event').map(({ event }) => (event as { type: string }).type);
    expect(inner).to.include.members(['turn_start', 'tool_call', 'tool_result', 'message']);
    expect(events.filter(({ type }) => type === 'subagent').map(({ status }) => status)).to.deep.equal(['started', 'finished']);
    const list = JSON.parse((await sandbox.run(['session', 'list', '--json'])).stdout) as { cost_usd: number }[];
    expect(list).to.have.length(1);
    expect(list[0]?.cost_usd).to.be.closeTo(0.008, 1e-9);
    const stats = JSON.parse((await sandbox.run(['stats', '--json'])).stdout) as Record<string, unknown>;
    expect(JSON.stringify(stats)).to.contain('0.008');
  });

  it('of one answer work at the same time', async () => {
    let inside = 0;
    let most = 0;
    const options = cast([{ toolCalls: [task(), task(), task()] }, { text: 'ok' }], async () => {
      most = Math.max(most, ++inside);
      for (let waited = 0; most < 3 && waited < 10_000; waited += 20) await sleep(20);
      inside--;
      return { text: 'found' };
    });
    options.handler = withCount(options.handler, 3);
    const { sandbox } = await setUp(options);
    expect((await sandbox.run(['run', 'x'])).code).to.equal(0);
    expect(most).to.equal(3);
  });

  it('may do nothing that their parent may not: tools, rules, plan mode', async () => {
    const write = { name: 'write', input: { filePath: 'new.txt', content: 'x' } };
    const bash = { name: 'bash', input: { command: 'touch made.txt' } };
    const sub = (request: FakeRequest): Step => (results(request).length < 2 ? { toolCalls: [write, bash] } : { text: 'tried' });
    const main = [{ toolCalls: [task({ agent: 'general' })] }, { text: 'ok' }];
    for (const args of [['--deny', 'write', '--deny', 'bash', '--auto'], ['--permission-mode', 'plan'], ['--agent', 'plan'], []]) {
      const { sandbox, fake } = await setUp(cast(main, sub));
      const { stdout } = await sandbox.run(['run', '--format', 'stream-json', ...args, 'x']);
      expect(existsSync(join(sandbox.work, 'new.txt')) || existsSync(join(sandbox.work, 'made.txt')), args.join(' ')).to.equal(false);
      expect(fake.requests.some(isSub), 'a sub-agent ran').to.equal(true);
      const denials = lines(stdout).at(-1)?.permission_denials as unknown[];
      expect(denials.length, `denials with ${args.join(' ')}`).to.equal(2);
    }
  });

  it('change files with their parent’s rights, and the result lists them', async () => {
    const write = { name: 'write', input: { filePath: 'new.txt', content: 'x' } };
    const { sandbox } = await setUp(
      cast([{ toolCalls: [task({ agent: 'general' })] }, { text: 'ok' }], [{ toolCalls: [write] }, { text: 'wrote' }]),
    );
    const { stdout } = await sandbox.run(['run', '--format', 'json', '--permission-mode', 'accept-edits', 'x']);
    expect(readFileSync(join(sandbox.work, 'new.txt'), 'utf8')).to.equal('x');
    expect(JSON.stringify(lines(stdout).at(-1)?.files_changed)).to.contain('new.txt');
  });

  it('share the budget, end with a reason the parent is told, and never go deeper than allowed', async () => {
    const deeper = { toolCalls: [task({ agent: 'general' })] };
    const { sandbox, fake } = await setUp(cast([deeper, { text: 'ok' }], [deeper, { text: 'leaf' }]), '[limits]\nagent_depth = 1\n');
    expect((await sandbox.run(['run', 'x'])).code).to.equal(0);
    const sub = fake.requests.filter(isSub);
    expect(sub[0]?.body.tools, 'no task tool below').to.satisfy((tools: { function: { name: string } }[]) =>
      tools.every(({ function: f }) => f.name !== 'task'),
    );
    expect(results(sub.at(-1) as FakeRequest)[0]).to.contain('no tool task');
    const poor = await setUp(
      cast(
        [
          { toolCalls: [task()], usage },
          { text: 'ok', usage },
        ],
        [{ toolCalls: [{ name: 'ls', input: {} }], usage: { input: 100_000, output: 10 } }],
      ),
      '[models."fake/m1".cost]\ninput = 10\noutput = 100\n',
    );
    const { stdout } = await poor.sandbox.run(['run', '--format', 'json', '--max-cost', '1.2', 'x']);
    const result = lines(stdout).at(-1);
    expect(result?.cost_usd).to.be.at.most(1.2);
    expect(result).to.include({ subtype: 'success', result: 'ok' });
    expect(results(poor.fake.requests.at(-1) as FakeRequest)[0]).to.contain('did not finish');
  });

  it('that the end of the process cut off go on where they stopped', async () => {
    const bash = { name: 'bash', input: { command: 'echo run >> count.txt' } };
    let dies = true;
    const { sandbox, fake } = await setUp(
      cast([{ toolCalls: [task({ agent: 'general' })] }, { text: 'finished' }], (request) => {
        if (results(request).length === 0) return { toolCalls: [bash] };
        return dies ? { text: 'late', fault: { kind: 'stall', after: 0 } } : { text: 'ran it once' };
      }),
    );
    const child = sandbox.spawn(['run', '--permission-mode', 'full', 'x']);
    for (let waited = 0; fake.requests.length < 3 && waited < 15_000; waited += 50) await sleep(50);
    child.kill('SIGKILL');
    dies = false;
    const { stdout, code } = await sandbox.run(['run', '--permission-mode', 'full', '--continue']);
    expect(code, stdout).to.equal(0);
    expect(readFileSync(join(sandbox.work, 'count.txt'), 'utf8')).to.equal('run\n');
    expect(results(fake.requests.at(-1) as FakeRequest)[0]).to.contain('ran it once');
  });

  it('that work on one file at the same time lose none of their changes', async () => {
    const read = { name: 'read', input: { filePath: 'f.txt' } };
    const mine = (request: FakeRequest): string => /PART (\d)/.exec(told(request))?.[1] ?? '';
    const tasks = [1, 2, 3, 4].map((n) => task({ agent: 'general', prompt: `CHILD TASK PART ${n}` }));
    const options = cast([{ toolCalls: tasks }, { text: 'ok' }], (request) => {
      const last = results(request).at(-1);
      const edit = { name: 'edit', input: { filePath: 'f.txt', oldString: `line ${mine(request)}`, newString: `LINE ${mine(request)}` } };
      if (last === undefined || /changed since/.test(last)) return { toolCalls: [read] };
      return last.includes(`line ${mine(request)}`) && !last.includes('+LINE') ? { toolCalls: [edit] } : { text: 'done' };
    });
    options.handler = withCount(options.handler, 4);
    const { sandbox } = await setUp(options);
    put(sandbox, 'f.txt', 'line 1\nline 2\nline 3\nline 4\n');
    const { code, stdout } = await sandbox.run(['run', '--format', 'json', '--permission-mode', 'accept-edits', 'x']);
    expect(code, stdout).to.equal(0);
    expect(readFileSync(join(sandbox.work, 'f.txt'), 'utf8')).to.equal('LINE 1\nLINE 2\nLINE 3\nLINE 4\n');
    expect(lines(stdout).at(-1)?.files_changed).to.have.length(1);
  });

  it('that only explore may ask git what it only reads', async () => {
    const git = (operation: string, more: object = {}) => ({ name: 'git', input: { operation, ...more } });
    const asked = [git('status'), git('commit', { message: 'x' }), { name: 'bash', input: { command: 'git status' } }];
    const { sandbox, fake } = await setUp(cast([{ toolCalls: [task()] }, { text: 'ok' }], [{ toolCalls: asked }, { text: 'seen' }]));
    execFileSync('git', ['init', '-q'], { cwd: sandbox.work });
    put(sandbox, 'a.txt', 'alpha\n');
    const { stdout } = await sandbox.run(['run', '--format', 'json', '--permission-mode', 'full', 'x']);
    const told = results(fake.requests.filter(isSub).at(-1) as FakeRequest);
    expect(told[0]).to.contain('a.txt').and.not.contain('Denied');
    expect(
      told.slice(1).every((text) => text.includes('must not change anything')),
      told.join('\n'),
    ).to.equal(true);
    expect(lines(stdout).at(-1)?.permission_denials).to.have.length(2);
  });

  it('that go round in a circle are ended, and their parent goes on', async () => {
    const { sandbox, fake } = await setUp(
      cast([{ toolCalls: [task()] }, { text: 'ok' }], () => ({ toolCalls: [{ name: 'ls', input: {} }] })),
    );
    const { stdout } = await sandbox.run(['run', '--format', 'json', 'x']);
    expect(lines(stdout).at(-1)).to.include({ subtype: 'success', result: 'ok' });
    expect(results(fake.requests.at(-1) as FakeRequest)[0]).to.contain('did not finish');
    expect(fake.requests.filter(isSub).length).to.be.at.most(6);
  });

  it('end with the run that is interrupted; what they cost is kept', async () => {
    const sub = (request: FakeRequest): Step =>
      results(request).length === 0
        ? { toolCalls: [{ name: 'ls', input: {} }], usage }
        : { text: 'late', fault: { kind: 'stall', after: 0 } };
    const { sandbox, fake } = await setUp(
      cast([{ toolCalls: [task()], usage }], sub),
      '[models."fake/m1".cost]\ninput = 10\noutput = 100\n',
    );
    const child = sandbox.spawn(['run', '--format', 'json', 'x']);
    for (let waited = 0; fake.requests.length < 3 && waited < 15_000; waited += 50) await sleep(50);
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('close', resolve));
    const all = JSON.parse((await sandbox.run(['session', 'list', '--children', '--json'])).stdout) as Record<string, unknown>[];
    const [top] = all.filter(({ parent_id }) => parent_id === undefined);
    const [below] = all.filter(({ parent_id }) => parent_id === top?.id);
    expect(top?.cost_usd).to.be.closeTo(0.004, 1e-9);
    expect(below?.cost_usd).to.be.closeTo(0.002, 1e-9);
    expect((await sandbox.run(['session', 'show', String(below?.id)])).stdout).to.contain('CHILD TASK');
  });

  it('are listed, exported, imported and deleted with their parent', async () => {
    const { sandbox } = await setUp(cast([{ toolCalls: [task()] }, { text: 'ok' }], [{ text: 'found' }]));
    await sandbox.run(['run', 'x']);
    const list = async () =>
      JSON.parse((await sandbox.run(['session', 'list', '--children', '--json'])).stdout) as Record<string, string>[];
    const parent = (await list()).find(({ parent_id }) => parent_id === undefined)?.id ?? '';
    expect((await sandbox.run(['session', 'list', '--children'])).stdout).to.contain('↳ look');
    expect((await sandbox.run(['export', parent, '--children', '-o', 'all.json'])).code).to.equal(0);
    const { code, stderr } = await sandbox.run(['import', 'all.json']);
    expect(code, stderr).to.equal(0);
    const both = await list();
    const copy = both.find(({ id, parent_id }) => parent_id === undefined && id !== parent)?.id;
    expect(both.map(({ parent_id }) => parent_id ?? 'top').sort()).to.deep.equal([copy, parent, 'top', 'top'].sort());
    await sandbox.run(['session', 'delete', parent, '--yes']);
    expect((await list()).map(({ parent_id }) => parent_id ?? 'top').sort()).to.deep.equal([copy, 'top'].sort());
  });

  it('are named to the model, unknown ones refused with the list', async () => {
    const { sandbox, fake } = await setUp(cast([{ toolCalls: [task({ agent: 'wizard' })] }, { text: 'ok' }], []));
    await sandbox.run(['run', 'x']);
    expect(told(fake.requests[0] as FakeRequest)).to.contain('- explore: ');
    expect(results(fake.requests.at(-1) as FakeRequest)[0])
      .to.contain('no agent wizard')
      .and.to.contain('explore');
  });
});

/** Three calls of one answer are three results: the main agent's second step comes behind all of them. */
function withCount(handler: FakeModelOptions['handler'], calls: number): FakeModelOptions['handler'] {
  return (request) => (!isSub(request) && results(request).length === calls ? { text: 'ok' } : handler?.(request));
}
