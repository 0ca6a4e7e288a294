import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { liveGroups, type Person } from '../../../../kernel/src/index.ts';
import { calls, type Script, says } from '../../../../kernel/test/support/turn-lab.ts';
import { type McpLab, type McpLabOptions, mcpLab, scripted } from './support/mcp-lab.ts';

const idle = new AbortController().signal;

const fill = (name: string) => `\${${name}}`;

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 400 && !holds(); n++) await sleep(25);
  if (!holds()) throw new Error('it never came about');
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a server that is a process', function () {
  this.timeout(60_000);
  let lab: McpLab;
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ock-mcp-'));
  });
  afterEach(async () => {
    await lab.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const file = () => join(dir, 'notes');
  const notes = () => (existsSync(file()) ? readFileSync(file(), 'utf8').trim().split('\n') : []);
  const server = (mode = 'normal', more: object = {}) => {
    const one = scripted(mode) as { args: string[] };
    return { ...one, args: [...one.args, file()], ...more };
  };
  const use = (list: Parameters<typeof calls>, options: McpLabOptions = {}): McpLab => {
    lab = mcpLab({ servers: { s: server() }, lazy: false, script: (_r, n) => (n === 1 ? calls(...list) : says('ok')), ...options });
    return lab;
  };
  const person = (answers: string[][]): Person => ({
    permission: async () => ({ answer: 'once' }),
    questions: async (questions) => answers.splice(0, questions.length),
  });

  it('is started at the first prompt, once, and is gone with the kernel', async () => {
    use([['s_fail', {}]]);
    expect(notes()).to.deep.equal([]);
    expect(await lab.prompt()).to.deep.equal(['it went wrong']);
    await lab.prompt();
    const pid = Number(notes()[0]?.split(' ')[1]);
    expect(notes()).to.have.length(1);
    expect(alive(pid)).to.equal(true);
    await lab.kernel.close('exit');
    await until(() => !alive(pid));
  });

  it('leaves no process behind when it is killed, and is connected again by the next call', async () => {
    const script: Script = (_r, n) => (n % 2 === 1 ? calls(['s_grandchild', {}]) : says('ok'));
    use([], { script });
    const [child = ''] = await lab.prompt();
    const pid = Number(notes()[0]?.split(' ')[1]);
    expect(alive(Number(child))).to.equal(true);
    process.kill(pid, 'SIGKILL');
    await until(() => !alive(Number(child)));
    const [second = ''] = await lab.prompt();
    expect(Number(second)).to.be.greaterThan(0);
    expect(notes()).to.have.length(2);
  });

  it('that ends during a call is an error for the model, and comes back by itself', async () => {
    const results = await use([['s_die', {}]]).prompt();
    expect(results[0]).to.match(/^s: .*closed/i);
    await until(() => notes().length === 2);
    const service = await lab.service();
    await until(() => service.servers()[0]?.state === 'connected');
  });

  it('sees none of our environment but what a program needs, and what is configured for it', async () => {
    const env = { PATH: process.env.PATH ?? '', HOME: dir, MY_SECRET: 'nobody', LANG: 'C.UTF-8', OTHER: 'that', TOKEN_FROM: 'abc12345xyz' };
    const servers = { s: server('normal', { env: { GIVEN: fill('TOKEN_FROM'), ELSE: fill('NOT_SET:-fallback'), BRACES: '{env:OTHER}' } }) };
    const results = await use([['s_env', {}]], { servers, env }).prompt();
    const seen = JSON.parse(results[0]?.replace(/\[redacted[^\]]*\]/gi, 'R') ?? '{}') as Record<string, string>;
    expect(seen).to.include({ HOME: dir, LANG: 'C.UTF-8', ELSE: 'fallback', BRACES: 'that' });
    expect(seen).to.have.property('GIVEN');
    expect(results[0]).to.not.include('abc12345xyz');
    expect(seen).to.not.have.any.keys('MY_SECRET', 'TOKEN_FROM');
  });

  it('is told that a call is cancelled', async () => {
    use([['s_wait', {}]]);
    const interrupt = new AbortController();
    const conversation = await lab.open();
    const running = conversation.prompt({ text: 'go', files: [] }, { signal: interrupt.signal });
    await until(() => notes().includes('waiting'));
    interrupt.abort();
    await running;
    await until(() => notes().includes('cancelled'));
  });

  it('is waited for no longer than its timeout', async () => {
    const results = await use([['s_wait', {}]], { servers: { s: server('normal', { timeout: '200ms' }) } }).prompt();
    expect(results[0]).to.match(/timed out/i);
    await until(() => notes().includes('cancelled'));
  });

  it('offers new tools from the next turn on', async () => {
    const script: Script = async (_r, n) => {
      if (n === 1) return calls(['s_grow', {}]);
      await sleep(400);
      return n === 2 ? calls(['s_fail', {}]) : n === 3 ? calls(['s_grown', {}]) : says('ok');
    };
    const results = await use([], { script }).prompt();
    expect(results).to.deep.equal(['grown', 'it went wrong', 'I am new']);
    expect(lab.requests[1]?.tools.some(({ name }) => name === 's_grown')).to.equal(false);
    expect(lab.requests[2]?.tools.some(({ name }) => name === 's_grown')).to.equal(true);
  });

  it('may ask the person, who may decline; nobody there declines', async () => {
    const results = await use([['s_ask', {}]]).prompt(person([['Answer'], ['Ada'], ['36'], ['pro'], ['']]));
    expect(JSON.parse(results[0] ?? '')).to.deep.equal({ action: 'accept', content: { name: 'Ada', age: 36, plan: 'pro', news: true } });
    await lab.close();
    expect((await use([['s_ask', {}]]).prompt(person([['Decline']])))[0]).to.include('decline');
    await lab.close();
    expect((await use([['s_ask', {}]]).prompt())[0]).to.include('decline');
    await lab.close();
    expect((await use([['s_ask', {}]]).prompt(person([['Answer'], ['Ada'], ['old'], ['pro'], ['no']])))[0]).to.include('cancel');
  });

  it('may use the model where that is allowed, and nowhere else', async () => {
    const script: Script = (request, n) =>
      request.system === 'Be short.' ? says('cheese') : n === 1 ? calls(['s_think', {}]) : says('ok');
    expect((await use([], { script }).prompt())[0])
      .to.include('cheese')
      .and.include('"model":"m"');
    await lab.close();
    const judge = (tool: string) =>
      tool === 's_sampling' ? ({ effect: 'ask', reason: 'model' } as const) : ({ effect: 'allow', reason: 'ok' } as const);
    expect((await use([], { script, judge }).prompt())[0]).to.include('does not allow it');
    await lab.close();
    const servers = { s: server('normal', { sampling: false }) };
    expect((await use([], { script, servers }).prompt())[0]).to.match(/method not found/i);
  });

  it('has what it uses of the model count for the session, and kept within what that may cost', async () => {
    const script: Script = (request, n) =>
      request.system === 'Be short.' ? says('cheese', { input: 500_000, output: 0 }) : n === 1 ? calls(['s_think', {}]) : says('ok');
    use([], { script });
    const conversation = await lab.open();
    const { costUsd } = await conversation.prompt({ text: 'go', files: [] }, { signal: idle });
    expect([costUsd, conversation.session.cost_usd]).to.deep.equal([2.5, 2.5]);
    expect(lab.events.filter(({ type }) => type === 'usage')).to.have.length(3);
    await lab.close();
    use([], { script });
    const limited = await lab.open({ limits: { maxCostUsd: 1.0001 } });
    await limited.prompt({ text: 'go', files: [] }, { signal: idle });
    expect(lab.requests).to.have.length(1);
  });

  it('tells when a resource that was read has changed, also after it was lost', async () => {
    const read = (uri: string): [string, object] => ['mcp_read_resource', { server: 's', uri }];
    const list: [string, object] = ['mcp_list_resources', {}];
    const steps = [
      [read('note:///a'), read('note:///b')],
      [['s_change', {}]],
      [list],
      [read('note:///a')],
      [list],
      [['s_die', {}]],
      [['s_change', {}]],
      [list],
    ];
    const script: Script = (_r, n) => (steps[n - 1] ? calls(...(steps[n - 1] as [string, object][])) : says('ok'));
    const results = await use([], { script, servers: { s: server('resources') } }).prompt();
    expect(results.slice(0, 2).join(), 'both, whichever came first').to.include('what note:///a says');
    const lines = (at: number) => results[at]?.split('\n').filter((line) => line.includes('changed since you read it'));
    expect(lines(3)?.map((line) => line.trim().split(' ')[0])).to.deep.equal(['note:///a', 'note:///b']);
    expect(
      lines(5)?.map((line) => line.trim().split(' ')[0]),
      'read again',
    ).to.deep.equal(['note:///b']);
    expect(lines(8), 'subscribed again').to.have.length(2);
  });

  it('is told the folder worked in', async () => {
    expect((await use([['s_roots', {}]]).prompt())[0]).to.include(`file://${lab.dir}`);
  });

  it('has long output cut, and names made fit', async () => {
    const results = await use([['s_long', {}]]).prompt();
    expect(results[0]?.length).to.be.lessThan(80_000);
    const names = lab.requests[0]?.tools.map(({ name }) => name) ?? [];
    expect(names.find((name) => name.startsWith('s_very_long')))
      .to.match(/^s_very_long_[A-Za-z_]+_[0-9a-f]{6}$/)
      .and.have.length(64);
  });

  it('that is slow is told of, and joins later', async () => {
    const script: Script = () => says('ok');
    use([], { servers: { s: server('slow', { startup_timeout: 0.1 }) }, script });
    await lab.prompt();
    expect(lab.notices()).to.deep.equal(['MCP server s: not ready after 0.1 s; it joins when it is']);
    expect(lab.requests[0]?.tools).to.deep.equal([]);
    const service = await lab.service();
    await until(() => service.servers()[0]?.state === 'connected');
    await lab.prompt();
    expect(lab.requests[1]?.tools.length).to.be.greaterThan(5);
  });

  it('that does not start says why, and disturbs no other', async () => {
    const servers = {
      bad: server('broken'),
      gone: { command: '/no/such/program' },
      s: server(),
      off: server('normal', { enabled: false }),
    };
    expect(await use([['s_fail', {}]], { servers }).prompt()).to.deep.equal(['it went wrong']);
    expect(lab.notices().sort()).to.satisfy(([one, two]: string[]) => {
      expect(one).to.match(/^MCP server bad: .*cannot work without a moon/);
      expect(two).to.equal('MCP server gone: there is no program /no/such/program');
      return true;
    });
    expect(lab.requests[0]?.tools.every(({ name }) => name.startsWith('s_') || name.startsWith('mcp_'))).to.equal(true);
  });

  it('that never answers does not hold the end', async () => {
    use([], { servers: { s: server('silent', { startup_timeout: 0.1 }) }, script: () => says('ok') });
    await lab.prompt();
    const pid = Number(notes()[0]?.split(' ')[1]);
    await lab.kernel.close('exit');
    await until(() => !alive(pid));
    expect(liveGroups()).to.not.include(pid);
  });

  it('may print what is no message', async () => {
    const results = await use([['s_fail', {}]], { servers: { s: server('noisy') } }).prompt();
    expect(results).to.deep.equal(['it went wrong']);
  });

  it('offers only what is configured, and counts as reading only where it is trusted', async () => {
    await use([['s_fail', {}]], { servers: { s: server('normal', { tools: ['e*', 'log'] }) } }).prompt();
    expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['s_env', 's_log']);
    await lab.close();
    use([], { script: () => says('ok'), servers: { s: server(), t: server('normal', { trust_annotations: true }) } });
    await lab.prompt(undefined, { agent: 'look' });
    expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['t_env']);
  });

  it('with many tools has them found by a search', async () => {
    const servers = { s: server('many') };
    const script: Script = (_r, n) =>
      n === 1
        ? calls(
            ['mcp_search_tools', { query: 'thing 42' }],
            ['mcp_call_tool', { tool: 's_thing_42', arguments: { n: 7 } }],
            ['mcp_call_tool', { tool: 's_thing_42', arguments: { n: 'x' } }],
            ['mcp_call_tool', { tool: 's_thing_99' }],
          )
        : says('ok');
    const judge = (tool: string) =>
      tool === 's_fail' ? ({ effect: 'deny', reason: 'never', by: 'rule' } as const) : ({ effect: 'allow', reason: 'ok' } as const);
    lab = mcpLab({ servers, script, judge });
    const results = await lab.prompt();
    expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['mcp_call_tool', 'mcp_search_tools']);
    expect(results[0])
      .to.match(/^s_thing_42\n/)
      .and.include('"n"');
    expect(results[1]).to.equal('thing 42 got 7');
    expect(results[2]).to.include('arguments of s_thing_42');
    expect(results[3]).to.include('There is no tool s_thing_99');
  });
});

