import { expect } from 'chai';
import { calls, type LabTool, type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const modes = [
  { id: 'code', description: 'c', prompt: 'MODE code' },
  { id: 'narrow', description: 'n', prompt: 'MODE narrow', tools: ['look', 'task'], temperature: 0.25, maxTokens: 100, maxTurns: 2 },
  { id: 'still', description: 's', readOnly: true },
  { id: 'terse', description: 't', prompt: 'STYLE terse', style: true },
];
const look: LabTool = { run: async () => ({ text: 'seen' }) };
const change: LabTool = { readOnly: false, permission: 'fs.write', run: async () => ({ text: 'changed' }) };
const proposes: LabTool = {
  permission: 'ask',
  readOnly: false,
  inMode: true,
  lists: 'modes',
  description: 'Proposes.',
  run: async (_input, ctx) => {
    await ctx.modes?.take('still');
    return { text: 'switched' };
  },
};
const tools = { look, change, proposes };
const { signal } = new AbortController();
const prompt = { text: 'go', files: [] };

describe('the mode of a conversation', () => {
  let lab: TurnLab;
  const start = (script: Script = () => says('ok'), more: Parameters<typeof turnLab>[1] = {}) => {
    lab = turnLab(script, { tools, modes, ...more });
  };
  const offered = (n = -1) =>
    lab.requests
      .at(n)
      ?.tools.map(({ name }) => name)
      .sort();
  afterEach(() => lab.close());

  it('adds its prompt, narrows the tools, and brings its own limits', async () => {
    const targets: unknown[] = [];
    start((_request, _n, { target }) => {
      targets.push([target.temperature, target.maxTokens]);
      return calls(['look']);
    });
    const result = await (await lab.open({ workMode: 'narrow' })).prompt(prompt, { signal });
    expect(lab.requests[0]?.system).to.equal('Work.\n\nMODE narrow');
    expect(offered()).to.deep.equal(['look']);
    expect(targets[0]).to.deep.equal([0.25, 100]);
    expect([result.subtype, result.numTurns]).to.deep.equal(['limit', 2]);
  });

  it('is no wish: what it leaves out is not run either', async () => {
    start((_request, n) => (n === 1 ? calls(['change']) : says('ok')));
    const conversation = await lab.open({ workMode: 'narrow' });
    await conversation.prompt(prompt, { signal });
    expect(JSON.stringify(conversation.messages)).not.to.include('"changed"');
  });

  it('that changes nothing holds whatever rules say, and for sub-agents', async () => {
    start(() => says('ok'));
    const conversation = await lab.open({ workMode: 'still' });
    await conversation.prompt(prompt, { signal });
    expect(offered()).to.deep.equal(['look', 'proposes']);
    expect(conversation.readOnly).to.deep.equal({ by: 'mode', name: 'still' });
  });

  it('may limit which files are changed', async () => {
    const write: LabTool = {
      readOnly: false,
      permission: 'fs.write',
      subjects: (input) => [{ action: 'write', path: `/w/${input.path}` }],
      run: async () => ({ text: 'written' }),
    };
    start((_request, n) => (n === 1 ? calls(['write', { path: 'plan.md' }], ['write', { path: 'plan.md.ts' }]) : says('ok')), {
      tools: { write },
      modes: [{ id: 'words', description: 'w', prompt: 'MODE words', writes: ['*.md'] }],
    });
    const result = await (await lab.open({ workMode: 'words' })).prompt(prompt, { signal });
    expect(result.denials.map(({ input, reason }) => [(input as { path: string }).path, reason])).to.deep.equal([
      ['plan.md.ts', 'mode words may change only *.md'],
    ]);
  });

  it('that limits which files are changed lets a tool that names none only read', async () => {
    const vcs: LabTool = {
      readOnly: false,
      permission: 'exec',
      readOnlyWhen: { argument: 'operation', values: ['log'] },
      subjects: ({ operation }) => [{ action: 'exec', command: `vcs ${operation}`, cwd: '/w' }],
      run: async () => ({ text: 'ran' }),
    };
    const both = calls(['vcs', { operation: 'log' }], ['vcs', { operation: 'restore' }]);
    start((_request, n) => (n === 1 ? both : says('ok')), {
      tools: { vcs },
      modes: [{ id: 'words', description: 'w', prompt: 'MODE words', writes: ['*.md'] }],
    });
    const result = await (await lab.open({ workMode: 'words' })).prompt(prompt, { signal });
    expect(result.denials.map(({ input }) => input)).to.deep.equal([{ operation: 'restore' }]);
  });

  it('that limits which files are changed holds for sub-agents, too', async () => {
    const write: LabTool = {
      readOnly: false,
      permission: 'fs.write',
      subjects: (input) => [{ action: 'write', path: `/w/${input.path}` }],
      run: async ({ path }) => ({ text: `written ${path}` }),
    };
    const hand: LabTool = {
      permission: 'session',
      run: async (_input, { delegate }) => ({ text: (await delegate?.({ agent: 'helper', prompt: 'x', title: 't' }))?.text ?? '' }),
    };
    start(
      ({ system, tools: given }, n) => {
        if (!system.includes('HELPER')) return n === 1 ? calls(['hand']) : says('ok');
        if (n === 2) return calls(['write', { path: 'a.md' }], ['write', { path: 'a.ts' }], ['change']);
        return says(given.map(({ name }) => name).join());
      },
      {
        tools: { write, hand, change, look },
        agents: [{ id: 'helper', description: 'h', prompt: 'HELPER', sub: true }],
        modes: [{ id: 'words', description: 'w', prompt: 'MODE words', writes: ['*.md'], tools: ['write', 'hand'] }],
      },
    );
    const conversation = await lab.open({ workMode: 'words' });
    const result = await conversation.prompt(prompt, { signal });
    expect(result.denials.map(({ input }) => input)).to.deep.equal([{ path: 'a.ts' }]);
    const answer = conversation.messages.flatMap(({ parts }) => parts).find(({ type }) => type === 'tool_result');
    expect(answer, 'what only reads stays, of what changes things it has the mode’s').to.deep.include({ output: 'write,hand,look' });
  });

  it('that changes no files says so, also to what it hands work to, and runs its own commands', async () => {
    const write: LabTool = {
      readOnly: false,
      permission: 'fs.write',
      subjects: () => [{ action: 'write', path: '/w/a' }],
      run: async () => ({ text: 'written' }),
    };
    const shell: LabTool = {
      readOnly: false,
      permission: 'exec',
      subjects: () => [{ action: 'exec', command: 'test', cwd: '/w' }],
      run: async () => ({ text: 'ran' }),
    };
    start((_request, n) => (n === 1 ? calls(['write'], ['shell']) : says('ok')), {
      tools: { write, shell },
      modes: [{ id: 'seek', description: 's', prompt: 'MODE seek', writes: [] }],
    });
    const result = await (await lab.open({ workMode: 'seek' })).prompt(prompt, { signal });
    expect(result.denials.map(({ tool, reason }) => [tool, reason])).to.deep.equal([['write', 'mode seek changes no files']]);
  });

  it('is kept by the session, goes on with it, and can be left', async () => {
    start();
    const first = await lab.open({ workMode: 'narrow' });
    await first.prompt(prompt, { signal });
    await first.close();
    const again = await lab.open({ session: first.session.id });
    expect(again.workModeInfo?.id).to.equal('narrow');
    await again.setWorkMode(undefined);
    await again.prompt(prompt, { signal });
    expect(lab.requests.at(-1)?.system).to.equal('Work.');
    expect(offered()).to.deep.equal(['change', 'look']);
    await again.close();
    expect((await lab.open({ session: first.session.id })).workModeInfo).to.equal(undefined);
  });

  it('may be proposed by the model, where there is one, and changes with its next answer', async () => {
    start((_request, n) => (n === 1 ? calls(['proposes']) : says('ok')));
    await (await lab.open({ workMode: 'code' })).prompt(prompt, { signal });
    expect(offered(0)).to.deep.equal(['change', 'look', 'proposes']);
    expect(lab.requests[0]?.tools.find(({ name }) => name === 'proposes')?.description).to.equal(
      'Proposes.\nModes:\n- code: c\n- narrow: n\n- still: s',
    );
    expect(offered(1)).to.deep.equal(['look', 'proposes']);
  });

  it('goes with a style, and with what is configured before and behind them', async () => {
    start(() => says('ok'), { config: { prompt: { replace: 'ME', append: 'LAST', style: 'terse', mode: 'code' } } });
    await (await lab.open()).prompt(prompt, { signal });
    expect(lab.requests[0]?.system).to.equal('ME\n\nMODE code\n\nSTYLE terse\n\nLAST');
  });

  it('that does not exist is named with those that do', async () => {
    start();
    const error = await lab.open({ workMode: 'cod' }).catch((caught) => caught);
    expect(error.code).to.equal('OC_MODE_UNKNOWN');
    expect(error.details).to.include({ mode: 'cod', known: 'code, narrow, still' });
    const style = await lab.open({ style: 'code' }).catch((caught) => caught);
    expect(style.code).to.equal('OC_STYLE_UNKNOWN');
    expect(style.details).to.include({ style: 'code', known: 'terse' });
  });
});
