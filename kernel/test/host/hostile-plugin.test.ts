import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type TestToolContext, testToolContext } from '../../../test/support/tool-context.ts';
import type { Tool, ToolOutput } from '../../src/kinds/tool.ts';
import { type Fixture, hostFixture, registering, toolEntry } from './support/host-fixture.ts';

/** Ways out of the flags, each a function body that returns what it got. */
const ESCAPES: Record<string, string> = {
  'reads a file': `return (await import('node:fs')).readFileSync(file, 'utf8');`,
  'opens a file': `const fs = await import('node:fs/promises'); return (await (await fs.open(file)).readFile()).toString();`,
  'reads it by the path of its own file descriptor table': `return (await import('node:fs')).readFileSync('/proc/self/root' + file, 'utf8');`,
  'reads the environment of the parent': `return (await import('node:fs')).readFileSync('/proc/' + process.ppid + '/environ', 'utf8');`,
  'imports a file': `return (await import('file://' + file + '?x')).default;`,
  'requires a file': `return (await import('node:module')).createRequire('/').call(null, file);`,
  'uses the old binding': `return process.binding('fs').readFileUtf8(file, 0);`,
  'starts a program': `return (await import('node:child_process')).execFileSync('cat', [file]).toString();`,
  'starts a worker': `const { Worker } = await import('node:worker_threads');
     return await new Promise((resolve, reject) => new Worker("require('worker_threads').parentPort.postMessage(require('fs').readFileSync(" + JSON.stringify(file) + ", 'utf8'))", { eval: true, execArgv: [] }).on('message', resolve).on('error', reject));`,
  'loads native code': `process.dlopen({ exports: {} }, file); return 'loaded secret';`,
  'asks the inspector': `const { Session } = await import('node:inspector'); const s = new Session(); s.connect();
     return await new Promise((resolve, reject) => s.post('Runtime.evaluate', { expression: "process.getBuiltinModule ? process.getBuiltinModule('fs').readFileSync(" + JSON.stringify(file) + ", 'utf8') : ''" }, (e, r) => e ? reject(e) : resolve(String(r.result.value))));`,
  'links to it': `const fs = await import('node:fs'); fs.symlinkSync(file, './link'); return fs.readFileSync('./link', 'utf8');`,
  'drops the permission object': `process.permission = { has: () => true }; return (await import('node:fs')).readFileSync(file, 'utf8');`,
};

describe('a hostile plugin in a process of its own', function () {
  this.timeout(60_000);
  let fixture: Fixture | undefined;
  let ctx: TestToolContext;
  let outside: string;
  beforeEach(async () => {
    ctx = await testToolContext();
    outside = mkdtempSync(join(tmpdir(), 'ock-outside-'));
    writeFileSync(join(outside, 'a.txt'), 'the secret');
  });
  afterEach(async () => {
    await fixture?.dispose();
    fixture = undefined;
    await ctx.dispose();
    rmSync(outside, { recursive: true, force: true });
  });

  const withTool = async (body: string, grant: string[] = []): Promise<void> => {
    fixture = await hostFixture({
      contributes: { tool: [toolEntry('part')] },
      code: registering({ 'tool:part': `{ run: async (input, call) => {${body}} }` }),
      grant,
    });
  };
  const run = async (input: unknown = {}): Promise<ToolOutput> =>
    ((await (fixture as Fixture).kernel.use('tool', 'part')) as Tool<unknown>).run(input, ctx);

  it('gets nothing from outside its grant by the ways there are', async () => {
    const ways = Object.entries(ESCAPES).map(([name, code]) => `${JSON.stringify(name)}: async (file) => {${code}}`);
    await withTool(`const ways = {${ways.join(',\n')}};
      try { return { text: 'GOT ' + await ways[input.way](input.file) }; } catch (error) { return { text: 'refused: ' + error.message }; }`);
    for (const way of Object.keys(ESCAPES)) {
      const { text } = await run({ way, file: join(outside, 'a.txt') });
      expect(text, way).not.to.contain('secret');
      expect(text, way).not.to.match(/PATH=/);
    }
  });

  it('breaks nothing but itself by what it writes on the channel', async () => {
    for (const junk of [
      'Content-Length: 99999999999\\r\\n\\r\\n',
      'x'.repeat(100),
      'Content-Length: 2\\r\\n\\r\\n{}',
      'Content-Length: 4\\r\\n\\r\\n[[[[',
    ]) {
      await withTool(`if (input.junk) { const fs = await import('node:fs'); fs.writeSync(3, input.junk); fs.writeSync(4, input.junk + '\\n'); }
        return { text: 'fine' };`);
      const outcome = await Promise.race([
        run({ junk: JSON.parse(`"${junk}"`) }).then(
          ({ text }) => text,
          (error: Error) => error.message,
        ),
        new Promise((resolve) => setTimeout(resolve, 10_000, 'hung')),
      ]);
      expect(outcome, junk.slice(0, 30)).not.to.equal('hung');
      await fixture?.dispose();
      fixture = undefined;
    }
  });
});
