import type { Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);
const questions = [
  {
    question: 'Which port?',
    header: 'The port the server is to listen on',
    options: [{ label: '80', description: 'the usual one' }, { label: '8080' }],
  },
  { question: 'Anything else?', multiple: true },
];

toolContract({
  pluginDir,
  input: { questions },
  minimal: { questions: [{ question: 'Go on?' }] },
  answers: [['8080'], ['logs', 'metrics']],
});

describe('tool:question', () => {
  const ask = async (answers?: string[][]) => {
    const ctx = await testToolContext(answers ? { answers } : {});
    const tool = (await activatePlugin(pluginDir)).registered.get('tool:question') as Tool<Record<string, unknown>>;
    const output = await tool.run({ questions }, ctx).catch((caught: unknown) => caught as Error);
    await ctx.dispose();
    return { ctx, output };
  };

  it('puts the questions to the person and tells the answers', async () => {
    const { ctx, output } = await ask([['8080'], ['logs', 'metrics']]);
    expect(ctx.asked).to.have.length(1);
    expect(ctx.asked[0]?.[0]).to.deep.equal({ ...questions[0], header: 'The port the server is to list' });
    expect(output).to.deep.include({ text: 'Which port?\n→ 8080\n\nAnything else?\n→ logs, metrics', title: '2 asked' });
  });

  it('tells the model when a question was left open', async () => {
    expect((await ask([['80']])).output).to.have.property('text', 'Which port?\n→ 80\n\nAnything else?\n→ (no answer)');
  });

  it('tells the model to decide when nobody is there', async () => {
    const { output } = await ask();
    expect(output)
      .to.include({ name: 'ToolError' })
      .and.have.property('message')
      .that.matches(/Nobody is there.*Decide yourself/);
  });
});
