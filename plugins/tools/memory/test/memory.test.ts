import { type MemoryService, type Tool, ToolError } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import type { FakeRequest } from '../../../../test/fake-model/server.ts';
import { labs, lines } from '../../../../test/support/run.ts';
import { testToolContext } from '../../../../test/support/tool-context.ts';
import { createMemoryTool } from '../src/memory-tool.ts';
import type { MemoryInput } from '../src/parameters.ts';

const pluginDir = new URL('..', import.meta.url);
const entry = { key: 'build', scope: 'project' as const, createdAt: 0, updatedAt: 0 };
const service: MemoryService = {
  of: () => ({
    save: async (_scope, key) => ({ created: key !== 'build', redacted: key === 'key' }),
    get: async (key) => (key === 'build' ? { ...entry, value: 'make' } : undefined),
    list: async () => [entry],
    search: async (words) => (words === 'make' ? [{ ...entry, line: 'make' }] : []),
    remove: async (key) => (key === 'build' ? 'project' : undefined),
  }),
  sessionNote: async () => undefined,
};

toolContract({
  pluginDir,
  parts: { 'service:memory': service },
  input: { action: 'save', key: 'build', value: 'make', scope: 'project' },
  minimal: { action: 'list' },
  failing: { action: 'get', key: 'unknown' },
});

describe('tool:memory', () => {
  const run = async (input: MemoryInput): Promise<string> => {
    const ctx = await testToolContext();
    const tool: Tool<MemoryInput> = createMemoryTool(() => Promise.resolve(service));
    try {
      return (await tool.run(input, ctx)).text;
    } catch (error) {
      expect(error).to.be.instanceOf(ToolError);
      return `! ${(error as Error).message}`;
    } finally {
      await ctx.dispose();
    }
  };

  it('says what it did, and what is missing', async () => {
    expect(await run({ action: 'save', key: 'x', value: 'y' })).to.equal('Saved (project).');
    expect(await run({ action: 'save', key: 'key', value: 'y', scope: 'global' })).to.contain('secret was left out');
    expect(await run({ action: 'save', key: 'x' })).to.equal('! This action needs value.');
    expect(await run({ action: 'get', key: 'build' })).to.equal('make');
    expect(await run({ action: 'delete', key: 'x' }))
      .to.contain('! Nothing')
      .and.contain('build');
    expect(await run({ action: 'search', query: 'make' })).to.equal('- build (project, 1970-01-01)\n  make');
    expect(await run({ action: 'search', query: 'x' })).to.contain('Nothing');
    expect(await run({ action: 'list' })).to.equal('- build (project, 1970-01-01)');
  });
});

describe('memory, from session to session', () => {
  const setUp = labs();
  const call = (input: object) => ({ name: 'memory', input });
  const save = call({ action: 'save', key: 'test command', value: 'npm test' });
  const told = ({ body }: FakeRequest): string => JSON.stringify(body.messages);

  it('is told as titles at the start, read on demand, and listed by the command', async () => {
    const { sandbox, fake } = await setUp({
      script: [{ toolCalls: [save] }, { text: 'saved' }, { toolCalls: [call({ action: 'get', key: 'Test Command' })] }, { text: 'ok' }],
    });
    expect((await sandbox.run(['run', '--allow', 'memory(save project*)', 'x'])).code).to.equal(0);
    expect(told(fake.requests[0] as FakeRequest)).not.to.contain('<memory>');
    await sandbox.run(['run', '--permission-mode', 'plan', 'y']);
    expect(told(fake.requests[2] as FakeRequest))
      .to.contain('</environment>\\n<memory>')
      .and.contain('- test command')
      .and.not.contain('npm test');
    expect(told(fake.requests[3] as FakeRequest)).to.contain('npm test');
    const list = JSON.parse((await sandbox.run(['memory', 'list', '--json'])).stdout) as object[];
    expect(list).to.have.length(1);
    expect(list[0]).to.include({ key: 'test command', scope: 'project' });
    expect((await sandbox.run(['memory', 'show', 'test command'])).stdout).to.equal('npm test\n');
    expect((await sandbox.run(['memory', 'remove', 'test command', 'other'])).code).to.equal(42);
    expect((await sandbox.run(['memory', 'remove', 'test command'])).code).to.equal(0);
    expect(JSON.parse((await sandbox.run(['memory', 'list', '--json'])).stdout)).to.deep.equal([]);
  });

  it('is written with permission only, and never where nothing may be changed; reading is free', async () => {
    const list = call({ action: 'list' });
    for (const args of [[], ['--permission-mode', 'plan'], ['--agent', 'plan', '--auto']]) {
      const { sandbox } = await setUp({ script: [{ toolCalls: [save, list] }, { text: 'ok' }] });
      const { stdout } = await sandbox.run(['run', '--format', 'json', ...args, 'x']);
      const denials = lines(stdout).at(-1)?.permission_denials as { input: { action: string } }[];
      expect(
        denials.map(({ input }) => input.action),
        args.join(' '),
      ).to.deep.equal(['save']);
      expect(JSON.parse((await sandbox.run(['memory', 'list', '--json'])).stdout)).to.deep.equal([]);
    }
  });
});
