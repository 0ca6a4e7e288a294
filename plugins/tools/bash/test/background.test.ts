import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { killAllGroups, liveGroups, type Tool, type ToolCallInfo, type ToolOutput } from '@ock/kernel';
import { expect } from 'chai';
import { toolContract } from '../../../../test/contracts/tool.ts';
import { activatePlugin, type TestPlugin } from '../../../../test/support/plugin-context.ts';
import { type TestToolContext, testToolContext } from '../../../../test/support/tool-context.ts';

const pluginDir = new URL('..', import.meta.url);

toolContract({ pluginDir, id: 'bash_kill', input: {}, failing: { id: 'b0000' } });
toolContract({ pluginDir, id: 'bash_output', input: {}, failing: { id: 'b0000', wait: 1, filter: 'x' } });

describe('a background command', () => {
  let ctx: TestToolContext;
  let plugin: TestPlugin;

  beforeEach(async () => {
    ctx = await testToolContext();
    plugin = await activatePlugin(pluginDir);
  });
  afterEach(async () => {
    killAllGroups();
    await ctx.dispose();
  });

  const call = (tool: string, input: object, context: object = ctx): Promise<ToolOutput> =>
    (plugin.registered.get(`tool:${tool}`) as Tool<object>).run(input, context as TestToolContext);
  const start = (command: string, rest: object = {}): Promise<ToolOutput> => call('bash', { command, background: true, ...rest });
  const started = async (command: string, rest: object = {}): Promise<string> => String((await start(command, rest)).metadata?.process_id);
  const refusal = (tool: string, input: object, context?: object): Promise<string> =>
    call(tool, input, context).then(
      ({ text }) => expect.fail(text),
      (error: Error) => (error.name === 'ToolError' ? error.message : Promise.reject(error)),
    );
  const tap = (hook: string, ...args: unknown[]): Promise<unknown> => {
    const fn = plugin.taps.find((found) => found.hook === hook)?.fn as ((...args: unknown[]) => unknown) | undefined;
    return Promise.resolve(fn?.(...args));
  };
  const next = async (text = 'ok'): Promise<string> =>
    ((await tap('toolResult', { text }, { sessionId: ctx.sessionId } as ToolCallInfo)) as ToolOutput).text;

  it('returns at once with its id and first output; more is shown piece by piece', async () => {
    const { text, metadata, title } = await start('echo one; sleep 600', { description: 'count' });
    expect(text).to.match(/^one\nRuns in the background as b[0-9a-f]{4}, /);
    const id = metadata?.process_id;
    expect(title).to.equal(`count [${id}]`);
    expect((await call('bash_output', { id })).text).to.match(/^\(no new output\)\n/);
  });

  it('tells its exit code when it has ended, and keeps all of its output in a file', async () => {
    const id = await started('echo begin; sleep 0.6; echo end >&2; exit 3');
    const { text, metadata } = await call('bash_output', { id, wait: 20 });
    expect(text).to.equal('end\nexit code: 3');
    expect(metadata).to.include({ exit_code: 3, running: false });
    expect(readFileSync(String(metadata?.output_file), 'utf8')).to.equal('begin\nend\n');
    expect((await call('bash_output', { id })).text).to.equal('(no new output)\nexit code: 3');
  });

  it('that fails at once is told as one that was waited for', async () => {
    const output = await start('echo no such thing; exit 127');
    expect(output).to.include({ isError: true });
    expect(output.text).to.match(/^no such thing\nb[0-9a-f]{4} has ended already: exit code: 127/);
  });

  it('can be waited for until a line matches', async () => {
    const id = await started('sleep 0.5; echo starting; echo listening on 80; sleep 600');
    const { text } = await call('bash_output', { id, wait: 20, filter: '^listen' });
    expect(text).to.match(/^listening on 80\nstill running, for \d+ s$/);
    expect((await call('bash_output', { id })).text, 'the others count as seen').to.match(/^\(no new output\)/);
  });

  it('keeps half a line back where lines are chosen', async () => {
    const id = await started('printf lis; sleep 0.6; printf "ten\\n"; sleep 600');
    expect((await call('bash_output', { id, filter: 'lis' })).text).to.match(/^\(no new output that matches\)/);
    expect((await call('bash_output', { id, filter: 'listen', wait: 20 })).text).to.match(/^listen\n/);
  });

  it('refuses filters that are none or never end', async () => {
    const id = await started(`echo ${'a'.repeat(60)}b; sleep 600`);
    expect(await refusal('bash_output', { id, filter: '(' })).to.include('no regular expression');
    const other = await started(`sleep 0.5; echo ${'a'.repeat(60)}b; sleep 600`);
    expect(await refusal('bash_output', { id: other, filter: '^(a+)+$', wait: 20 })).to.include('takes too long');
  });

  it('ends when it is told to, with all it started', async () => {
    const id = await started('sleep 601 & sleep 602 & echo up; wait');
    expect(liveGroups()).to.have.length(1);
    const { text, metadata } = await call('bash_kill', { id });
    expect(text).to.equal(`${id}: ended by signal: SIGTERM`);
    expect(metadata).to.deep.equal({ ended: [id] });
    expect(liveGroups()).to.deep.equal([]);
    expect((await call('bash_output', { id })).metadata).to.include({ signal: 'SIGTERM' });
    expect((await call('bash_kill', { id })).text).to.include('had ended before');
  });

  it('ends with the others when none is named', async () => {
    const ids = [await started('sleep 600'), await started('sleep 600'), await started('true')];
    expect((await call('bash_kill', {})).metadata).to.deep.equal({ ended: ids.slice(0, 2) });
    expect(liveGroups()).to.deep.equal([]);
  });

  it('is waited for no longer than the call may last', async () => {
    const id = await started('sleep 600');
    setTimeout(() => ctx.abort(), 100);
    expect((await call('bash_output', { id, wait: 600 })).text).to.include('still running');
  });

  it('is killed when it does not end by itself', async () => {
    const id = await started("trap '' TERM; echo deaf; while true; do sleep 1; done");
    expect((await call('bash_kill', { id })).text).to.include('SIGKILL');
    expect(liveGroups()).to.deep.equal([]);
  });

  it('ends at its timeout', async () => {
    const id = await started('sleep 600', { timeout: 500 });
    expect((await call('bash_output', { id, wait: 20 })).text).to.include('timed out');
  });

  it('runs on while a process it left holds its output', async () => {
    const id = await started('(sleep 0.7; echo late) & echo early');
    expect((await call('bash_output', { id, wait: 20 })).text).to.equal('late\nexit code: 0');
  });

  it('is the business of its session alone', async () => {
    const id = await started('sleep 600');
    const other = { ...ctx, sessionId: 'ses_other' };
    expect(await refusal('bash_output', { id }, other))
      .to.include('no background command')
      .and.not.include('sleep');
    expect(await refusal('bash_kill', { id }, other)).to.include('no background command');
    expect((await call('bash_output', {}, other)).text).to.contain('There are none of this run');
    expect((await call('bash_output', {})).text).to.match(new RegExp(`^There are:\n${id}: sleep 600 \\(still running, for \\d+ s\\)$`));
    await tap('sessionEnd', { id: 'ses_other' });
    expect(liveGroups()).to.have.length(1);
    await tap('sessionEnd', { id: ctx.sessionId });
    expect(liveGroups()).to.deep.equal([]);
  });

  it('ends with the program, deaf or not', async () => {
    await started("trap '' TERM; sleep 600 & while true; do sleep 1; done");
    await started('sleep 600');
    await tap('shutdown', 'exit');
    expect(liveGroups()).to.deep.equal([]);
  });

  it('is said to have ended with the next result or prompt, once', async () => {
    const id = await started('sleep 0.5; exit 2');
    expect(await next()).to.equal('ok');
    await started('true');
    for (let i = 0; (await call('bash_output', {})).text.includes('still running') && i < 200; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await next()).to.match(new RegExp(`^ok\n\n\\[background command ${id} \\(sleep 0.5; exit 2\\) ended: exit code: 2;`));
    expect(await next()).to.equal('ok');
    expect(await tap('prompt', { text: 'hi', files: [] }, { id: ctx.sessionId })).to.deep.equal({ text: 'hi', files: [] });
  });

  it('stops at twenty at once', async () => {
    setMaxListeners(30, ctx.signal);
    const ids = await Promise.all(Array.from({ length: 20 }, () => started('sleep 600')));
    expect(new Set(ids).size).to.equal(20);
    expect(await refusal('bash', { command: 'sleep 600', background: true })).to.include('20 commands run');
    await call('bash_kill', { id: ids[7] });
    expect(await started('sleep 600')).to.match(/^b/);
  });

  it('keeps the last of much output, and says what is missing', async () => {
    const id = await started('sleep 0.5; yes "a line of output" | head -n 40000; echo last');
    const { text } = await call('bash_output', { id, wait: 20 });
    expect(text.length).to.be.below(40_000);
    expect(text)
      .to.match(/^\[\d+ characters before this are not shown\. Whole output: \S+\]\n/)
      .and.match(/\nlast\nexit code: 0$/);
    const early = await start('yes "a line of output" | head -n 40000');
    expect(early.text.length).to.be.below(40_000);
  });
});

