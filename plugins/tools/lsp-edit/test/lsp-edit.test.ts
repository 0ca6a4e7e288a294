import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fileVersion, type LspFileChange, type LspPlan, type LspService, type Tool, ToolError } from '../../../../kernel/src/index.ts';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const ROOT = new URL('..', import.meta.url);
const UTF8 = { encoding: 'utf-8', bom: false } as const;

/** A service that renames `one` in every file it is given. */
function renamer(files: () => string[]): Partial<LspService> {
  return {
    serves: (file) => existsSync(file),
    async plan({ newName = 'ONE', file = '' }, signal): Promise<LspPlan> {
      if (newName === 'for ever') return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      if (newName === 'bad') throw new ToolError('The language server fake answers rename with an error: no.');
      const changes = await Promise.all(
        (files().length > 0 ? files() : [file]).map(async (path): Promise<LspFileChange> => {
          const before = readFileSync(path, 'utf8');
          const version = await fileVersion(path);
          return { path, before, after: before.replaceAll('one', newName), form: UTF8, ...(version !== undefined && { version }) };
        }),
      );
      return { changes, server: 'fake', title: `Renamed to ${newName}` };
    },
  };
}

toolContract({
  pluginDir: ROOT,
  id: 'lsp_edit',
  parts: { 'service:lsp': renamer(() => []) },
  setup: (ctx) => writeFileSync(join(ctx.cwd, 'a.ts'), 'one\n'),
  input: { operation: 'rename', filePath: 'a.ts', line: 1, column: 1, symbol: 'one', newName: 'two' },
  minimal: { operation: 'format', filePath: 'a.ts' },
  failing: { operation: 'rename', filePath: 'a.ts', newName: 'bad' },
  endless: { operation: 'rename', filePath: 'a.ts', newName: 'for ever' },
  pathArgument: 'filePath',
});

describe('lsp_edit', () => {
  let ctx: TestToolContext;
  let tool: Tool<Record<string, unknown>>;
  const path = (name: string): string => join(ctx.cwd, name);
  const text = (name: string): string => readFileSync(path(name), 'utf8');
  const INPUT = { operation: 'rename', filePath: 'a.ts', line: 1, symbol: 'one', newName: 'two' };

  beforeEach(async () => {
    ctx = await testToolContext();
    mkdirSync(path('sub'));
    writeFileSync(path('a.ts'), 'one\r\nother\r\n');
    writeFileSync(path('sub/b.ts'), 'one one\n');
    const service = renamer(() => [path('a.ts'), path('sub/b.ts')]);
    tool = (await activatePlugin(ROOT, { parts: { 'service:lsp': service } })).registered.get('tool:lsp_edit') as Tool<
      Record<string, unknown>
    >;
  });
  afterEach(() => {
    chmodSync(path('sub'), 0o755);
    return ctx.dispose();
  });

  it('shows a person all that would change before it does, and changes nothing by that', async () => {
    const diff = (await tool.preview?.(INPUT as never, ctx)) ?? '';
    expect(diff).to.match(/a\/a\.ts\n[\s\S]*\n-one\n\+two\n other\n[\s\S]*a\/sub\/b\.ts\n[\s\S]*\n-one one\n\+two two\n$/);
    expect([text('a.ts'), text('sub/b.ts')]).to.deep.equal(['one\r\nother\r\n', 'one one\n']);
  });

  it('is judged by every file it will touch', async () => {
    const subjects = ((await tool.subjects?.(INPUT, ctx)) ?? []) as { action: string; path: string }[];
    expect(subjects.map(({ action, path: file }) => `${action} ${file}`)).to.deep.equal(
      [path('a.ts'), path('sub/b.ts')].flatMap((file) => [`read ${file}`, `write ${file}`]),
    );
    expect(text('a.ts')).to.include('one');
  });

  it('changes all files, line ends and mode kept, and says which', async () => {
    chmodSync(path('a.ts'), 0o755);
    const output = await tool.run(INPUT, ctx);
    expect(text('a.ts')).to.equal('two\r\nother\r\n');
    expect(text('sub/b.ts')).to.equal('two two\n');
    expect(statSync(path('a.ts')).mode & 0o777).to.equal(0o755);
    expect(output.metadata?.files_changed).to.deep.equal([path('a.ts'), path('sub/b.ts')]);
    expect(output.text).to.include('2 files').and.include('sub/b.ts (+1 -1)');
    expect(output.metadata?.diff).to.include('-one one');
  });

  it('changes nothing when one file changed after it was judged', async () => {
    await tool.subjects?.(INPUT, ctx);
    writeFileSync(path('sub/b.ts'), 'one from outside\n');
    await tool.run(INPUT, ctx).then(
      () => expect.fail('it ran'),
      (error: Error) => expect(error.message).to.include('sub/b.ts was changed by something else'),
    );
    expect(text('a.ts')).to.include('one');
  });

  it('changes nothing when the model saw an older version of one file', async () => {
    ctx.session.files.seen(path('sub/b.ts'), 'another version');
    await tool.run(INPUT, ctx).then(
      () => expect.fail('it ran'),
      (error: Error) => expect(error.message).to.include('has changed since it was read'),
    );
    expect(text('a.ts')).to.include('one');
  });

  it('takes back what it wrote when a later file cannot be written', async () => {
    if (process.getuid?.() === 0) {
      // root writes everywhere: a folder in the place of the file does what a missing right does for others
      const service: Partial<LspService> = {
        serves: () => true,
        plan: async () => ({
          title: 'Renamed',
          server: 'fake',
          changes: [
            {
              path: path('a.ts'),
              before: 'one\r\nother\r\n',
              after: 'two\n',
              form: UTF8,
              version: (await fileVersion(path('a.ts'))) ?? '',
            },
            { path: path('sub'), after: 'x', form: UTF8 },
          ],
        }),
      };
      tool = (await activatePlugin(ROOT, { parts: { 'service:lsp': service } })).registered.get('tool:lsp_edit') as Tool<
        Record<string, unknown>
      >;
    } else chmodSync(path('sub'), 0o555);
    const failed = await tool.run(INPUT, ctx).then(
      () => 'it ran',
      (error: Error) => error.message,
    );
    expect(failed).to.match(/Cannot write sub/);
    expect(text('a.ts')).to.equal('one\r\nother\r\n');
  });
});
