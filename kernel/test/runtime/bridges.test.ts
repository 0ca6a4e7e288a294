import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Bridge, BridgeTool } from '../../src/kinds/bridge.ts';
import { addSecret } from '../../src/runtime/redact.ts';
import { runToolOnce } from '../../src/turn/tools/run-tool-once.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';
import { calls, type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const idle = new AbortController().signal;
const go = { text: 'go', files: [] };

function brought(id: string, run: BridgeTool['tool']['run'] = async () => ({ text: `ran ${id}` })): BridgeTool {
  const parameters = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
  return { contribution: { id, permission: 'exec', readOnly: false, description: id, parameters }, tool: { run } };
}

class FakeBridge implements Bridge {
  readonly said: string[] = [];
  list: BridgeTool[] = [];
  async start() {
    this.said.push('start');
  }
  tools() {
    return this.list;
  }
  async stop() {
    this.said.push('stop');
  }
}

describe('tools that bridges bring', () => {
  let lab: TurnLab;
  let bridge: FakeBridge;
  const answers = async (script: Script, options: Parameters<typeof turnLab>[1] = {}) => {
    lab = turnLab(script, { bridge, ...options });
    return (await lab.open()).prompt(go, { signal: idle });
  };
  const offered = () => lab.requests.map(({ tools }) => tools.map(({ name }) => name));
  const results = () => lab.events.flatMap((event) => (event.type === 'tool_result' ? [event.output] : []));
  beforeEach(() => {
    bridge = new FakeBridge();
  });
  afterEach(() => lab.close());

  it('are offered behind the others, in the order of names, and run', async () => {
    bridge.list = [brought('z_one'), brought('a_two')];
    const native = { run: async () => ({ text: 'native' }) };
    await answers((_r, n) => (n === 1 ? calls(['z_one', { n: 1 }]) : says('ok')), { tools: { middle: native } });
    expect(offered()[0]).to.deep.equal(['middle', 'a_two', 'z_one']);
    expect(results()).to.deep.equal(['ran z_one']);
  });

  it('are validated, judged and redacted as every other', async () => {
    addSecret('zq81-secret-of-a-server');
    bridge.list = [brought('s_tool', async () => ({ text: 'key zq81-secret-of-a-server' }))];
    const script: Script = (_r, n) => (n === 1 ? calls(['s_tool', { n: 'no' }], ['s_tool', { n: 1 }]) : says('ok'));
    await answers(script);
    expect(results()[0]).to.include('do not fit its schema');
    expect(results()[1]).to.include('key').and.not.include('zq81');
    await lab.close();
    await answers(script, { judge: (tool) => ({ effect: 'deny', reason: `no ${tool}`, by: 'rule' }) });
    expect(results()[1]).to.include('Denied: no s_tool');
  });

  it('are not offered where nothing may change', async () => {
    bridge.list = [brought('s_tool')];
    lab = turnLab(() => says('ok'), { bridge });
    await (await lab.open({ agent: 'look' })).prompt(go, { signal: idle });
    expect(offered()[0]).to.deep.equal([]);
  });

  it('can be switched off, and named by an agent, by pattern', async () => {
    bridge.list = [brought('git_log'), brought('git_push'), brought('db_query')];
    await answers(() => says('ok'), { config: { tools: { 'git_*': false, git_log: true } } });
    expect(offered()[0]).to.deep.equal(['db_query', 'git_log']);
    await lab.close();
    await answers(() => says('ok'), { config: { agent: 'narrow' }, agents: [{ id: 'narrow', description: 'n', tools: ['git_*'] }] });
    expect(offered()[0]).to.deep.equal(['git_log', 'git_push']);
  });

  it('stay the same through a turn, and may change from one to the next', async () => {
    const first = brought('s_first', async () => {
      bridge.list = [brought('s_second')];
      return { text: 'changed' };
    });
    bridge.list = [first];
    await answers((_r, n) => (n === 1 ? calls(['s_first', { n: 1 }]) : n === 2 ? calls(['s_second', { n: 1 }]) : says('ok')));
    expect(offered()).to.deep.equal([['s_first'], ['s_second'], ['s_second']]);
    expect(results()).to.deep.equal(['changed', 'ran s_second']);
  });

  it('cannot take the name of a part or one that no model takes', async () => {
    bridge.list = [brought('read'), brought('has space'), brought('fine')];
    await answers(() => says('ok'), { tools: { read: { run: async () => ({ text: 'native' }) } } });
    expect(offered()[0]).to.deep.equal(['read', 'fine']);
    expect(lab.events.filter(({ type }) => type === 'notice')).to.have.length(1);
  });

  it('can be called by hand, and are stopped with the kernel', async () => {
    lab = turnLab(() => says('ok'), { bridge });
    bridge.list = [brought('s_tool')];
    expect(bridge.said).to.deep.equal([]);
    expect((await runToolOnce(lab.kernel, { tool: 's_tool', input: { n: 1 } })).output.text).to.equal('ran s_tool');
    await lab.kernel.close('exit');
    expect(bridge.said).to.deep.equal(['start', 'stop']);
  });

  it('fail by themselves: a bridge that does not start is a notice', async () => {
    bridge.start = () => Promise.reject(new Error('no luck'));
    expect(await answers(() => says('ok'))).to.include({ subtype: 'success' });
    const notices = lab.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []));
    expect(notices).to.deep.equal(['plugin_failed']);
  });
});

