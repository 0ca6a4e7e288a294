import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { liveGroups, redact, type Tool } from '@ock/kernel';
import { expect } from 'chai';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';
import { quoteWord, splitWords } from '../src/split-words.ts';
import { type ToolLab, type ToolLabOptions, toolLab } from './tool-lab.ts';

const ARGS = `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)));\n`;
const LIST = { type: 'array', items: { type: 'string' }, optional: true };

describe('a program as a tool', () => {
  let lab: ToolLab;
  let ctx: TestToolContext;
  const open = async (tool: ToolLabOptions['tool'], more: Omit<ToolLabOptions, 'tool'> = {}) => {
    lab = await toolLab({ files: { 'scripts/args': ARGS }, ...more, ...(tool && { tool }) });
    ctx = await testToolContext({ cwd: lab.work });
  };
  afterEach(async () => {
    await lab.close();
    await ctx.dispose();
  });
  const args = async (input: unknown) => JSON.parse((await lab.run('x', input, ctx)).text) as string[];
  const subjects = (input: unknown) => (lab.brought('x').tool as Tool<unknown>).subjects?.(input, ctx);

  it('is offered as it is described', async () => {
    const schema = { path: { type: 'string', description: 'a file' }, deep: { type: 'boolean', optional: true } };
    await open({ x: { command: ['true'], description: 'Does x.', schema, read_only: true, permission: 'fs.read' } });
    const { contribution, origin } = lab.brought('x');
    expect(contribution).to.deep.equal({
      id: 'x',
      permission: 'fs.read',
      readOnly: true,
      description: 'Does x.',
      parameters: {
        type: 'object',
        properties: { path: { type: 'string', description: 'a file' }, deep: { type: 'boolean' } },
        required: ['path'],
      },
    });
    expect(origin).to.equal(join(lab.work, 'opencode.toml'));
    await lab.close();
    await open({ x: { command: 'true', description: 'x' } });
    expect(lab.brought('x').contribution).to.include({ permission: 'exec', readOnly: false });
  });

  it('gets every value as one argument, whatever stands in it', async () => {
    await open({
      x: { command: './scripts/args {a} --b={b} {c} end {nothing}', description: 'x', schema: { a: 'string', b: 'string', c: LIST } },
    });
    const evil = '$(touch ran) `touch ran`; touch ran && "quoted" \'single\' | > ran\n--flag {b}';
    expect(await args({ a: evil, b: evil, c: ['one two', evil] })).to.deep.equal([
      evil,
      `--b=${evil}`,
      'one two',
      evil,
      'end',
      '{nothing}',
    ]);
    expect(await args({ a: '', b: 'x', c: [] })).to.deep.equal(['', '--b=x', 'end', '{nothing}']);
    expect(await args({ a: 'a' })).to.deep.equal(['a', 'end', '{nothing}']);
    expect(await args({ a: 5, b: { deep: [true] } })).to.deep.equal(['5', '--b={"deep":[true]}', 'end', '{nothing}']);
    expect(existsSync(join(lab.work, 'ran'))).to.equal(false);
  });

  it('is judged by the command that runs', async () => {
    await open({ x: { command: ['./scripts/args', '{a}'], description: 'x', schema: { a: 'string' }, cwd: 'scripts' } });
    expect(await subjects({ a: "it's $HOME" })).to.deep.equal([
      { action: 'exec', command: `${join(lab.work, 'scripts/args')} 'it'\\''s $HOME'`, cwd: join(lab.work, 'scripts') },
    ]);
  });

  it('without placeholders reads its arguments as JSON, where it wants to', async () => {
    await open({ x: { command: ['cat'], description: 'x', schema: { a: 'string', b: { type: 'integer', optional: true } } } });
    expect(JSON.parse((await lab.run('x', { a: 'ü\n', b: 2 }, ctx)).text)).to.deep.equal({ a: 'ü\n', b: 2 });
    await lab.close();
    await open({ x: { command: ['cat'], description: 'x', schema: { a: 'string' }, stdin: false } });
    expect((await lab.run('x', { a: 'a' }, ctx)).text).to.equal('(no output)');
    await lab.close();
    await open({ x: { command: ['true'], description: 'x', schema: { a: 'string' } } });
    expect((await lab.run('x', { a: 'y'.repeat(1_000_000) }, ctx)).isError ?? false, 'one that reads nothing').to.equal(false);
  });

  it('by a shell gets its values as variables, never as text of the command', async () => {
    const line = 'printf "%s|%s|%s" "$TOOL_FILE_PATH" "$TOOL_N" "$OWN"';
    await open({
      x: {
        shell: true,
        command: line,
        description: 'x',
        schema: { filePath: 'string', n: { type: 'number', optional: true } },
        env: { OWN: 'own' },
      },
    });
    const evil = '"; touch ran; $(touch ran) `touch ran`';
    expect((await lab.run('x', { filePath: evil, n: 4 }, ctx)).text).to.equal(`${evil}|4|own`);
    expect((await lab.run('x', { filePath: 'a' }, ctx)).text).to.equal('a||own');
    expect(await subjects({ filePath: evil })).to.deep.equal([{ action: 'exec', command: line, cwd: lab.work }]);
    expect(existsSync(join(lab.work, 'ran'))).to.equal(false);
  });

  it('cannot be given variables that steer a shell or a loader', async () => {
    const schema = { PATH: 'string', ldPreload: 'string', BASH_ENV: 'string' };
    await open({ x: { shell: true, command: 'env', description: 'x', schema } });
    const { text } = await lab.run('x', { PATH: '/evil', ldPreload: '/evil', BASH_ENV: '/evil' }, ctx);
    const names = text.split('\n').flatMap((row) => (row.endsWith('=/evil') ? [row.split('=')[0]] : []));
    expect(names.sort()).to.deep.equal(['TOOL_BASH_ENV', 'TOOL_LD_PRELOAD', 'TOOL_PATH']);
  });

  it('tells its exit code, signal and time', async () => {
    const schema = { line: 'string' };
    await open({ x: { command: ['sh', '-c', '{line}'], description: 'x', schema, timeout: '300ms' } });
    expect(await lab.run('x', { line: 'echo out; echo err >&2' }, ctx)).to.deep.include({ title: 'x', text: 'out\nerr\n' });
    const failed = await lab.run('x', { line: 'echo out; exit 3' }, ctx);
    expect(failed).to.deep.include({ isError: true, text: 'out\nexit code: 3', title: 'x (3)' });
    expect(failed.metadata).to.include({ exit_code: 3 });
    expect((await lab.run('x', { line: 'kill -9 $$' }, ctx)).text).to.include('ended by signal: SIGKILL');
    const late = await lab.run('x', { line: 'sleep 600 & wait' }, ctx);
    expect(late.text).to.include('timed out: ended after 300 ms');
    expect(liveGroups()).to.deep.equal([]);
  });

  it('with long output keeps head, tail and the whole in a file', async () => {
    await open({ x: { command: ['seq', '1', '200000'], description: 'x' } });
    const { text, metadata } = await lab.run('x', {}, ctx);
    expect(text.length).to.be.below(40_000);
    expect(text)
      .to.match(/^1\n2\n/)
      .and.match(/200000\n?$/);
    expect(existsSync(String(metadata?.output_file))).to.equal(true);
  });

  it('that is not there, may not run or has no folder says so', async () => {
    await open(
      {
        x: { command: ['no-such-program'], description: 'x' },
        y: { command: ['./plain'], description: 'y' },
        z: { command: ['true'], description: 'z', cwd: 'nowhere' },
      },
      { files: { plain: 'text' } },
    );
    const reason = (id: string) => lab.run(id, {}, ctx).catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await reason('x')).to.equal('ToolError: There is no program no-such-program.');
    expect(await reason('y')).to.match(/^ToolError: .*plain may not be run/);
    expect(await reason('z')).to.match(/^ToolError: There is no folder .*nowhere/);
    const nul = await lab.run('x', {}, { ...ctx }).catch((error: Error) => error.message);
    expect(nul).to.include('no program');
  });

  it('refuses values that no program takes', async () => {
    await open({ x: { command: ['echo', '{a}'], description: 'x', schema: { a: 'string' } } });
    const reason = (a: string) => lab.run('x', { a }, ctx).catch((error: Error) => `${error.name}: ${error.message}`);
    expect(await reason('a\0b')).to.match(/^ToolError: a holds a NUL/);
    expect(await reason('a'.repeat(3_000_000))).to.match(/^ToolError: a is longer/);
  });

  it('that is described wrongly is left out, with the key', async () => {
    const good = { command: ['true'], description: 'x' };
    const bad: Record<string, Record<string, unknown>> = {
      'a b': good,
      c1: { ...good, command: [] },
      c2: { ...good, command: 5 },
      c3: { ...good, command: ['{p}'], schema: { p: 'string' } },
      c4: { ...good, command: 'echo "open' },
      c5: { ...good, command: ['echo', 'x'], shell: true },
      d: { command: ['true'] },
      e: { ...good, env: { A: 1 } },
      f: { ...good, read_only: 'yes' },
      p: { ...good, permission: 'session' },
      s1: { ...good, schema: 5 },
      s2: { ...good, schema: { a: 'text' } },
      t: { ...good, timeout: 'soon' },
      w: { ...good, cwd: 3 },
      plain: { timeout: 5 },
      good,
    };
    await open(bad);
    expect(lab.ids()).to.deep.equal(['good']);
    const told = lab.notices.map((text) => /^\[tool\.(.+?)\] (\w+): /.exec(text)?.slice(1).join(' '));
    expect(told).to.deep.equal([
      ...['a b name', 'c1 command', 'c2 command', 'c3 command', 'c4 command', 'c5 command', 'd description', 'e env', 'f read_only'],
      ...['p permission', 's1 schema', 's2 schema', 't timeout', 'w cwd'],
    ]);
  });

  it('needs [override] to take the place of another', async () => {
    const tool = { bash: { command: ['true'], description: 'mine' } };
    await open(tool, { taken: ['bash'] });
    expect(lab.ids()).to.deep.equal([]);
    expect(lab.notices.join()).to.include('[override] "tool:bash" = "@ock/bridge-custom-tools"');
    await lab.close();
    await open({}, { override: { 'tool:bash': '@ock/bridge-custom-tools' } });
    expect(lab.notices.join()).to.include('so there is no tool bash');
    await lab.close();
    await open(tool, { override: { 'tool:bash': '@ock/bridge-custom-tools' } });
    expect(lab.ids()).to.deep.equal(['bash']);
    expect(lab.notices).to.deep.equal([]);
  });

  it('is given keys by name, which are kept from the model', async () => {
    const env = { MY_TOKEN: 'zq81-the-token-of-a-service', COLOUR: 'zq81-the-colour' };
    await open({ x: { command: ['printenv', 'MY_TOKEN', 'COLOUR'], description: 'x', env } });
    const { text } = await lab.run('x', {}, ctx);
    expect(text).to.include('zq81-the-token');
    expect(redact(text)).to.include('zq81-the-colour').and.not.include('zq81-the-token');
  });

  it('runs where the session is, without keys', async () => {
    await open({ x: { command: ['sh', '-c', 'pwd; env'], description: 'x' } });
    symlinkSync(lab.work, join(lab.base, 'link'));
    const { text } = await lab.run('x', {}, ctx);
    expect(text.split('\n')[0]).to.equal(lab.work);
    expect(text).not.to.match(/API_KEY|TOKEN/);
  });
});

describe('words of a command line', () => {
  it('are held together by quotes', () => {
    expect(splitWords('  a  "b c"d \'e "f"\' "" g\\h ')).to.deep.equal(['a', 'b cd', 'e "f"', '', 'g\\h']);
    expect(splitWords('')).to.deep.equal([]);
    expect(splitWords("a 'b")).to.equal(undefined);
  });

  it('are quoted so that a shell reads them back', () => {
    for (const word of ['a-b/c.d', '', "it's", '$x `y` "z"\n', '-n', '~', '*'])
      expect(splitWords(quoteWord(word))?.join('') ?? '', word).to.be.a('string');
    expect(quoteWord("it's")).to.equal("'it'\\''s'");
    expect(quoteWord('src/a.ts')).to.equal('src/a.ts');
    expect(quoteWord('~')).to.equal("'~'");
  });
});
