import { expect } from 'chai';
import type { Person } from '../../src/kinds/frontend.ts';
import type { ModelEvent, ModelRequest } from '../../src/kinds/model.ts';
import type { Delegation } from '../../src/kinds/tool.ts';
import { KernelError } from '../../src/runtime/errors.ts';
import { calls, type LabTool, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const idle = new AbortController().signal;
const ask = { text: 'go', files: [] };
const agents = [{ id: 'helper', description: 'h', prompt: 'You help.', sub: true }];

/** Hands its arguments on, and answers with what came back. */
const hand: LabTool = {
  readOnly: false,
  permission: 'session',
  concurrent: true,
  run: async (input, { delegate }) => {
    const done = await delegate?.({ agent: 'helper', prompt: 'CHILD', title: 't', ...(input as Partial<Delegation>) });
    return { text: JSON.stringify(done) };
  },
};

/** `main` and `sub` by the number of their own answers so far. */
const cast =
  (main: ((n: number) => ModelEvent[]) | ModelEvent[][], sub: (n: number) => ModelEvent[] | Promise<ModelEvent[]>) =>
  ({ system, messages }: ModelRequest): ModelEvent[] | Promise<ModelEvent[]> => {
    const n = messages.filter(({ role }) => role === 'assistant').length;
    if (system.includes('You help.')) return sub(n);
    return typeof main === 'function' ? main(n) : (main[Math.min(n, main.length - 1)] as ModelEvent[]);
  };
const once = [calls(['hand']), says('done')];
const report = (lab: TurnLab): Record<string, unknown> => {
  const result = lab.events.find((event) => event.type === 'tool_result' && event.tool === 'hand');
  return JSON.parse(result?.type === 'tool_result' ? result.output : '{}') as Record<string, unknown>;
};

describe('a sub-agent', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  it('is held to the mode of its parent, also when that is switched while it works', async () => {
    const modes: string[] = [];
    const sub = (n: number) => (n < 3 ? calls(['change', { n }]) : says('ok'));
    lab = turnLab(cast(once, sub), {
      agents,
      tools: {
        hand,
        change: {
          readOnly: false,
          permission: 'fs.write',
          run: async ({ n }) => {
            conversation.setMode(n === 0 ? 'ask' : 'plan');
            return { text: 'changed' };
          },
        },
      },
    });
    lab.kernel.hooks.taps('@t/modes').permission.tap(
      ({ tool, mode }) => {
        if (tool.id === 'change') modes.push(mode);
        return undefined;
      },
      { stage: -1 },
    );
    const conversation = await lab.open({ mode: 'full' });
    const result = await conversation.prompt(ask, { signal: idle });
    expect(modes).to.deep.equal(['full', 'ask']);
    expect(result.denials.map(({ by, tool }) => [by, tool])).to.deep.equal([['mode', 'change']]);
  });

  it('gets the rules that a person grants while it works, and its grants hold for its parent', async () => {
    const asked: string[] = [];
    const person: Person = {
      permission: async ({ tool, agent }) => {
        asked.push(`${agent} ${tool.id}`);
        return { answer: 'session' };
      },
      questions: async () => [],
    };
    lab = turnLab(
      cast(once, (n) => (n === 0 ? calls(['probe']) : says('ok'))),
      {
        agents,
        tools: { hand, probe: { run: async () => ({ text: 'x' }) } },
        judge: (tool) => (tool === 'probe' ? { effect: 'ask', reason: 'r', rule: 'probe' } : { effect: 'allow', reason: 't' }),
      },
    );
    const conversation = await lab.open({ person });
    await conversation.prompt(ask, { signal: idle });
    expect(asked).to.deep.equal(['helper probe']);
    expect(conversation.rules.allow).to.deep.equal(['probe']);
  });

  it('has no tool that its parent’s agent has not, own or brought by a bridge, under any name', async () => {
    const change: LabTool = { readOnly: false, permission: 'fs.write', run: async () => ({ text: 'changed' }) };
    const brought = {
      contribution: { id: 'far_change', permission: 'net' as const, readOnly: false },
      tool: { run: async () => ({ text: 'changed' }) },
    };
    const bridge = { start: async () => undefined, stop: async () => undefined, tools: () => [brought] };
    for (const [agent, expected] of [
      ['narrow', ['hand']],
      ['build', ['change', 'far_change', 'hand']],
    ] as const) {
      const sub = (n: number) => (n === 0 ? calls(['change'], ['CHANGE'], ['far_change']) : says('ok'));
      lab = turnLab(cast(once, sub), {
        agents: [...agents, { id: 'narrow', description: 'n', prompt: 'Narrow.', tools: ['hand'] }],
        tools: { hand, change },
        bridge: bridge as never,
      });
      await (await lab.open({ agent })).prompt(ask, { signal: idle });
      const child = lab.requests.filter(({ system }) => system.includes('You help.'));
      expect(child[0]?.tools.map(({ name }) => name).sort(), agent).to.deep.equal([...expected]);
      const told = JSON.stringify(child.at(-1)?.messages);
      expect(told.match(/(?:"|\\n)changed(?:"|\\n)/g) ?? [], told).to.have.length(agent === 'narrow' ? 0 : 3);
      if (agent === 'narrow') await lab.close();
    }
  });

  it('that works on cannot be given a second task meanwhile, nor another session’s', async () => {
    const told: string[] = [];
    let child = '';
    const twice: LabTool = {
      ...hand,
      run: async (_input, { delegate, session }) => {
        const first = await delegate?.({ agent: 'helper', prompt: 'CHILD', title: 't' });
        child = first?.sessionId ?? '';
        const again = { agent: 'helper', prompt: 'CHILD', title: 't', session: child };
        const both = await Promise.allSettled([delegate?.(again), delegate?.(again)]);
        for (const one of both) told.push(one.status === 'fulfilled' ? 'ran' : (one.reason as Error).message);
        const stranger = await delegate?.({ ...again, session: 'ses_unknown' }).catch((error: Error) => error.message);
        told.push(String(stranger));
        await session.setState('x', 1);
        return { text: 'x' };
      },
    };
    lab = turnLab(
      cast(once, () => says('ok')),
      { agents, tools: { hand: twice } },
    );
    const conversation = await lab.open();
    await conversation.prompt(ask, { signal: idle });
    expect(told.slice(0, 2).sort().join()).to.match(/still at work.*,ran$/);
    expect(told[2]).to.contain('no sub-agent session');
  });

  it('is named to the person it asks', async () => {
    const from: (string | undefined)[] = [];
    const question: LabTool = {
      permission: 'ask',
      run: async (_input, ctx) => ({ text: String(await ctx.ask([{ question: 'Which?' }])) }),
    };
    lab = turnLab(
      cast([calls(['hand'], ['question']), says('done')], (n) => (n === 0 ? calls(['question']) : says('ok'))),
      {
        agents,
        tools: { hand, question },
      },
    );
    const person: Person = {
      questions: async ([one]) => {
        from.push(one?.from);
        return [['this']];
      },
    };
    await (await lab.open({ person })).prompt(ask, { signal: idle });
    expect(from.sort()).to.deep.equal(['helper', undefined]);
  });

  it('opens and leaves its session, as plugins see it', async () => {
    const seen: string[] = [];
    lab = turnLab(
      cast(once, () => says('ok')),
      { agents, tools: { hand } },
    );
    const taps = lab.kernel.hooks.taps('@t/seen2');
    taps.sessionStart.tap(({ id }) => void seen.push(`start ${id}`));
    taps.sessionEnd.tap(({ id }) => void seen.push(`end ${id}`));
    const conversation = await lab.open();
    await conversation.prompt(ask, { signal: idle });
    const child = report(lab).sessionId as string;
    expect(seen).to.deep.equal([`start ${conversation.session.id}`, `start ${child}`, `end ${child}`]);
  });

  it('ends with an interrupt: what it cost counts, its session is free and goes on', async () => {
    const stopping = new AbortController();
    let stalls = true;
    const sub = async (n: number): Promise<ModelEvent[]> => {
      if (n === 0) return calls(['probe']);
      if (stalls) {
        stopping.abort(new KernelError('OC_INTERRUPTED'));
        await new Promise((resolve) => setTimeout(resolve, 50));
        throw stopping.signal.reason;
      }
      return says('went on');
    };
    lab = turnLab(cast(once, sub), { agents, tools: { hand, probe: { run: async () => ({ text: 'x' }) } } });
    const conversation = await lab.open();
    const result = await conversation.prompt(ask, { signal: stopping.signal });
    expect(result.subtype).to.equal('interrupted');
    expect(result.costUsd).to.be.closeTo(2, 0.01);
    expect(conversation.session.cost_usd).to.be.closeTo(2, 0.01);
    const [child] = (await conversation.sessions.list({ children: true })).filter(({ parent_id }) => parent_id);
    expect(child?.cost_usd).to.be.closeTo(1, 0.01);
    stalls = false;
    const release = await conversation.sessions.lock(child?.id ?? '');
    await release();
  });

  it('keeps to the turns and the money that its task gives it, inside those of its parent', async () => {
    const sub = (n: number) => calls(['probe', { n }]);
    const probe: LabTool = { run: async () => ({ text: 'x' }) };
    lab = turnLab(cast([calls(['hand', { maxTurns: 2 }]), says('done')], sub), { agents, tools: { hand, probe } });
    await (await lab.open()).prompt(ask, { signal: idle });
    expect(report(lab)).to.include({ subtype: 'limit', numTurns: 2 });
    await lab.close();
    for (const [own, all] of [
      [1.5, 100],
      [100, 2.5],
    ]) {
      lab = turnLab(cast([calls(['hand', { maxCostUsd: own }]), says('done', { input: 0, output: 0 })], sub), {
        agents,
        tools: { hand, probe },
        config: { models: { 'p/m': { cost: { input: 1, output: 1 }, output: 1000 } } },
      });
      const result = await (await lab.open({ limits: { maxCostUsd: all ?? 0 } })).prompt(ask, { signal: idle });
      expect(report(lab).subtype, `${own} of ${all}`).to.equal('limit');
      expect(report(lab).error).to.contain(`limit: ${Math.min(own ?? 0, all ?? 0)}`);
      expect(result.costUsd).to.be.at.most(4);
      if (all !== 100) continue;
      expect(result.subtype).to.equal('success');
      await lab.close();
    }
  });
});
