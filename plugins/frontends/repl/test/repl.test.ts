import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelError } from '@ock/kernel';
import { expect } from 'chai';
import { Repl, type ReplOptions } from '../src/repl.ts';
import { type FakeTurn, fakeOpen, fakeTerminal, t, testKernel } from './support.ts';

describe('Repl', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ock-repl-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function start(kind: 'keys' | 'pipe', turn: (turn: FakeTurn) => Promise<object | undefined>, options: ReplOptions = {}) {
    const terminal = fakeTerminal(kind);
    const prompts: string[] = [];
    const { open, opened, closed } = fakeOpen(async (facts) => {
      prompts.push(facts.text);
      return turn(facts);
    });
    const kernel = testKernel(root);
    const exit = new Repl({ kernel, t, terminal, open }, options).run();
    return { terminal, prompts, opened, closed, kernel, exit, type: (keys: string) => terminal.input.write(keys) };
  }
  const say =
    (text: string) =>
    async ({ emit }: FakeTurn) =>
      void emit({ type: 'text', message_id: 'm', delta: text } as never);

  it('answers each line of a pipe, then leaves; the transcript alone is on stdout', async () => {
    const repl = start('pipe', async (turn) => say(`echo ${turn.text}`)(turn).then(() => undefined));
    repl.terminal.input.end('one\n\nlong \\\nline\n/resume ses_1\n');
    expect(await repl.exit).to.equal(0);
    expect(repl.prompts).to.deep.equal(['one', 'long \nline']);
    expect(repl.terminal.out.text).to.equal('echo one\necho long \nline\nnow in ses_1\n');
    expect(repl.terminal.err.text)
      .to.include('opencode 1.2.3 · offline/intents')
      .and.include('No model is connected')
      .and.include('--session ses_1');
    expect(repl.terminal.err.text).to.not.include('\x1b');
    expect(repl.opened[0]).to.not.have.property('person');
    expect(repl.closed).to.deep.equal(['ses_new1', 'ses_1']);
    expect(existsSync(join(root, 'state', 'repl-history'))).to.equal(false);
  });

  it('leaves at /exit and opens nothing when nothing was asked', async () => {
    const repl = start('pipe', say('x'));
    repl.terminal.input.write('/help\n/help RES\n/frobnicate\n/help nonsense\n/exit\nnever\n');
    await repl.exit;
    expect(repl.opened).to.deep.equal([]);
    expect(repl.terminal.out.text).to.include('/resume [ID]').and.include('@plan TEXT');
    expect(repl.terminal.out.text.split('/resume [ID]'), 'with words only what has them').to.have.length(3);
    expect(repl.terminal.out.text.split('/exit')).to.have.length(2);
    expect(repl.terminal.err.text.split('OC_UNKNOWN_COMMAND')).to.have.length(3);
  });

  it('exits with the code of the failure when nobody watches', async () => {
    const repl = start('pipe', async () => ({
      subtype: 'error',
      exitCode: 41,
      cause: new KernelError('OC_AUTH_MISSING', { provider: 'x' }),
    }));
    repl.terminal.input.end('one\n');
    expect(await repl.exit).to.equal(41);
    expect(repl.terminal.err.text).to.include('Error: ');
  });

  it('shows the first prompt before any session exists, and keeps what was asked in the history', async () => {
    const repl = start('keys', say('fine'));
    await repl.terminal.out.until('build> ');
    expect(repl.opened).to.deep.equal([]);
    repl.type('hello\r');
    await repl.terminal.out.until(/fine\n[\s\S]*build> /);
    expect(repl.opened[0]).to.have.property('person');
    repl.type('\x04');
    expect(await repl.exit).to.equal(0);
    expect(repl.terminal.out.text).to.include('Go on later with: opencode --session ses_new1');
    expect(readFileSync(join(root, 'state', 'repl-history'), 'utf8')).to.equal('"hello"\n');
  });

  it('interrupts the turn at Ctrl-C and leaves at a second one', async () => {
    const aborted = (turn: FakeTurn) =>
      new Promise<object>((resolve) => turn.signal.addEventListener('abort', () => resolve({ subtype: 'interrupted', exitCode: 130 })));
    const repl = start('keys', async (turn) => {
      if (turn.text === 'deaf') return new Promise(() => undefined);
      return aborted(turn);
    });
    await repl.terminal.out.until('build> ');
    repl.type('wait\r');
    await new Promise((resolve) => setTimeout(resolve, 30));
    repl.type('\x03');
    await repl.terminal.out.until(/Interrupted[\s\S]*build> /);
    repl.type('deaf\r');
    await new Promise((resolve) => setTimeout(resolve, 30));
    repl.type('\x03');
    repl.type('\x03');
    expect(await repl.exit).to.equal(130);
    expect(repl.terminal.out.text).to.include('opencode --session');
  });

  it('leaves at Ctrl-C on an empty line', async () => {
    const repl = start('keys', say('x'));
    await repl.terminal.out.until('build> ');
    repl.type('\x03');
    expect(await repl.exit).to.equal(0);
  });

  it('switches agents, and leaves the conversation for a new one', async () => {
    const repl = start('keys', say('ok'), { effort: 'low', model: 'offline/other', mode: 'plan' });
    await repl.terminal.out.until('build> ');
    repl.type('@plan look around\r');
    await repl.terminal.out.until(/ok\n[\s\S]*plan> /);
    expect(repl.opened[0]).to.include({ agent: 'plan', model: 'offline/other', mode: 'plan', effort: 'low' });
    expect(repl.prompts).to.deep.equal(['look around']);
    repl.type('@build\r');
    await repl.terminal.out.until(/agent: build\n[\s\S]*build> /);
    repl.type('/new\r');
    await repl.terminal.out.until('fresh');
    repl.type('again\r');
    await repl.terminal.out.until('ok', repl.terminal.out.text.length);
    expect(repl.opened[1]).to.include({ agent: 'build', model: 'offline/other' }).and.not.have.property('session');
    repl.type('\x04');
    await repl.exit;
  });

  it('goes on with another session, and leaves the one it was in', async () => {
    const repl = start('keys', say('ok'), { session: 'latest' });
    await repl.terminal.out.until('build> ');
    expect(repl.opened[0]).to.include({ session: 'latest' });
    repl.type('/resume ses_1\r');
    await repl.terminal.out.until('now in ses_1');
    expect(repl.closed).to.deep.equal(['latest']);
    repl.type('/quit\r');
    await repl.exit;
    expect(repl.closed).to.deep.equal(['latest', 'ses_1']);
  });

  it('puts a permission question in the middle of a turn', async () => {
    let answer: unknown;
    const repl = start('keys', async ({ options, signal }) => {
      const request = { tool: { id: 'bash' }, subjects: [{ action: 'exec', command: 'make', cwd: '/' }], input: {}, cwd: '/' };
      answer = await options.person?.permission?.(request as never, { effect: 'ask', reason: 'r', rule: 'bash(make)' }, signal);
      return undefined;
    });
    await repl.terminal.out.until('build> ');
    repl.type('go\r');
    await repl.terminal.out.until('always: bash(make)');
    await repl.terminal.out.until('? ');
    repl.type('s\r');
    await repl.terminal.out.until(/tokens in[\s\S]*build> /);
    expect(answer).to.deep.equal({ answer: 'session' });
    repl.type('\x04');
    await repl.exit;
  });

  it('keeps no history without sessions', async () => {
    const repl = start('keys', say('ok'), { noSession: true });
    await repl.terminal.out.until('build> ');
    repl.type('hello\r');
    await repl.terminal.out.until(/ok\n[\s\S]*build> /);
    repl.type('\x04');
    await repl.exit;
    expect(existsSync(join(root, 'state', 'repl-history'))).to.equal(false);
    expect(repl.terminal.out.text).to.not.include('Go on later');
  });
});
