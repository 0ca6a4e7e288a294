import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LspItem, LspService, ToolCallInfo, ToolOutput } from '../../../../kernel/src/index.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';

const WRITES: ToolCallInfo['tool'] = { id: 'write', permission: 'fs.write', readOnly: false };

describe('the errors of an edit', () => {
  let dir: string;
  let asked: { before: [string, string | undefined][]; after: (readonly string[])[]; used: number };
  let errors: LspItem[] | undefined;
  beforeEach(() => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-feedback-')));
    asked = { before: [], after: [], used: 0 };
    errors = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  async function hooks(config: Record<string, unknown> = {}) {
    const service: Partial<LspService> = {
      serves: (file) => file.endsWith('.ts'),
      before: (file, text) => void asked.before.push([file, text]),
      newErrors: (files, ms) => {
        expect(ms, 'an edit is held up for 3 s at most').to.be.at.most(3_000);
        asked.after.push(files);
        return Promise.resolve(errors);
      },
    };
    const parts = new Proxy(
      { 'service:lsp': service },
      {
        get(all, key) {
          asked.used++;
          return all[key as 'service:lsp'];
        },
      },
    );
    const kernel = { cwd: dir, config: { config: { lsp: config } } };
    const plugin = await activatePlugin(new URL('..', import.meta.url), { parts, context: { kernel: kernel as never } });
    const tap = (name: string) =>
      plugin.taps.find(({ hook }) => hook === name)?.fn as ((...args: unknown[]) => Promise<unknown>) | undefined;
    return {
      before: (tool: ToolCallInfo['tool'], input: unknown) => tap('toolBefore')?.({ sessionId: 's', callId: 'c', tool, input }),
      after: (output: ToolOutput, tool = WRITES) =>
        tap('toolResult')?.(output, { sessionId: 's', callId: 'c', tool, input: {} }) as Promise<ToolOutput>,
      taps: plugin.taps.length,
    };
  }
  const changed = (...names: string[]): ToolOutput => ({
    text: 'Done.',
    metadata: { files_changed: names.map((name) => join(dir, name)) },
  });

  it('are noted before: what the file holds, or that it is new', async () => {
    writeFileSync(join(dir, 'a.ts'), 'old\n');
    const { before } = await hooks();
    await before(WRITES, { filePath: 'a.ts', content: 'new' });
    await before(WRITES, { filePath: join(dir, 'new.ts'), content: 'x' });
    expect(asked.before).to.deep.equal([
      [join(dir, 'a.ts'), 'old\n'],
      [join(dir, 'new.ts'), undefined],
    ]);
  });

  it('are noted for every file of a patch', async () => {
    const { before } = await hooks();
    await before(
      { ...WRITES, id: 'apply_patch' },
      { patchText: '*** Begin Patch\n*** Update File: a.ts\n@@\n-x\n+y\n*** Add File: b.ts\n+z\n*** End Patch' },
    );
    expect(asked.before.map(([file]) => file)).to.deep.equal([join(dir, 'a.ts'), join(dir, 'b.ts')]);
  });

  it('stand behind what the model is told', async () => {
    errors = [{ path: join(dir, 'b.ts'), line: 3, column: 5, code: 'TS1', text: 'It is\n  wrong.', severity: 'error' }];
    const { after } = await hooks();
    const { text, metadata } = await after(changed('a.ts', 'note.txt'));
    expect(text).to.match(/^Done\.\n\nNew errors after this change.*:\nb\.ts:3:5 {2}TS1: It is wrong\.$/);
    expect(metadata).to.include({ new_errors: 1 });
    expect(asked.after).to.deep.equal([[join(dir, 'a.ts')]]);
  });

  it('are cut when there are many', async () => {
    errors = Array.from({ length: 50 }, (_, i) => ({ path: join(dir, 'a.ts'), line: i + 1, column: 1, text: 'x'.repeat(1000) }));
    const { text } = await (await hooks()).after(changed('a.ts'));
    expect(text.split('\n')).to.have.length(24);
    expect(text).to.include('and 30 more').and.have.length.lessThan(10_000);
  });

  it('leave the answer as it is when there are none, nobody knows, or nothing was changed', async () => {
    const { after } = await hooks();
    expect(await after(changed('a.ts'))).to.deep.equal(changed('a.ts'));
    errors = undefined;
    expect(await after(changed('a.ts'))).to.deep.equal(changed('a.ts'));
    expect(await after({ text: 'x' })).to.deep.equal({ text: 'x' });
  });

  it('cost nothing for calls that write no files: the service is not even loaded', async () => {
    const { before, after } = await hooks();
    await before({ id: 'read', permission: 'fs.read', readOnly: true }, { filePath: 'a.ts' });
    await before({ id: 'bash', permission: 'exec', readOnly: false }, { command: 'ls' });
    await after({ text: 'x', metadata: { files_changed: [] } });
    expect(asked.used).to.equal(0);
  });

  it('are not asked for when language servers are off', async () => {
    expect((await hooks({ enabled: false })).taps).to.equal(0);
  });
});
