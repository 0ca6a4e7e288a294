import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs, put } from '../../../../../test/support/run.ts';
import { type ScreenOptions, screens, type TestScreen } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const WRITE: Step = { toolCalls: [{ name: 'write', input: { filePath: 'b.txt', content: 'x' } }] };
const FOCUS_IN = '\x1b[I';
const FOCUS_OUT = '\x1b[O';

describe('what the person is told, and answers', () => {
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

  it('takes no key for an answer that came as the question opened, nor several at once', async () => {
    const screen = await start([WRITE, { text: 'Fine.' }]);
    screen.type('write it\r');
    // a person who types on while the question opens
    for (let i = 0; i < 200 && !screen.raw.includes('say why'); i++) {
      screen.type('s');
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    screen.type('ssss');
    await screen.until('m no, and say why');
    expect(screen.all()).to.not.include('allowed');
    screen.type('yes');
    expect(await screen.settled()).to.not.include('allowed');
    await new Promise((resolve) => setTimeout(resolve, 700));
    screen.type('y');
    await screen.until(/allowed once[\s\S]*Fine\./);
  });

  it('takes no Enter for an answer in own words that came as the question opened', async () => {
    const questions = [{ question: 'What name?', options: [] }];
    const screen = await start([{ toolCalls: [{ name: 'question', input: { questions } }] }, { text: 'Fine.' }]);
    screen.type('ask\r');
    for (let i = 0; i < 200 && !screen.raw.includes('What name?'); i++) {
      screen.type('s');
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
    screen.press('enter');
    expect(await screen.settled()).to.not.include('Fine.');
    await new Promise((resolve) => setTimeout(resolve, 700));
    screen.press('enter');
    await screen.until('Fine.');
  });

  it('stays at Ctrl-C in a dialog that was opened in a turn which is over', async () => {
    const screen = await start([{ text: 'One two three four five six.', chunkSize: 2, delayMs: 60 }]);
    screen.type('go\r');
    await screen.until('One');
    screen.type('/theme\r');
    await screen.until('› 1');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    screen.press('ctrl+c');
    await screen.until(/six\.[\s\S]*build> /);
    screen.type('still here');
    await screen.until('build> still here');
  });

  it('shows the list of the model, and expands, while a question is open', async () => {
    const todos = [{ content: 'find it', status: 'in_progress', priority: 'high', id: '1' }];
    const screen = await start([{ toolCalls: [{ name: 'todowrite', input: { todos } }] }, WRITE, { text: 'Fine.' }], { rows: 40 });
    screen.type('write it\r');
    await screen.until('m no, and say why');
    const without = screen.text().split('find it').length;
    screen.press('ctrl+t');
    await screen.settled();
    expect(screen.text().split('find it')).to.have.length(without + 1);
    screen.type('n');
    await screen.until('Fine.');
  });

  it('tells somebody who looks elsewhere, and nobody who looks on', async () => {
    const screen = await start([WRITE, { text: 'Fine.' }], { env: { TERM_PROGRAM: 'WezTerm' } });
    screen.type(FOCUS_OUT);
    screen.type('write it\r');
    await screen.until('m no, and say why');
    expect(screen.raw).to.match(/\x1b\]9;[^\x07]*write[^\x07]*\x07/);
    screen.type(FOCUS_IN);
    screen.type('y');
    await screen.until('Fine.');
    expect(screen.raw.match(/\x1b\]9;/g)).to.have.length(1);
  });

  it('tells by the command that was chosen, by the bell where that fails, and by the bell where nothing else is known', async () => {
    const told = join(process.env.TMPDIR ?? '/tmp', `told-${process.pid}-${Date.now()}.txt`);
    const command = `notify_command = ["sh", "-c", "printf %s \\"$1\\" > '${told}'", "sh"]`;
    const screen = await start([{ text: 'Fine.' }], {}, `[ui]\n${command}\n`);
    screen.type(FOCUS_OUT);
    screen.type('go\r');
    await screen.until('Fine.');
    for (let i = 0; i < 100 && !readable(told); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readable(told)).to.equal('The model is done.');
    const rings = await start([{ text: 'Fine.' }], {}, '[ui]\nnotify_command = ["no-such-program"]\n');
    rings.type(FOCUS_OUT);
    const before = rings.raw.length;
    rings.type('go\r');
    await rings.until(/Fine\.[\s\S]*tokens in/);
    await rings.settled();
    expect(rings.raw.slice(before).replace(/\x1b\][^\x07\x1b]*\x07/g, '')).to.include('\x07');
  });

  it('says what really confines commands, and which branch it is now', async () => {
    const bash = { toolCalls: [{ name: 'bash', input: { command: 'true' } }] };
    made = await make({ script: [bash, { text: 'Done.' }] }, `${UNNAMED}[sandbox]\nmode = "off"\n`);
    const git = join(made.sandbox.work, '.git');
    mkdirSync(git);
    writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/first\n');
    const screen = open(made, { args: ['--permission-mode', 'full'] });
    await screen.until('⎇ first');
    await screen.until('no sandbox', 'screen');
    writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/other\n');
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    screen.type('x');
    await screen.until('⎇ other');
  });

  it('learns what confines commands from the first of them', async () => {
    const screen = await start([{ toolCalls: [{ name: 'bash', input: { command: 'true' } }] }, { text: 'Done.' }], {
      args: ['--permission-mode', 'full'],
    });
    expect(await screen.settled()).to.not.match(/sandbox|workspace-write/);
    screen.type('go\r');
    await screen.until(/Done\.[\s\S]*fake\/m1 · (?:workspace-write|no sandbox|full)/);
  });
});

function readable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
