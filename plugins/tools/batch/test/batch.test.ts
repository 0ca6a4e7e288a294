import { type Tool, type ToolContext, ToolError, type ToolOutput } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { english } from '../../../../test/support/english.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { createBatchTool } from '../src/batch-tool.ts';
import type { BatchInput } from '../src/parameters.ts';

const reads = { tool: 'read', input: { filePath: 'a.txt' } };
const writes = { tool: 'write', input: { filePath: 'a.txt', content: 'x' } };
const bad = { tool: 'read', input: { filePath: 'gone.txt' } };

const answers: NonNullable<ToolContext['call']> = async (tool, input) =>
  JSON.stringify(input).includes('gone')
    ? { text: 'not there', isError: true }
    : { text: `${tool} did it`, metadata: { files_changed: [`/${tool}`] } };

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => {
    ctx.call = answers;
  },
  input: { calls: [reads, writes] },
  failing: { calls: [{ tool: 'batch', input: {} }] },
});

describe('tool batch', () => {
  let ctx: TestToolContext;
  const tool: Tool<BatchInput> = createBatchTool(english);
  beforeEach(async () => {
    ctx = await testToolContext();
    ctx.call = answers;
    ctx.reads = (id) => id === 'read';
  });
  afterEach(() => ctx.dispose());

  it('tells every result by its number, and goes on after one that fails', async () => {
    const output = await tool.run({ calls: [bad, writes] }, ctx);
    expect(output.text).to.equal('[1] read (failed)\nnot there\n\n[2] write\nwrite did it');
    expect(output).to.deep.include({ isError: false, title: '2 calls, 1 failed' });
    expect(output.metadata?.files_changed).to.deep.equal(['/write']);
    expect((await tool.run({ calls: [bad, bad] }, ctx)).isError).to.equal(true);
  });

  it('runs neighbours that only read at the same time, and the others in order', async () => {
    const running = new Set<number>();
    const seen: string[] = [];
    let number = 0;
    ctx.call = async (name): Promise<ToolOutput> => {
      const mine = ++number;
      running.add(mine);
      seen.push(`${name} beside ${running.size - 1}`);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(mine);
      return { text: '' };
    };
    await tool.run({ calls: [reads, reads, writes, reads, writes, writes] }, ctx);
    expect(seen).to.deep.equal(['read beside 0', 'read beside 1', 'write beside 0', 'read beside 0', 'write beside 0', 'write beside 0']);
  });

  it('takes no batch, task or question, and no more than 25', async () => {
    for (const calls of [[reads, { tool: 'task', input: {} }], [{ tool: 'question', input: {} }], new Array(26).fill(reads)])
      expect(await tool.run({ calls }, ctx).catch((error: unknown) => error)).to.be.instanceOf(ToolError);
  });
});
