import type { Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);
const input = { mode: 'code', reason: 'The plan stands.' };

const taken: string[] = [];
const modes = {
  current: 'architect',
  list: () => ['architect', 'code'].map((id) => ({ id, description: id })),
  take: async (id: string) => void taken.push(id),
};

toolContract({
  pluginDir,
  id: 'switch_mode',
  input,
  minimal: input,
  answers: [['yes, go on in code']],
  setup: (ctx) => void Object.assign(ctx, { modes }),
});

describe('tool:switch_mode', () => {
  const propose = async (answers: string[][] | undefined, mode = 'code') => {
    taken.length = 0;
    const ctx = { ...(await testToolContext(answers ? { answers } : {})), modes };
    const tool = (await activatePlugin(pluginDir)).registered.get('tool:switch_mode') as Tool<typeof input>;
    const output = await tool.run({ ...input, mode }, ctx).catch((caught: unknown) => caught as Error);
    await ctx.dispose();
    return { asked: ctx.asked, told: output instanceof Error ? output.message : output.text };
  };

  it('switches when the person agrees, and only then', async () => {
    const { asked, told } = await propose([['yes, go on in code']]);
    expect(asked[0]?.[0]?.question).to.equal('Go on in mode code? The plan stands.');
    expect([told, taken]).to.deep.equal(['You are in mode code now: go on.', ['code']]);
    expect((await propose([['no, stay in architect']])).told).to.equal('The user wants to stay in mode architect.');
    expect((await propose([['first the tests']])).told).to.equal('The user wants to stay in mode architect. They said: first the tests');
    expect(taken).to.deep.equal([]);
  });

  it('tells the model when nobody can agree, or there is no such mode', async () => {
    expect((await propose(undefined)).told).to.match(/^Nobody is there/);
    expect((await propose([['yes']], 'cod')).told).to.equal('There is no mode cod. Modes: architect, code.');
    expect((await propose([['yes']], 'architect')).told).to.equal('You are in mode architect already.');
  });
});