describe('servers of a project', () => {
  let lab: McpLab;
  afterEach(() => lab.close());
  const write = () =>
    writeFileSync(
      join(lab.dir, '.mcp.json'),
      JSON.stringify({ mcpServers: { p: scripted('normal'), bad: { url: 'nonsense' }, both: { command: 'a', url: 'http://b' } } }),
    );

  it('are not started before the folder is trusted', async () => {
    lab = mcpLab({});
    write();
    await lab.prompt();
    expect(lab.requests[0]?.tools).to.deep.equal([]);
    expect(lab.notices()[0]).to.match(/is not trusted, so these MCP servers are not started: p, bad, both/);
  });

  it('are started once it is, with the mistakes in it told', async () => {
    lab = mcpLab({ trusted: true });
    write();
    const service = await lab.service();
    expect((await service.tools('p', idle)).map(({ id }) => id)).to.include('p_env');
    expect(service.servers().map(({ name, source }) => [name, source])).to.deep.equal([['p', join(lab.dir, '.mcp.json')]]);
    await lab.prompt();
    expect(lab.notices().join('\n')).to.include('not an http or https address').and.include('a command and a url');
  });

  it('give way to those of the configuration', async () => {
    lab = mcpLab({ trusted: true, servers: { p: { enabled: false } } });
    write();
    expect((await lab.service()).servers().map(({ name, state }) => [name, state])).to.deep.equal([['p', 'off']]);
  });
});
