import { expect } from 'chai';
import { LineInput } from '../src/line-input.ts';
import { fakeTerminal } from './support.ts';

function started(history: string[] = []) {
  const terminal = fakeTerminal('keys');
  const interrupts: boolean[] = [];
  const input = new LineInput(terminal, {
    history,
    complete: (line) => ['/help', '/models '].filter((hit) => hit.startsWith(line)),
    pasteToken: (number, lines) => `[paste ${number}: ${lines} lines]`,
    interrupted: (empty) => interrupts.push(empty),
    now: (line) => line === '/quit',
    ended: () => undefined,
  });
  return { terminal, input, interrupts, type: (keys: string) => terminal.input.write(keys) };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('LineInput', () => {
  it('reads a line, edited as readline does', async () => {
    const { input, type, terminal } = started();
    const line = input.read('build> ');
    type('helo\x1b[Dl\r');
    expect(await line).to.equal('hello');
    expect(terminal.out.text).to.include('build> ').and.include('\x1b[?2004h');
    expect(terminal.input.raw).to.equal(true);
    input.close();
    expect(terminal.input.raw).to.equal(false);
    expect(terminal.out.text.endsWith('\x1b[?2004l')).to.equal(true);
  });

  it('keeps what is typed meanwhile, unseen, for the next prompt', async () => {
    const { input, type, terminal } = started();
    const first = input.read('> ');
    type('one\r');
    await first;
    const before = terminal.out.text.length;
    type('two\rthr');
    await settled();
    expect(terminal.out.text.length).to.equal(before);
    expect(await input.read('> ')).to.equal('two');
    const third = input.read('> ');
    type('ee\r');
    expect(await third).to.equal('three');
    input.close();
  });

  it('never lets a question be answered by what was typed before it', async () => {
    const { input, type } = started();
    type('y\ry');
    await settled();
    const answer = input.ask('? ', new AbortController().signal);
    type('n\r');
    expect(await answer).to.equal('n');
    input.close();
  });

  it('gives a question up when the turn is interrupted', async () => {
    const { input } = started();
    const controller = new AbortController();
    const answer = input.ask('? ', controller.signal);
    controller.abort();
    expect(await answer).to.equal(undefined);
    expect(await input.ask('? ', controller.signal)).to.equal(undefined);
    input.close();
  });

  it('takes a paste of several lines as one, short ones visible, long ones as a token', async () => {
    const { input, type, terminal } = started();
    const short = input.read('> ');
    type('a \x1b[200~first\rsecond\tx\x1b[20');
    type('1~ b\r');
    expect(await short).to.equal('a first\nsecond\tx b');
    expect(terminal.out.text).to.include('first␤second');
    const pasted = Array.from({ length: 50 }, (_, i) => `line ${i}`).join('\n');
    const long = input.read('> ');
    type(`\x1b[200~${pasted}\x1b[201~ please\r`);
    expect(await long).to.equal(`${pasted} please`);
    expect(terminal.out.text).to.include('[paste 1: 50 lines]').and.not.include('line 33');
    input.close();
  });

  it('acts on no control character of a paste', async () => {
    const { input, type, interrupts } = started();
    const line = input.read('> ');
    type('\x1b[200~rm\x03 -rf\x04\x15 x\x1b[201~\r');
    expect(await line).to.equal('rm -rf x');
    const other = input.read('> ');
    type('\x1b[200~\x1b[31mred\x1b[0m\x1b[201~ more\r\x03\x1b[201~ end\r');
    expect(await other, 'a paste cannot end itself').to.equal('red more\n end');
    expect(interrupts).to.deep.equal([]);
    input.close();
  });

  it('tells Ctrl-C on an empty line from Ctrl-C on a line, which it empties', async () => {
    const { input, type, interrupts } = started();
    const line = input.read('> ');
    type('abc\x03');
    type('\x03');
    type('x\r');
    expect(await line).to.equal('x');
    expect(interrupts).to.deep.equal([false, true]);
    input.close();
  });

  it('walks back through the history, in which answers do not stand', async () => {
    const { input, type } = started(['oldest', 'newest']);
    const asked = input.ask('? ', new AbortController().signal);
    type('yes\r');
    await asked;
    const line = input.read('> ');
    type('\x1b[A\r');
    expect(await line).to.equal('newest');
    input.close();
  });

  it('completes commands', async () => {
    const { input, type } = started();
    const line = input.read('> ');
    type('/mo\tx\r');
    expect(await line).to.equal('/models x');
    input.close();
  });

  it('ends with the input', async () => {
    const { input, type } = started();
    const line = input.read('> ');
    type('\x04');
    expect(await line).to.equal(undefined);
    expect(await input.read('> ')).to.equal(undefined);
    input.close();
  });

  it('reads a pipe to its end without a word', async () => {
    const terminal = fakeTerminal('pipe');
    const nothing = { interrupted: () => undefined, now: () => false, ended: () => undefined };
    const input = new LineInput(terminal, { history: [], complete: () => [], pasteToken: () => '', ...nothing });
    terminal.input.end('one\ntwo\r\nthree');
    expect(await input.read('> ')).to.equal('one');
    expect(await input.read('> ')).to.equal('two');
    await settled();
    expect(await input.read('> ')).to.equal('three');
    expect(await input.read('> ')).to.equal(undefined);
    expect(terminal.out.text).to.equal('');
    input.close();
  });
});
