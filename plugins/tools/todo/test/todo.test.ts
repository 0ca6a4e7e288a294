import type { Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);

toolContract({
  pluginDir,
  input: { todos: [{ content: 'write the test', status: 'in_progress', priority: 'high', id: 'a' }] },
  minimal: {},
  failing: { todos: [{ content: ' ', status: 'pending' }] },
});

describe('tool:todo', () => {
  let ctx: TestToolContext;
  let tool: Tool<Record<string, unknown>>;

  beforeEach(async () => {
    ctx = await testToolContext();
    tool = (await activatePlugin(pluginDir)).registered.get('tool:todo') as Tool<Record<string, unknown>>;
  });
  afterEach(() => ctx.dispose());

  it('replaces the list, numbers it, and gives it back later', async () => {
    const todos = [
      { content: 'first', status: 'completed' },
      { content: 'second', status: 'in_progress', priority: 'high' },
      { content: 'third', status: 'pending', id: '1' },
      { content: 'fourth', status: 'cancelled' },
    ];
    const written = await tool.run({ todos }, ctx);
    expect(written.text).to.equal('[x] 2. first\n[>] 3. second (high)\n[ ] 1. third\n[-] 4. fourth');
    expect(written.title).to.equal('2 of 4 open');
    expect(await tool.run({}, ctx)).to.deep.equal(written);
    expect(ctx.state.get('todos')).to.deep.equal(written.metadata?.todos);
  });

  it('starts empty and can be emptied', async () => {
    expect((await tool.run({}, ctx)).text).to.equal('The list is empty.');
    await tool.run({ todos: [{ content: 'x', status: 'pending' }] }, ctx);
    expect((await tool.run({ todos: [] }, ctx)).text).to.equal('The list is empty.');
    expect(ctx.state.get('todos')).to.deep.equal([]);
  });

  it('refuses two items with one id and keeps the list', async () => {
    await tool.run({ todos: [{ content: 'kept', status: 'pending' }] }, ctx);
    const twice = {
      todos: [
        { content: 'a', status: 'pending', id: '7' },
        { content: 'b', status: 'pending', id: '7' },
      ],
    };
    expect(await tool.run(twice, ctx).catch((caught: unknown) => caught)).to.include({
      name: 'ToolError',
      message: 'Two items have the same id.',
    });
    expect((await tool.run({}, ctx)).text).to.equal('[ ] 1. kept');
  });
});
