import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs, put } from '../../../../../test/support/run.ts';
import { type ScreenOptions, screens, type TestScreen } from '../../../../../test/support/screen.ts';

/** every request is one of a conversation */
const UNNAMED = '[session]\nauto_title = false\n';

describe('the repl on a screen', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[], options: ScreenOptions = {}, toml = ''): Promise<TestScreen> {
    made = await make({ script }, UNNAMED + toml);
    put(made.sandbox, 'a.txt', 'old\n');
    const screen = open(made, options);
    await screen.until('build> ');
    return screen;
  }
  const content = (file: string) => readFileSync(join(made.sandbox.work, file), 'utf8');

  it('answers, asks by one key before it writes, shows the change once, and leaves with a hint', async () => {
    const edit = { name: 'edit', input: { filePath: 'a.txt', oldString: 'old', newString: 'new' } };
    const screen = await start([
      { toolCalls: [{ name: 'read', input: { filePath: 'a.txt' } }] },
      { toolCalls: [edit] },
      { text: 'It is done.', usage: { input: 1200, output: 34 } },
    ]);
    screen.type('change it\r');
    await screen.until(/read a\.txt ✓[\s\S]*May edit do this\?[\s\S]*write a\.txt\n {4}-old\n {4}\+new[\s\S]*y once/);
    expect(content('a.txt')).to.equal('old\n');
    screen.type('y');
    await screen.until(/allowed once[\s\S]*edit a\.txt ✓[\s\S]*It is done\.[\s\S]*tokens in[\s\S]*build> /);
    expect(content('a.txt')).to.equal('new\n');
    expect(screen.all().split('+new')).to.have.length(2);
    screen.press('ctrl+d');
    expect(await screen.exit).to.equal(0);
    expect(await screen.settled()).to.match(/opencode --session ses_\w+$/);
  });

  it('takes a no with a reason to the model', async () => {
    const screen = await start([{ toolCalls: [{ name: 'write', input: { filePath: 'b.txt', content: 'x' } }] }, { text: 'Understood.' }]);
    screen.type('write it\r');
    await screen.until('m no, and say why');
    screen.type('m');
    await screen.until('Instead:');
    screen.type('use c.txt instead\r');
    await screen.until(/refused: use c\.txt instead\n\nUnderstood\./);
    expect(existsSync(join(made.sandbox.work, 'b.txt'))).to.equal(false);
    expect(JSON.stringify(made.fake.requests.at(-1)?.body)).to.include('use c.txt instead');
    screen.type('/exit\r');
    expect(await screen.exit).to.equal(0);
  });

  it('is not answered by what somebody was typing', async () => {
    const screen = await start([
      { toolCalls: [{ name: 'write', input: { filePath: 'b.txt', content: 'x' } }], delayMs: 300 },
      { text: 'Fine.' },
    ]);
    screen.type('write it\r');
    await screen.until('working');
    screen.type('draft of ');
    await screen.until('m no, and say why');
    screen.type('say');
    await screen.settled();
    expect(existsSync(join(made.sandbox.work, 'b.txt'))).to.equal(false);
    expect(screen.all()).to.not.include('allowed');
    screen.press('escape');
    await screen.until(/refused[\s\S]*Fine\.[\s\S]*build> draft of/);
  });

  it('interrupts a running command at Escape, whose output was seen, and goes on', async () => {
    const command = { name: 'bash', input: { command: 'echo begun; sleep 60' } };
    const screen = await start([{ toolCalls: [command] }, { text: 'Next.' }], { args: ['--permission-mode', 'full'] });
    screen.type('wait\r');
    await screen.until('  begun');
    screen.press('escape');
    await screen.until(/Interrupted[\s\S]*build> /);
    screen.type('go on\r');
    await screen.until(/Next\.[\s\S]*build> /);
    screen.press('ctrl+c');
    await screen.until('again to leave');
    screen.press('ctrl+c');
    expect(await screen.exit).to.equal(0);
  });

  it('takes a paste of several lines as one prompt and answers questions by arrows', async () => {
    const questions = [{ question: 'Which colour?', options: [{ label: 'red' }, { label: 'blue' }] }];
    const screen = await start([{ toolCalls: [{ name: 'question', input: { questions } }] }, { text: 'Blue it is.' }]);
    screen.paste('one\ntwo');
    await screen.until(/build> one\n {7}two/);
    screen.press('enter');
    await screen.until(/Which colour\?[\s\S]*› 1 red/);
    screen.press('down', 'enter');
    await screen.until('Blue it is.');
    expect(JSON.stringify(made.fake.requests[0]?.body)).to.include('one\\ntwo');
    expect(JSON.stringify(made.fake.requests[1]?.body)).to.include('blue');
  });

  it('queues what is sent while the model works, gives it back to edit, and steers by configuration', async () => {
    const slow = { text: 'One two three four five six.', chunkSize: 1, delayMs: 40 };
    const screen = await start([slow, { text: 'Second.' }]);
    screen.type('first\r');
    await screen.until('One');
    screen.type('secnd\r');
    await screen.until('queued: secnd');
    screen.press('up');
    await screen.without('queued: secnd');
    screen.press('left', 'left');
    screen.type('o\r');
    await screen.until('queued: second');
    await screen.until(/six\.[\s\S]*build> second[\s\S]*Second\./);
    expect(JSON.stringify(made.fake.requests[1]?.body)).to.include('second');
  });

  it('tells the model in the middle of its work where Enter steers', async () => {
    const read = { toolCalls: [{ name: 'bash', input: { command: 'sleep 1' } }] };
    const screen = await start([read, { text: 'Seen.' }], { args: ['--permission-mode', 'full'] }, '[ui]\nenter_while_working = "steer"\n');
    screen.type('first\r');
    await screen.until('bash sleep 1');
    screen.type('and mind the gap\r');
    await screen.until(/sleep 1 ✓[\s\S]*> and mind the gap[\s\S]*Seen\./);
    expect(made.fake.requests).to.have.length(2);
    expect(JSON.stringify(made.fake.requests[1]?.body)).to.include('and mind the gap');
  });

  it('steers at Ctrl-Enter where Enter queues, and lets the list of what waits be changed', async () => {
    const sleep = { toolCalls: [{ name: 'bash', input: { command: 'sleep 4' } }] };
    const screen = await start([sleep, { text: 'Seen.' }], { args: ['--permission-mode', 'full'] });
    screen.type('first\r');
    await screen.until('bash sleep 4');
    screen.type('one too many\r');
    await screen.until('queued: one too many');
    screen.type('then the docs\r');
    await screen.until('queued: then the docs');
    screen.type('mind the gap');
    screen.press('ctrl+enter');
    screen.type('/queue drop 1\r');
    await screen.without('queued: one too many');
    await screen.until(/> mind the gap[\s\S]*Seen\.[\s\S]*> then the docs[\s\S]*Seen\.[\s\S]*build> /);
    expect(JSON.stringify(made.fake.requests[1]?.body)).to.include('mind the gap').and.not.include('then the docs');
    expect(JSON.stringify(made.fake.requests)).to.not.include('one too many');
  });

  it('keeps what a model sends from steering the terminal', async () => {
    const screen = await start([{ text: 'before\x1b]0;owned\x07\x1b[2Jafter\u202e', chunkSize: 3 }]);
    screen.type('hi\r');
    await screen.until('beforeafter⟨U+202E⟩');
    await screen.settled();
    expect(screen.raw).to.not.include('\x1b]0;').and.not.include('\x1b[2J').and.not.include('owned');
  });

  it('leaves the terminal as it was', async () => {
    const screen = await start([]);
    screen.press('ctrl+q');
    expect(await screen.exit).to.equal(0);
    for (const [on, off] of [
      ['\x1b[?2004h', '\x1b[?2004l'],
      ['\x1b[?1004h', '\x1b[?1004l'],
      ['\x1b[>1u', '\x1b[<u'],
      ['\x1b[?25l', '\x1b[?25h'],
    ] as const)
      expect(screen.raw.lastIndexOf(off), off).to.be.greaterThan(screen.raw.lastIndexOf(on));
  });
});
