import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs, put } from '../../../../../test/support/run.ts';
import { type ScreenOptions, screens, type TestScreen } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';

describe('typing on a screen', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[] = [{ text: 'ok' }], options: ScreenOptions = {}, toml = ''): Promise<TestScreen> {
    made = await make({ script }, UNNAMED + toml);
    put(made.sandbox, 'price.js', 'x\n');
    const screen = open(made, options);
    await screen.until('build>');
    return screen;
  }
  const sent = (at: number) => JSON.stringify(made.fake.requests[at]?.body);

  it('makes new lines by Shift-Enter, Alt-Enter and a backslash, and moves between them', async () => {
    const screen = await start();
    screen.type('one');
    screen.press('shift+enter');
    screen.type('two');
    screen.press('alt+enter');
    screen.type('three\\\rfour');
    await screen.until('build> one\n       two\n       three\n       four');
    screen.press('up', 'up');
    screen.type('X');
    screen.press('enter');
    await screen.until('ok');
    expect(sent(0)).to.include('one\\ntwoX\\nthree\\nfour');
  });

  it('shows a long paste as a token that is opened, deleted and sent whole', async () => {
    const screen = await start();
    const pasted = Array.from({ length: 30 }, (_line, i) => `line ${i}`).join('\n');
    screen.paste(pasted);
    await screen.until('[paste 1: 30 lines]');
    screen.press('backspace');
    await screen.without('[paste 1');
    screen.paste(pasted);
    screen.type(' please\r');
    await screen.until('ok');
    expect(sent(0)).to.include('line 29 please');
  });

  it('gives back with Escape the line that the palette took the place of', async () => {
    const screen = await start();
    screen.type('half a thought');
    await screen.until('build> half a thought');
    screen.press('ctrl+p');
    await screen.until(/build> \/\n› \/agent/);
    screen.press('escape');
    await screen.until('build> half a thought');
    await screen.without('/agent');
    screen.press('enter');
    await screen.until('ok');
    expect(sent(0)).to.include('half a thought');
  });

  it('counts the tokens of the whole session in the status line, as it does the cost', async () => {
    const usage = { input: 1_000, output: 200 };
    const screen = await start([
      { text: 'first', usage },
      { text: 'second', usage },
    ]);
    screen.type('one\r');
    await screen.until('1.2K tokens');
    screen.type('two\r');
    await screen.until('2.4K tokens');
  });

  it('completes commands and files, and takes what is chosen by arrows', async () => {
    const screen = await start();
    screen.type('/ses');
    await screen.until(/› \/session +which session this is\n {2}\/sessions/);
    screen.press('down', 'tab');
    await screen.until('build> /sessions');
    screen.press('ctrl+c');
    screen.type('look at @pri');
    await screen.until('› @price.js');
    screen.press('tab');
    await screen.until('build> look at @price.js');
    screen.press('escape');
    await screen.settled();
    screen.press('ctrl+c');
    screen.type('/exi');
    await screen.until('› /exit');
    screen.press('enter');
    expect(await screen.exit).to.equal(0);
  });

  it('searches the history of earlier sessions', async () => {
    const screen = await start([{ text: 'ok' }]);
    screen.type('fix the basket\r');
    await screen.until('tokens in');
    screen.press('ctrl+q');
    await screen.exit;
    const again = open(made);
    await again.until('build> ');
    again.press('ctrl+r');
    again.type('bask');
    await again.until('search: bask › fix the basket');
    again.press('escape');
    await again.without('basket');
    again.press('up');
    await again.until('build> fix the basket');
  });

  it('sends nothing at Enter in a search that finds nothing, and goes on with what was found at a paste', async () => {
    const screen = await start([{ text: 'ok' }]);
    screen.type('fix the basket\r');
    await screen.until('tokens in');
    screen.type('half a dra');
    screen.press('ctrl+r');
    screen.type('zzz');
    await screen.until('search: zzz');
    screen.press('enter');
    await screen.until('build> half a dra');
    screen.press('ctrl+r');
    screen.type('bask');
    await screen.until('search: bask › fix the basket');
    screen.paste(' now');
    await screen.until('build> fix the basket now');
    expect(made.fake.requests).to.have.length(1);
  });

  it('sends a mention behind a command as it was written', async () => {
    const screen = await start([{ text: 'ok' }]);
    screen.type('/review @pri');
    await screen.until('› @price.js');
    screen.press('enter');
    await screen.until(/build> \/review @pri\n/);
  });

  it('runs a shell command of the person with permission, and tells the model its output', async () => {
    const screen = await start();
    screen.type('!printf from-the-shell > made.txt; cat made.txt\r');
    await screen.until('m no, and say why');
    screen.type('y');
    await screen.until(/bash printf [\s\S]* ✓[\s\S]*\n {2}from-the-shell/);
    expect(made.fake.requests).to.have.length(0);
    screen.type('and now\r');
    await screen.until('ok');
    expect(sent(0)).to.include('The user ran this command').and.include('from-the-shell');
  });

  it('writes in the editor of the person', async () => {
    const screen = await start([{ text: 'ok' }], { env: { EDITOR: 'sh editor.sh' } });
    writeFileSync(join(made.sandbox.work, 'editor.sh'), 'printf "%s, edited" "$(cat "$1")" > "$1"\n');
    screen.type('draft');
    screen.press('ctrl+g');
    await screen.until('build> draft, edited');
    screen.press('ctrl+x', 'ctrl+e');
    await screen.until('build> draft, edited, edited');
  });

  it('sends an image whose path is pasted', async () => {
    const screen = await start([{ text: 'ok' }], { env: { EDITOR: 'sh editor.sh' } });
    writeFileSync(join(made.sandbox.work, 'editor.sh'), 'printf edited > "$1"\n');
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    writeFileSync(join(made.sandbox.work, 'shot 1.png'), Buffer.from(png, 'base64'));
    screen.paste(`'${join(made.sandbox.work, 'shot 1.png')}'`);
    await screen.until('[image shot 1.png]');
    // an editor cannot show it, and does not lose it
    screen.press('ctrl+g');
    await screen.until('build> edited[image shot 1.png]');
    screen.type(' what is it\r');
    await screen.until('tokens in');
    expect(sent(0)).to.include(png.slice(0, 40)).and.include('what is it');
  });

  it('shows an output whole when it is asked for', async () => {
    const bash = { name: 'bash', input: { command: 'seq 1 40' } };
    const screen = await start([{ toolCalls: [bash] }, { text: 'done' }], { args: ['--permission-mode', 'full'], rows: 60 });
    screen.type('count\r');
    await screen.until(/… \d+ more lines[\s\S]*done/);
    expect(screen.all()).to.not.match(/^ {2}17$/m);
    screen.press('ctrl+o');
    await screen.until(/^ {2}17$/m);
  });

  it('does by other keys what they were given to, and says which were taken', async () => {
    const screen = await start(undefined, {}, '[ui.keys]\nhelp = "ctrl+o"\nfly = "x"\n');
    await screen.until('[ui.keys]: there is no action fly');
    await screen.until('[ui.keys]: help takes Ctrl-O, expand has no key left');
    screen.press('ctrl+o');
    await screen.until('search earlier prompts');
  });

  it('draws nothing anew for a screen reader', async () => {
    const screen = await start([{ text: 'Some **words**.', chunkSize: 2 }], {}, '[ui]\nscreen_reader = true\n');
    screen.type('hi\r');
    await screen.until(/Some \*\*words\*\*\.[\s\S]*build>/);
    for (const drawn of ['\x1b[?2026h', '\x1b[1A', '\x1b[?25l']) expect(screen.raw).to.not.include(drawn);
    screen.press('ctrl+d');
    expect(await screen.exit).to.equal(0);
  });

  it('takes the colours of a theme, and of a table of one’s own', async () => {
    const screen = await start(undefined, { env: { COLORTERM: 'truecolor' } }, '[ui.theme]\nbase = "nord"\nprompt = "#ff0000"\n');
    await screen.settled();
    expect(screen.raw).to.include('\x1b[38;2;255;0;0mbuild> ').and.include('\x1b[38;2;136;192;208mbuild');
    expect(readFileSync(made.sandbox.configFile, 'utf8')).to.include('nord');
  });
});
