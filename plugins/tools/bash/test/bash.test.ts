import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { killAllGroups, type Tool } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);

toolContract({
  pluginDir,
  setup: (ctx) => writeFile(join(ctx.cwd, 'a.txt'), 'hello\n'),
  input: { command: 'cat a.txt', timeout: 5000, workdir: '.', description: 'show a.txt' },
  failing: { command: 'echo it went wrong >&2; exit 3' },
  endless: { command: 'sleep 300' },
});

describe('tool:bash', () => {
  let ctx: TestToolContext;
  let tool: Tool<Record<string, unknown>>;
  const run = (command: string, rest: Record<string, unknown> = {}) => tool.run({ command, ...rest }, ctx);

  beforeEach(async () => {
    ctx = await testToolContext();
    tool = (await activatePlugin(pluginDir)).registered.get('tool:bash') as Tool<Record<string, unknown>>;
  });
  afterEach(async () => {
    killAllGroups();
    await ctx.dispose();
  });

  it('tells output and exit code', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).to.deep.include({
      text: 'out\nerr\nexit code: 3',
      isError: true,
      title: 'echo out; echo err >&2; exit 3 (3)',
    });
    expect(await run('printf x')).to.deep.include({ text: 'x\nexit code: 0', title: 'printf x' });
    expect((await run('true')).text).to.equal('(no output)\nexit code: 0');
  });

  it('gives the facts to front ends', async () => {
    const { metadata } = await run('exit 4');
    expect(metadata).to.include({ exit_code: 4 });
    expect(metadata?.duration_ms).to.be.a('number');
    expect((await run('kill -TERM $$')).metadata)
      .to.include({ signal: 'SIGTERM' })
      .and.not.have.property('exit_code');
  });

  it('names the signal that ended it', async () => {
    expect((await run('kill -KILL $$')).text).to.equal('(no output)\nended by signal: SIGKILL');
  });

  it('ends a command at its timeout and says so', async () => {
    const output = await run('echo begun; sleep 60', { timeout: 200 });
    expect(output.text).to.match(/^begun\ntimed out: ended after 200 ms/);
    expect(output).to.deep.include({ isError: true }).and.to.have.nested.property('metadata.timed_out', true);
  });

  it('returns at once when something stays in the background, and says where its output goes', async () => {
    const output = await run('sleep 600 & echo started');
    expect(output.text)
      .to.match(/^started\nA process .* background.*\nexit code: 0$/s)
      .and.contain(output.metadata?.output_file);
  });

  it('keeps head and tail of long output and the whole in a file', async () => {
    const { text, metadata } = await run('echo first; yes "a line of output" | head -n 400000; echo last');
    expect(Buffer.byteLength(text)).to.be.below(33_000);
    expect(text)
      .to.match(/^first\n/)
      .and.match(/\nlast\nexit code: 0$/);
    expect(text).to.contain(metadata?.output_file);
    expect(statSync(metadata?.output_file ?? '').size).to.equal(6 + 400_000 * 17 + 5);
  });

  it('cuts many short lines too', async () => {
    const { text, metadata } = await run('seq 1 5000');
    expect(text.split('\n')).to.have.length.below(2_010);
    expect(readFileSync(metadata?.output_file ?? '', 'utf8').split('\n')).to.have.length(5_001);
  });

  it('names only the file that holds the whole, however often it was cut', async () => {
    const { text } = await run('seq 1 20000');
    const named = [...text.matchAll(/Whole output: (\S+)/g)].map(([, file]) => file as string);
    expect(named).to.not.deep.equal([]);
    for (const file of named) expect(readFileSync(file, 'utf8').split('\n')).to.have.length(20_001);
  });

  it('works where it is told', async () => {
    expect((await run('mkdir sub; cd sub; pwd')).text).to.contain(`${ctx.cwd}/sub`);
    expect((await run('pwd')).text).to.contain(`${ctx.cwd}\n`);
    expect((await run('pwd', { workdir: 'sub' })).text).to.contain(`${ctx.cwd}/sub\n`);
    const error = await run('pwd', { workdir: 'nowhere' }).catch((caught: unknown) => caught);
    expect(error).to.include({ name: 'ToolError' }).and.have.property('message').that.contains('nowhere');
  });

  it('is judged by the command and the folder it runs in', async () => {
    expect(await tool.subjects?.({ command: 'ls' }, ctx)).to.deep.equal([{ action: 'exec', command: 'ls', cwd: ctx.cwd }]);
    expect(await tool.subjects?.({ command: 'ls', workdir: '../..' }, ctx)).to.deep.equal([{ action: 'exec', command: 'ls', cwd: '/' }]);
  });

  it('sets up an environment in which nothing waits for a person', async () => {
    const { text } = await run(
      'echo "$OPENCODE $GIT_TERMINAL_PROMPT $PAGER $TERM"; read -t 5 answer || echo "no stdin"; git config --get core.pager || true',
    );
    expect(text).to.contain('1 0 cat dumb\nno stdin\n');
  });

  it('shows what a terminal would show', async () => {
    const { text } = await run("printf 'load 1%%\\rload 2%%\\rload 100%%\\n\\033[31mred\\033[0m\\r\\n'");
    expect(text).to.equal('load 100%\nred\nexit code: 0');
  });

  it('reports while it runs', async () => {
    await run('echo one; sleep 0.3; echo two');
    expect(ctx.progressed.join('')).to.match(/^one\n/);
    expect(ctx.progressed.length).to.be.within(1, 2);
  });

  it('says that it was interrupted', async () => {
    setTimeout(() => ctx.abort(), 100);
    expect((await run('echo on; sleep 60')).text).to.equal('on\ninterrupted: ended before it finished.');
  });

  it('starts nothing once aborted', async () => {
    ctx.abort();
    await run('touch made');
    expect(existsSync(join(ctx.cwd, 'made'))).to.equal(false);
  });
});
