import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs } from '../../../../../test/support/run.ts';
import { type ScreenOptions, screens, type TestScreen } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('odd input on a screen', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[] = [{ text: 'ok' }], options: ScreenOptions = {}): Promise<TestScreen> {
    made = await make({ script }, UNNAMED);
    const screen = open(made, options);
    await screen.until('build>');
    return screen;
  }

  it('takes the terminal’s colour whenever it is told, and in pieces; types none of it, nor what is garbled', async () => {
    const screen = await start([{ text: 'ok' }], { env: { COLORTERM: 'truecolor' } });
    screen.type('dra');
    await screen.until('build> dra');
    const before = screen.raw.length;
    for (const piece of ['\x1b]11;rgb:ff', 'ff/ffff/ff', 'ff\x1b', '\\']) {
      screen.type(piece);
      await pause(80);
    }
    screen.type('\x1b]11;nonsense\x07\x1b]11;rgb:zz/zz/zz\x1b\\ft');
    await screen.until('build> draft');
    await screen.settled();
    expect(screen.text()).to.not.match(/rgb|nonsense/);
    screen.press('f1');
    await screen.until('this list');
    expect(screen.raw.slice(before), 'colours of the light theme').to.match(/\x1b\[38;2;\d+;\d+;\d+m/);
  });

  it('reads keys that a slow connection cuts', async () => {
    const screen = await start();
    screen.type('one two');
    for (const piece of ['\x1b[1', ';5', 'D']) {
      screen.type(piece);
      await pause(100);
    }
    screen.type('X');
    await screen.until('build> one Xtwo');
  });

  it('takes five million characters as one piece, which goes as it is', async () => {
    const screen = await start();
    const line = 'a line of a long text that somebody pastes\n';
    const whole = line.repeat(Math.ceil(5_000_000 / line.length));
    screen.paste(whole);
    screen.type('why');
    await screen.until(/\[paste 1: [\d,]+ lines\]why/);
    screen.press('ctrl+o');
    await screen.settled();
    expect(screen.text()).to.include('[paste 1:');
    screen.press('ctrl+c');
    await screen.without('[paste 1:');
  });

  it('puts the cursor right among emoji, flags, marks, Arabic and Hebrew', async () => {
    const screen = await start();
    screen.type('👩‍👩‍👧‍👦🇩🇪e\u0301 שלום مرحبا 漢');
    await screen.until('漢');
    await screen.settled();
    const width = 2 + 2 + 1 + 1 + 4 + 1 + 5 + 1 + 2;
    expect(screen.cursor.column).to.equal(7 + width);
    screen.press('ctrl+a', 'right', 'right', 'right');
    await screen.settled();
    expect(screen.cursor.column).to.equal(7 + 5);
    screen.press('backspace', 'backspace');
    screen.type('|');
    screen.press('enter');
    await screen.until('ok');
    expect(JSON.stringify(made.fake.requests[0]?.body)).to.include('👩‍👩‍👧‍👦| שלום مرحبا 漢');
  });

  it('works twice at once in one folder, and knows afterwards what was asked in both', async () => {
    const one = await start();
    const two = open(made);
    await two.until('build>');
    one.type('asked in one\r');
    two.type('asked in two\r');
    await one.until(/ok[\s\S]*tokens in/);
    await two.until(/ok[\s\S]*tokens in/);
    for (const screen of [one, two]) {
      screen.press('ctrl+q');
      expect(await screen.exit).to.equal(0);
    }
    const later = open(made);
    await later.until('build>');
    for (const text of ['asked in one', 'asked in two']) {
      later.press('ctrl+r');
      later.type(text.slice(-3));
      await later.until(`› ${text}`);
      later.press('escape');
      await later.without('search:');
    }
  });

  it('draws nothing while nothing happens, also while a command runs in the background', async () => {
    const command = { name: 'bash', input: { command: 'while sleep 0.1; do echo tick; done', background: true } };
    const screen = await start([{ toolCalls: [command] }, { text: 'Started.' }], { args: ['--permission-mode', 'full'] });
    screen.type('go\r');
    await screen.until(/Started\.[\s\S]*tokens in/);
    await screen.settled();
    await pause(500);
    const { length } = screen.raw;
    await pause(1_500);
    expect(screen.raw.slice(length)).to.equal('');
  });
});