describe('a command in a terminal', () => {
  let ctx: TestToolContext;
  let plugin: TestPlugin;

  beforeEach(async function () {
    ctx = await testToolContext();
    plugin = await activatePlugin(pluginDir);
    const there = await import('@lydell/node-pty').catch(() => undefined);
    if (there) return;
    console.log('missing: @lydell/node-pty');
    this.skip();
  });
  afterEach(async () => {
    killAllGroups();
    await ctx.dispose();
  });
  const call = (tool: string, input: object): Promise<ToolOutput> =>
    (plugin.registered.get(`tool:${tool}`) as Tool<object>).run(input, ctx);

  it('has one, 120 columns wide and 40 rows high', async () => {
    const command = "test -t 1 && stty size; printf '\\033[1;32mgreen\\033[0m\\n'; exit 4";
    const { text, metadata, isError } = await call('bash', { command, pty: true });
    expect(text).to.equal('40 120\ngreen\nexit code: 4');
    expect(metadata).to.include({ exit_code: 4 });
    expect(isError).to.equal(true);
  });

  it('ends at its timeout and by signals like any other', async () => {
    expect((await call('bash', { command: 'echo a; sleep 60', pty: true, timeout: 300 })).text).to.match(/^a\ntimed out/);
    expect((await call('bash', { command: 'kill -KILL $$', pty: true })).text).to.include('ended by signal: SIGKILL');
    expect(liveGroups()).to.deep.equal([]);
  });

  it('may run in the background', async () => {
    const { metadata } = await call('bash', { command: 'sleep 0.5; test -t 1 && echo a terminal; sleep 600', pty: true, background: true });
    const id = metadata?.process_id;
    expect((await call('bash_output', { id, wait: 20, filter: 'terminal' })).text).to.match(/^a terminal\n/);
    expect((await call('bash_kill', { id })).text).to.match(/ended by signal: SIG(TERM|HUP)/);
    expect(liveGroups()).to.deep.equal([]);
  });
});