describe('a bridge', () => {
  const started = async (contribution: object, config: object, cwd?: string) => {
    const bridge = new FakeBridge();
    const { kernel } = testKernel({
      plugins: [indexed('@t/b', { bridge: [{ id: 'b', ...contribution }] })],
      load: async () => ({ activate: (ctx) => ctx.register('bridge', 'b', bridge) }),
      config: config as never,
      ...(cwd && { cwd }),
    });
    await kernel.bridges.start();
    return bridge.said.length > 0;
  };

  it('is started where its table holds something or its file stands, and only there', async () => {
    const needs = { config: ['mcp.servers'], files: ['.t.json'] };
    const lab = turnLab(() => says('ok'));
    expect(await started(needs, {}, lab.dir)).to.equal(false);
    expect(await started(needs, { mcp: { servers: {} } }, lab.dir)).to.equal(false);
    expect(await started(needs, { mcp: { servers: { x: {} } } }, lab.dir)).to.equal(true);
    writeFileSync(join(lab.dir, '.t.json'), '{}');
    expect(await started(needs, {}, lab.dir)).to.equal(true);
    expect(await started({}, {}, lab.dir)).to.equal(true);
    await lab.close();
  });
});

describe('a tool that stands for others', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());
  const bridge = () => {
    const one = new FakeBridge();
    const facts = { permission: 'session', readOnly: true, description: 'calls others' } as const;
    const standsFor = ({ tool, input }: { tool: string; input: unknown }) => ({ tool, input });
    const door: BridgeTool = {
      contribution: { id: 'door', ...facts },
      tool: { standsFor, run: async () => ({ text: 'never' }) } as BridgeTool['tool'],
    };
    one.list = [door, { ...brought('s_hidden'), hidden: true }];
    return one;
  };
  const through =
    (input: object): Script =>
    (_r, n) =>
      n === 1 ? calls(['door', { tool: 's_hidden', input }]) : says('ok');
  const outcome = async (script: Script, options: Parameters<typeof turnLab>[1] = {}, open = {}) => {
    lab = turnLab(script, { bridge: bridge(), ...options });
    const result = await (await lab.open(open)).prompt(go, { signal: idle });
    return { result, told: lab.events.flatMap((event) => (event.type === 'tool_result' ? [event.output] : [])) };
  };

  it('has the other checked, judged and run in its place', async () => {
    const { told } = await outcome(through({ n: 1 }));
    expect(told).to.deep.equal(['ran s_hidden']);
    expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['door']);
    await lab.close();
    expect((await outcome(through({ n: 'x' }))).told[0]).to.include('arguments of s_hidden');
    await lab.close();
    const judge = (tool: string) =>
      tool === 's_hidden' ? ({ effect: 'deny', reason: 'not this', by: 'rule' } as const) : ({ effect: 'allow', reason: 'ok' } as const);
    expect((await outcome(through({ n: 1 }), { judge })).result.denials.map(({ tool }) => tool)).to.deep.equal(['s_hidden']);
  });

  it('leads to nothing that is switched off or may not change anything', async () => {
    expect((await outcome(through({ n: 1 }), { config: { tools: { s_hidden: false } } })).told[0]).to.include('There is no tool s_hidden');
    await lab.close();
    expect((await outcome(through({ n: 1 }), {}, { agent: 'look' })).told[0]).to.include('Denied: agent look must not change anything');
  });
});
