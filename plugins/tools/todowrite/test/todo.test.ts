import type { Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);

toolContract({
  pluginDir,
  id: 'todowrite',
  input: { todos: [{ content: 'write the test', status: 'in_progress', priority: 'high', id: 'a' }] },
  minimal: { todos: [] },
  failing: { todos: [{ content: ' ', status: 'pending' }] },
});

toolContract({ pluginDir, id: 'todoread', input: {} });

describe('todowrite and todoread', () => {
  let ctx: TestToolContext;
  let write: Tool<Record<string, unknown>>;
  let read: Tool<Record<string, unknown>>;

  beforeEach(async () => {
    ctx = await testToolContext();
    const { registered } = await activatePlugin(pluginDir);
    write = registered.get('tool:todowrite') as typeof write;
    read = registered.get('tool:todoread') as typeof read;
  });
  afterEach(() => ctx.dispose());

  it('replace the list, number it, and give it back later', async () => {
    const todos = [
      { content: 'first', status: 'completed' },
      { content: 'second', status: 'in_progress', priority: 'high' },
      { content: 'third', status: 'pending', id: '1' },
      { content: 'fourth', status: 'cancelled' },
    ];
    const written = await write.run({ todos }, ctx);
    expect(written.text).to.equal('[x] 2. first\n[>] 3. second (high)\n[ ] 1. third\n[-] 4. fourth');
    expect(written.title).to.equal('2 of 4 open');
    expect(await read.run({}, ctx)).to.deep.equal(written);
    expect(ctx.state.get('todos')).to.deep.equal(written.metadata?.todos);
  });

  it('start empty, and the list can be emptied', async () => {
    expect((await read.run({}, ctx)).text).to.equal('The list is empty.');
    await write.run({ todos: [{ content: 'x', status: 'pending' }] }, ctx);
    expect((await write.run({ todos: [] }, ctx)).text).to.equal('The list is empty.');
    expect(ctx.state.get('todos')).to.deep.equal([]);
  });

  it('refuse two items with one id and keep the list', async () => {
    await write.run({ todos: [{ content: 'kept', status: 'pending' }] }, ctx);
    const twice = {
      todos: [
        { content: 'a', status: 'pending', id: '7' },
        { content: 'b', status: 'pending', id: '7' },
      ],
    };
    expect(await write.run(twice, ctx).catch((caught: unknown) => caught)).to.include({
      name: 'ToolError',
      message: 'Two items have the same id.',
    });
    expect((await read.run({}, ctx)).text).to.equal('[ ] 1. kept');
  });
});
