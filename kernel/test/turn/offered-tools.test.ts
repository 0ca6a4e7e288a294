import { expect } from 'chai';
import { calls, type LabTool, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const tool = (facts: Partial<LabTool> = {}): LabTool => ({ run: async () => ({ text: 'ran' }), ...facts });
const TOOLS = {
  edit: tool({ permission: 'fs.write', readOnly: false }),
  patch: tool({ permission: 'fs.write', readOnly: false, models: ['gpt-5*', 'codex*'], insteadOf: ['edit'] }),
  read: tool(),
};
const IDS = [
  'm',
  'gpt-5.2-codex',
  'openai/gpt-5',
  'openai.gpt-5-mini',
  'GPT-5',
  'gpt-5',
  'codex-mini-latest',
  'gpt-4o',
  'my-gpt-5',
  'gpt-oss-120b',
];
const CONFIG = { provider: { p: { models: IDS } } };

describe('tools for some models only', () => {
  let labs: TurnLab[] = [];
  afterEach(async () => {
    for (const lab of labs) await lab.close();
    labs = [];
  });

  async function offered(model: string, config: object = {}, agents: object[] = [], agent?: string): Promise<string[]> {
    const lab = turnLab(() => says('ok'), { tools: TOOLS, config: { ...CONFIG, ...config }, agents });
    labs.push(lab);
    const conversation = await lab.open({ model, ...(agent !== undefined && { agent }) });
    return conversation.tools().map(({ id }) => id);
  }

  it('are offered to those, in place of what they replace, and to no other', async () => {
    expect(await offered('p/m')).to.deep.equal(['edit', 'read']);
    for (const model of ['p/gpt-5.2-codex', 'p/openai/gpt-5', 'p/openai.gpt-5-mini', 'p/GPT-5', 'p/codex-mini-latest'])
      expect(await offered(model), model).to.deep.equal(['patch', 'read']);
    for (const model of ['p/gpt-4o', 'p/my-gpt-5', 'p/gpt-oss-120b']) expect(await offered(model), model).to.deep.equal(['edit', 'read']);
  });

  it('are switched by [tools]: on for every model, off, and the replaced one kept beside it', async () => {
    expect(await offered('p/m', { tools: { patch: true } })).to.deep.equal(['edit', 'patch', 'read']);
    expect(await offered('p/gpt-5', { tools: { patch: false } })).to.deep.equal(['edit', 'read']);
    expect(await offered('p/gpt-5', { tools: { edit: true } })).to.deep.equal(['edit', 'patch', 'read']);
    expect(await offered('p/m', { tools: { '*': true } }), 'a pattern forces nothing').to.deep.equal(['edit', 'read']);
  });

  it('that are of use only with a key are offered when it is there, or when [tools] says so', async () => {
    const tools = {
      read: tool(),
      find: tool({ enabledBy: ['FIND_KEY', 'FINDER_KEY'] }),
      never: tool({ enabled: false, enabledBy: ['FIND_KEY'] }),
    };
    const cases: [Record<string, string>, object, string[]][] = [
      [{}, {}, ['read']],
      [{ FINDER_KEY: 'k' }, {}, ['find', 'read']],
      [{ FIND_KEY: ' ' }, {}, ['read']],
      [{ FIND_KEY: 'k' }, { tools: { find: false } }, ['read']],
      [{}, { tools: { find: true } }, ['find', 'read']],
    ];
    for (const [env, config, ids] of cases) {
      const lab = turnLab(() => says('ok'), { tools, config, env });
      labs.push(lab);
      expect((await lab.open()).tools().map(({ id }) => id)).to.have.members(ids);
    }
  });

  it('replace nothing where the agent has them not', async () => {
    const agents = [{ id: 'narrow', description: 'n', tools: ['edit', 'read'] }];
    expect(await offered('p/gpt-5', {}, agents, 'narrow')).to.deep.equal(['edit', 'read']);
    expect(await offered('p/gpt-5', {}, [], 'look')).to.deep.equal(['read']);
  });

  it('change with the model and not otherwise; what only another model is offered still runs', async () => {
    const ran: string[] = [];
    const run = (id: string) => async () => ({ text: `${ran.push(id)}` });
    const lab = turnLab((_request, n) => (n === 1 ? calls(['patch']) : n === 3 ? calls(['edit']) : says('ok')), {
      tools: { ...TOOLS, edit: { ...TOOLS.edit, run: run('edit') }, patch: { ...TOOLS.patch, run: run('patch') } },
      config: CONFIG,
    });
    labs.push(lab);
    const conversation = await lab.open({ model: 'p/m' });
    await conversation.prompt({ text: 'a', files: [] }, { signal: new AbortController().signal });
    conversation.setModel('p/gpt-5');
    await conversation.prompt({ text: 'b', files: [] }, { signal: new AbortController().signal });
    const names = lab.requests.map(({ tools }) => tools?.map(({ name }) => name).join(' '));
    expect(names).to.deep.equal(['edit read', 'edit read', 'patch read', 'patch read']);
    expect(ran).to.deep.equal(['patch', 'edit']);
  });
});
