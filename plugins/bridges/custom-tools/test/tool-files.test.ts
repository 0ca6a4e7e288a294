import { existsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { type ToolLab, type ToolLabOptions, toolLab } from './tool-lab.ts';

const tool = (run: string, more = '') => `export default { description: 'A tool', ${more} run: ${run} };\n`;
const FOLDER = '.opencode/tools';

describe('files of tools', function () {
  this.timeout(30_000);
  let lab: ToolLab;
  let ctx: TestToolContext;
  const open = async (files: Record<string, string>, more: Omit<ToolLabOptions, 'files'> = {}) => {
    const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, text]));
    lab = await toolLab({ files: placed, ...more });
    ctx = await testToolContext({ cwd: lab.work, answers: [['yes']], ...(more.env && { env: more.env }) });
  };
  afterEach(async () => {
    await lab.close();
    await ctx.dispose();
  });
  const text = async (id: string, input: unknown = {}) => (await lab.run(id, input, ctx)).text;
  const failure = (id: string, input: unknown = {}) =>
    lab.run(id, input, ctx).then(
      (output) => expect.fail(`no error: ${output.text}`),
      (error: Error) => error.message,
    );

  it('bring the default export by the name of the file, and others behind it', async () => {
    await open({
      'one.js': `${tool('() => "1"')} export const two = { description: 'Two', readOnly: true, permission: 'net', enabled: false,
        parameters: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }, run: ({ n }) => n * 2 };
        export const helper = (x) => x; export const VERSION = '1';`,
      'plain.mjs': tool('({ a, b }) => a + b', `parameters: { a: 'string', b: { type: 'string', default: '!' } },`),
      'zod.mjs': tool('() => 1', `parameters: { toJSONSchema: () => ({ type: 'object', properties: { z: { type: 'string' } } }) },`),
    });
    expect(lab.ids()).to.deep.equal(['one', 'one_two', 'plain', 'zod']);
    expect(lab.brought('one').contribution).to.deep.equal({
      id: 'one',
      permission: 'exec',
      readOnly: false,
      description: 'A tool',
      parameters: { type: 'object', properties: {} },
    });
    expect(lab.brought('one_two').contribution).to.include({ readOnly: true, permission: 'net', enabled: false });
    expect(lab.brought('plain').contribution.parameters).to.deep.include({ required: ['a'] });
    expect(lab.brought('zod').contribution.parameters).to.have.nested.property('properties.z');
    expect(lab.brought('one').origin).to.equal(join(lab.work, FOLDER, 'one.js'));
    expect([await text('one'), await text('one_two', { n: 4 }), await text('plain', { a: 'a', b: 'b' })]).to.deep.equal(['1', '8', 'ab']);
  });

  it('may be TypeScript and import each other', async () => {
    await open({
      'typed.ts': `import { sep, type ParsedPath } from 'node:path'; import { twice } from './_helper.ts';
        interface In { a: string } type Unused = ParsedPath;
        export default { description: 'Typed', parameters: { a: 'string' }, run: async (input: In): Promise<string> => twice(input.a) + sep };`,
      '_helper.ts': 'export const twice = (text: string): string => text + text;',
      'typed.test.ts': 'throw new Error("a test");',
      'types.d.ts': 'declare const x: number;',
    });
    expect(lab.notices).to.deep.equal([]);
    expect(lab.ids()).to.deep.equal(['typed']);
    expect(await text('typed', { a: 'ab' })).to.equal('abab/');
  });

  it('are told of the call, and tell what goes on', async () => {
    await open(
      {
        'x.mjs': tool(`async (input, ctx) => {
        ctx.progress('half');
        await ctx.session.setState('k', [1]);
        const [[answer]] = await ctx.ask([{ question: 'Sure?' }]);
        return { text: [ctx.cwd, ctx.sessionId, ctx.config.colour, ctx.env.SHOWN, answer, ctx.session.getState('k')].join(' '), title: 'T', metadata: { exit_code: 7 } };
      }`),
      },
      { env: { SHOWN: 'shown', PATH: process.env.PATH ?? '' } },
    );
    const output = await lab.run('x', {}, { ...ctx, config: { colour: 'red' } });
    expect(output).to.deep.equal({ text: `${lab.work} ses_test red shown yes 1`, title: 'T', metadata: { exit_code: 7 } });
    expect(ctx.progressed).to.deep.equal(['half']);
  });

  it('print into the log, and disturb nothing', async () => {
    await open({
      'x.mjs': `console.log('Content-Length: 5\\r\\n\\r\\n{bad}'); ${tool(`() => { console.log('printed'); console.error('also'); process.stdout.write('x'.repeat(100000)); return 'fine'; }`)}`,
    });
    expect(await text('x')).to.equal('fine');
    expect(lab.logged.flatMap(({ data }) => data?.line ?? [])).to.include.members(['printed', 'also']);
  });

  it('get no key of ours, and no way to steer our process', async () => {
    const env = {
      PATH: process.env.PATH ?? '',
      ANTHROPIC_API_KEY: 'zq81-the-key-of-a-provider',
      NODE_OPTIONS: '--no-deprecation',
      PLAIN: 'plain',
    };
    await open({ 'x.mjs': tool('() => JSON.stringify(process.env)') }, { env });
    const seen = await text('x');
    expect(seen).to.include('"PLAIN":"plain"').and.not.include('zq81').and.not.include('NODE_OPTIONS');
  });

  it('that throw, loop, exit or export nothing useful are left out; the others work', async () => {
    await open({
      'bad-id.mjs': `${tool('() => 1')} export const ünicode = { description: 'x', run() {} };`,
      'empty.mjs': '',
      'exits.mjs': 'process.exit(0);',
      'five.mjs': 'export default 5;',
      'loops.mjs': 'for (;;);',
      'nothing.mjs': "export default { description: '', run() {} };",
      'open.mjs': "export default { description: 'x', permission: 'session', run() {} };",
      'schema.mjs': "export default { description: 'x', parameters: { a: 'text' }, run() {} };",
      'syntax.mjs': 'export default {',
      'throws.mjs': "throw new Error('at import');",
      'waits.mjs': 'await new Promise((r) => setTimeout(r, 600_000));',
      'works.mjs': tool('() => "works"'),
    });
    expect(lab.ids()).to.deep.equal(['works']);
    expect(await text('works')).to.equal('works');
    const told = Object.fromEntries(lab.notices.map((notice) => [/([\w-]+)\.mjs: /.exec(notice)?.[1], notice]));
    expect(Object.keys(told)).to.have.length(11);
    expect(told['bad-id']).to.include('is no name of a tool');
    expect(told.empty).to.include('exports no tool');
    expect(told.loops).to.include('not imported after 5 s');
    expect(told.nothing).to.include('has no description');
    expect(told.open).to.include('no known permission');
    expect(told.schema).to.include('no known type');
    expect(told.throws).to.include('at import');
    expect(told.waits).to.include('not imported after 5 s');
  });

  it('whose call throws, hangs or kills the process can be called again', async () => {
    await open(
      {
        'x.mjs': tool(`async ({ how }) => {
          if (how === 'throw') throw new Error('no such thing');
          if (how === 'exit') process.exit(3);
          if (how === 'loop') for (;;);
          if (how === 'wait') await new Promise((r) => setTimeout(r, 600_000));
          if (how === 'cycle') { const a = {}; a.a = a; return a; }
          return 'fine';
        }`),
      },
      {},
    );
    const slow = { ...ctx, config: { timeout: 300 } };
    const late = (how: string) => lab.run('x', { how }, slow).catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await failure('x', { how: 'throw' })).to.equal('no such thing');
    expect(await failure('x', { how: 'cycle' })).to.include('circular');
    expect(await failure('x', { how: 'exit' })).to.include('OC_PLUGIN_FAILED');
    expect(await text('x')).to.equal('fine');
    expect(await late('wait')).to.equal('ToolError: x timed out: ended after 300 ms. [tool.x] timeout in opencode.toml allows more.');
    expect(await late('loop')).to.include('timed out');
    const aborting = new AbortController();
    const running = lab.run('x', { how: 'wait' }, { ...ctx, signal: aborting.signal });
    setTimeout(() => aborting.abort(new Error('enough')), 50);
    expect(await running.catch((error: Error) => error.message)).to.equal('enough');
  });

  it('of a project that nobody trusts are not even imported, which is told', async () => {
    await open(
      { 'evil.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync('ran', ''); ${tool('() => 1')}` },
      {
        trusted: false,
        own: { 'tools/mine.mjs': tool('() => "mine"') },
      },
    );
    expect(lab.ids()).to.deep.equal(['mine']);
    expect(lab.notices).to.have.length(1);
    expect(lab.notices[0]).to.include('not trusted').and.include('evil.mjs');
    expect(existsSync(join(lab.work, 'ran'))).to.equal(false);
  });

  it('of the project come before the user’s, and programs before files', async () => {
    await open(
      { 'a.mjs': tool('() => "file"'), 'b.mjs': tool('() => "project"') },
      { own: { 'tools/b.mjs': tool('() => "user"') }, tool: { a: { command: ['echo', 'program'], description: 'x' } } },
    );
    expect([await text('a'), await text('b')]).to.deep.equal(['program\n', 'project']);
    expect(lab.notices).to.have.length(2);
    expect(lab.notices[0]).to.include('has a tool a');
  });

  it('that lead out of the project, are huge or no files are not imported', async () => {
    await open({ 'good.mjs': tool('() => 1') });
    const folder = join(lab.work, FOLDER);
    writeFileSync(join(lab.base, 'outside.mjs'), tool('() => 1'));
    symlinkSync(join(lab.base, 'outside.mjs'), join(folder, 'linked.mjs'));
    symlinkSync('/dev/zero', join(folder, 'zero.js'));
    writeFileSync(join(folder, 'huge.js'), '');
    truncateSync(join(folder, 'huge.js'), 100 * 1024 * 1024);
    await lab.bridge.stop();
    await lab.bridge.start(lab.kernel.signal);
    expect(lab.ids()).to.deep.equal(['good']);
    expect(lab.notices.map((notice) => /(\w+)\.m?js: /.exec(notice)?.[1])).to.deep.equal(['huge', 'linked', 'zero']);
  });

  it('end with us', async () => {
    await open({ 'x.mjs': tool('() => String(process.pid)') });
    const pid = Number(await text('x'));
    await lab.bridge.stop();
    expect(() => process.kill(pid, 0)).to.throw('ESRCH');
    expect(lab.ids()).to.deep.equal([]);
  });
});
