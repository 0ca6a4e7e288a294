import { expect } from 'chai';
import { type LspQuery, type LspService, type Tool, ToolError } from '../../../../kernel/src/index.ts';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const ROOT = new URL('..', import.meta.url);
const asked: LspQuery[] = [];
const judges: unknown[] = [];
const service: Partial<LspService> = {
  query(query, signal, forbids) {
    asked.push(query);
    judges.push(forbids);
    if (query.query === 'for ever') return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    if (query.symbol === 'missing') return Promise.reject(new ToolError('"missing" does not stand in this file.'));
    return Promise.resolve({ text: 'a.ts:1:1  code', items: [{ path: '/x/a.ts', line: 1, column: 1 }], server: 'fake' });
  },
};

toolContract({
  pluginDir: ROOT,
  parts: { 'service:lsp': service },
  input: { operation: 'definition', filePath: 'a.ts', line: 1, column: 2, symbol: 'foo' },
  minimal: { operation: 'diagnostics', filePath: 'a.ts' },
  failing: { operation: 'definition', filePath: 'a.ts', line: 1, symbol: 'missing' },
  endless: { operation: 'workspaceSymbols', query: 'for ever' },
  pathArgument: 'filePath',
});

describe('lsp', () => {
  let ctx: TestToolContext;
  beforeEach(async () => {
    ctx = await testToolContext();
    asked.length = 0;
  });
  afterEach(() => ctx.dispose());
  const tool = async () =>
    (await activatePlugin(ROOT, { parts: { 'service:lsp': service } })).registered.get('tool:lsp') as Tool<Record<string, unknown>>;

  it('asks the service about the resolved path and answers in its words', async () => {
    const output = await (await tool()).run({ operation: 'references', filePath: 'a.ts', line: 3, symbol: 'foo' }, ctx);
    expect(asked).to.deep.equal([{ operation: 'references', file: `${ctx.cwd}/a.ts`, line: 3, symbol: 'foo' }]);
    expect(output).to.deep.include({ text: 'a.ts:1:1  code', metadata: { count: 1, server: 'fake' } });
  });

  it('has the service leave out files that may not be read', async () => {
    const forbids = async () => true;
    await (await tool()).run({ operation: 'references', filePath: 'a.ts', line: 3, symbol: 'foo' }, { ...ctx, forbids });
    expect(judges.at(-1)).to.equal(forbids);
  });

  it('is judged as reading the folder where it names no file', async () => {
    expect(await (await tool()).subjects?.({ operation: 'workspaceSymbols', query: 'x' }, ctx)).to.deep.equal([
      { action: 'read', path: ctx.cwd },
    ]);
  });
});
