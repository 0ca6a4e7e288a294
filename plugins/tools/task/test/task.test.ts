import { type Delegation, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import type { TaskInput } from '../src/parameters.ts';
import { createTaskTool } from '../src/task-tool.ts';

const input: TaskInput = { description: 'find the tests', prompt: 'Where are the tests?', agent: 'explore' };
const taken: Delegation[] = [];
function delegated(ctx: TestToolContext): TestToolContext {
  ctx.delegate = async (task) => {
    taken.push(task);
    if (task.agent === 'nobody') throw new ToolError('There is no agent nobody. Agents: explore.');
    const failed = task.prompt === 'too much';
    const outcome = failed ? { subtype: 'limit' as const, error: 'the limit of 3 turns is reached' } : { subtype: 'success' as const };
    return { sessionId: 'ses_child', text: 'In test/.', numTurns: 2, costUsd: 0.5, filesChanged: [`${ctx.cwd}/a.ts`], ...outcome };
  };
  return ctx;
}

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => void delegated(ctx),
  input: { ...input, session: 'ses_1', model: 'a/b', maxTurns: 3, maxCostUsd: 0.5 },
  minimal: { ...input },
  failing: { ...input, agent: 'nobody' },
});

describe('tool task', () => {
  const tool: Tool<TaskInput> = createTaskTool();

  it('hands the task on and reports what came of it', async () => {
    const ctx = delegated(await testToolContext());
    const output = await tool.run({ ...input, session: 'ses_1' }, ctx);
    expect(taken.at(-1)).to.deep.equal({ agent: 'explore', prompt: input.prompt, title: 'find the tests', session: 'ses_1' });
    await tool.run({ ...input, maxTurns: 3, maxCostUsd: 0.5 }, ctx);
    expect(taken.at(-1)).to.include({ maxTurns: 3, maxCostUsd: 0.5 });
    expect(output.text).to.equal('In test/.\n\n[session ses_child · 2 turns · changed a.ts]');
    expect(output.metadata).to.include({ child_session_id: 'ses_child', cost_usd: 0.5 });
    await ctx.dispose();
  });

  it('says that a sub-agent did not finish, and what it had by then', async () => {
    const ctx = delegated(await testToolContext());
    const output = await tool.run({ ...input, prompt: 'too much' }, ctx);
    expect(output.isError).to.equal(true);
    expect(output.text).to.contain('did not finish: the limit of 3 turns').and.to.contain('In test/.').and.to.contain('ses_child');
    await ctx.dispose();
  });

  it('refuses an empty prompt, and to work outside a session', async () => {
    const ctx = await testToolContext();
    for (const [given, on] of [
      [input, ctx],
      [{ ...input, prompt: ' ' }, delegated(await testToolContext())],
    ] as const) {
      const error = await tool.run(given, on).catch((caught: unknown) => caught);
      expect(error).to.be.instanceOf(ToolError);
    }
    await ctx.dispose();
  });
});
