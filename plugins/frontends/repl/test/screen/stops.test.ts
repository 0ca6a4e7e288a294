import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Step } from '../../../../../test/fake-model/script.ts';
import { type Lab, labs, put } from '../../../../../test/support/run.ts';
import { type ScreenOptions, screens, type TestScreen } from '../../../../../test/support/screen.ts';

const UNNAMED = '[session]\nauto_title = false\n';
const SLOW = { text: 'One two three four five six seven eight nine ten.', chunkSize: 2, delayMs: 60 };

describe('stopping, leaving and lending the terminal', () => {
  const open = screens();
  const make = labs();
  let made: Lab;
  async function start(script: Step[] = [{ text: 'ok' }], options: ScreenOptions = {}): Promise<TestScreen> {
    made = await make({ script }, UNNAMED);
    put(made.sandbox, 'a.txt', 'old\n');
    const screen = open(made, options);
    await screen.until('build> ');
    return screen;
  }
  function expectRestored(screen: TestScreen): void {
    for (const [on, off] of [
      ['\x1b[?2004h', '\x1b[?2004l'],
      ['\x1b[?1004h', '\x1b[?1004l'],
      ['\x1b[>1u', '\x1b[<u'],
      ['\x1b[>4;1m', '\x1b[>4;0m'],
      ['\x1b[?25l', '\x1b[?25h'],
    ] as const)
      expect(screen.raw.lastIndexOf(off), off).to.be.greaterThan(screen.raw.lastIndexOf(on));
    expect(screen.raw.split('\x1b[<u').length, 'taken off as often as put on').to.equal(screen.raw.split('\x1b[>1u').length);
  }

  it('interrupts at Escape pressed twice at once', async () => {
    const screen = await start([SLOW]);
    screen.type('go\r');
    await screen.until('One two');
    screen.type('\x1b\x1b');
    await screen.until(/Interrupted[\s\S]*build> /);
    screen.type('and on\r');
    await screen.until(/build> and on[\s\S]*One/);
  });

  it('does not begin what is queued because the work before it was interrupted', async () => {
    const screen = await start([SLOW, { text: 'Committed.' }]);
    screen.type('go\r');
    await screen.until('One two');
    screen.type('then commit\r');
    await screen.until('queued: then commit');
    screen.press('escape');
    await screen.until(/Interrupted[\s\S]*queued: then commit[\s\S]*Enter sends what is queued/);
    expect(await screen.settled()).to.include('queued: then commit');
    expect(made.fake.requests).to.have.length(1);
    screen.press('enter');
    await screen.until(/build> then commit[\s\S]*Committed\./);
    expect(screen.text()).to.not.include('queued:');
  });

  it('holds what the model was not told before it was interrupted, and shows it once when it is sent', async () => {
    const screen = await start([SLOW, { text: 'Committed.' }]);
    screen.type('go\r');
    await screen.until('One two');
    screen.type('mind the gap');
    screen.press('ctrl+enter');
    await screen.without('mind the gap');
    screen.press('escape');
    await screen.until(/Interrupted[\s\S]*queued: mind the gap/);
    expect(await screen.settled()).to.include('queued: mind the gap');
    expect(made.fake.requests).to.have.length(1);
    screen.press('enter');
    await screen.until(/build> mind the gap[\s\S]*Committed\./);
    expect(screen.all().split('mind the gap')).to.have.length(2);
  });

  it('holds what is queued and what the model was not told when an error ended the work, and lets it be edited', async () => {
    const broken = { fault: { kind: 'status', status: 400, body: { error: { message: 'no such thing' } } }, delayMs: 0 } as const;
    const sleep = { toolCalls: [{ name: 'bash', input: { command: 'sleep 1.5' } }] };
    const screen = await start([sleep, broken, { text: 'Committed.' }], { args: ['--permission-mode', 'full'] });
    screen.type('go\r');
    await screen.until('bash sleep');
    screen.type('then commit\r');
    await screen.until('queued: then commit');
    await screen.until(/no such thing[\s\S]*queued: then commit[\s\S]*Enter sends what is queued/);
    expect(await screen.settled()).to.include('queued: then commit');
    expect(made.fake.requests).to.have.length(2);
    screen.press('up');
    await screen.until('build> then commit');
    screen.type(' it\r');
    await screen.until(/build> then commit it[\s\S]*Committed\./);
    expect(screen.text()).to.not.include('queued:');
  });

  for (const [name, leave] of [
    ['Ctrl-Q', (screen: TestScreen) => screen.press('ctrl+q')],
    ['Ctrl-D', (screen: TestScreen) => screen.press('ctrl+d')],
    ['/quit', (screen: TestScreen) => screen.type('/quit\r')],
    ['/exit', (screen: TestScreen) => screen.type('/exit\r')],
  ] as const)
    it(`leaves at ${name} in the middle of its work, which is stored as interrupted`, async () => {
      const screen = await start([SLOW]);
      screen.type('go\r');
      await screen.until('One two');
      leave(screen);
      expect(await screen.exit).to.equal(0);
      expect(screen.all()).to.include('Go on later with').and.not.include('ten.');
      expectRestored(screen);
      const id = /--session (\S+)$/m.exec(screen.all())?.[1] ?? '';
      const { messages } = JSON.parse((await made.sandbox.run(['export', id, '--output', '-'])).stdout) as {
        messages: { finish?: string; parts: object[] }[];
      };
      expect(messages.at(-1)).to.deep.include({ finish: 'interrupted' });
      expect(JSON.stringify(messages.at(-1)?.parts)).to.include('One two');
    });

  for (const [name, leave] of [
    ['/quit', (screen: TestScreen) => screen.type('/quit\r')],
    ['Ctrl-D', (screen: TestScreen) => screen.press('ctrl+d')],
  ] as const)
    for (const env of [{ TERM: 'dumb' }, {}])
      it(`leaves at ${name} in the middle of its work ${env.TERM ? 'on a plain terminal' : 'where a screen is read aloud'}, too`, async () => {
        made = await make({ script: [SLOW] }, `${UNNAMED}${env.TERM ? '' : '[ui]\nscreen_reader = true\n'}`);
        const screen = open(made, { env: env as Record<string, string> });
        await screen.until('build>');
        screen.type('go\r');
        await screen.until('One two');
        leave(screen);
        expect(await screen.exit).to.equal(0);
        expect(screen.all()).to.include('Go on later with').and.not.include('ten.');
      });

  it('stores a command that was left as interrupted, and lets it not run on', async () => {
    const screen = await start([{ toolCalls: [{ name: 'bash', input: { command: 'echo $$ > pid; sleep 60' } }] }], {
      args: ['--permission-mode', 'full'],
    });
    screen.type('go\r');
    await screen.until('bash echo');
    const pid = join(made.sandbox.work, 'pid');
    while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 20));
    screen.type('/quit\r');
    expect(await screen.exit).to.equal(0);
    const id = /--session (\S+)$/m.exec(screen.all())?.[1] ?? '';
    expect((await made.sandbox.run(['export', id, '--output', '-'])).stdout).to.match(/"tool_result"[\s\S]*interrupt/i);
  });

  it('shows at once what only looks, and leaves the model to its work', async () => {
    const sleep = { toolCalls: [{ name: 'bash', input: { command: 'sleep 30' } }] };
    const screen = await start([sleep, { text: 'Done.' }], { args: ['--permission-mode', 'full'] });
    screen.type('go\r');
    await screen.until('bash sleep');
    for (const [command, seen] of [
      ['/context', /Together +[\d,]+/],
      ['/permissions accept-edits', /Permission mode: accept-edits/],
      ['/cost', 'from the cache'],
      ['/help queue', '/queue'],
    ] as const) {
      screen.type(`${command}\r`);
      await screen.until(seen);
      expect(screen.text()).to.not.include('queued:');
    }
    screen.press('escape');
    await screen.until('Interrupted');
  });

  it('tears no answer where a command speaks or asks in the middle of it', async () => {
    const lines = Array.from({ length: 14 }, (_line, at) => `const value${at} = ${at};`);
    const text = `A **long introduction** that is no line of code.\n\n\`\`\`js\n${lines.join('\n')}\n\`\`\`\n\nThat is **all of it**.`;
    const screen = await start([{ text, chunkSize: 4, delayMs: 60 }], { rows: 40 });
    screen.type('go\r');
    await screen.until('A long intr');
    screen.type('/cost\r');
    await screen.until('from the cache');
    await screen.until('const value2');
    screen.type('/theme\r');
    await screen.until('Which colours?');
    screen.press('escape');
    await screen.until(/tokens in, [\s\S]*build> /);
    const all = await screen.settled();
    expect(all)
      .to.match(/^A long introduction that is no line of code\.$/m)
      .and.match(/^That is all of it\.$/m);
    for (const line of lines) expect(all.split(`  ${line}\n`), line).to.have.length(2);
    expect(all).to.not.include('```').and.not.include('**');
  });

  it('goes on at once at Ctrl-Z where there is no shell that could', async () => {
    const screen = await start();
    screen.type('draft');
    screen.press('ctrl+z');
    await screen.settled();
    screen.type(' goes on\r');
    await screen.until(/build> draft goes on[\s\S]*ok/);
    screen.press('ctrl+q');
    await screen.exit;
    expectRestored(screen);
  });

  it('is suspended by a shell’s Ctrl-Z and goes on at fg', async () => {
    made = await make({ script: [SLOW] }, UNNAMED);
    const shell = open(made, { program: ['bash', '--norc', '-i'], env: { PS1: '$ ' } });
    await shell.until(/^\$$/m);
    shell.type(`${process.execPath} "$BIN"\r`);
    await shell.until('build> ');
    shell.type('go\r');
    await shell.until('One two');
    shell.press('ctrl+z');
    await shell.until('Stopped');
    for (const off of ['\x1b[<u', '\x1b[?1004l', '\x1b[>4;0m']) expect(shell.raw).to.include(off);
    shell.type('stty -a | grep -o "[-]*icanon"; echo in-the-shell\r');
    await shell.until(/^icanon\nin-the-shell/m);
    shell.type('fg\r');
    await shell.until(/fg\n[\s\S]*ten\.[\s\S]*build> /);
    shell.type('next');
    await shell.until('build> next');
    // it would write on in the sandbox when only its shell is ended
    shell.press('ctrl+q');
    await shell.until(/Go on later[^\n]*\n\$$/m);
    shell.type('exit\r');
    await shell.exit;
  });

  it('takes the terminal again when it was stopped from outside', async () => {
    const screen = await start();
    screen.signal('SIGSTOP');
    await screen.settled();
    const before = screen.raw.length;
    screen.signal('SIGCONT');
    screen.type('still here');
    await screen.until('build> still here');
    expect(screen.raw.slice(before)).to.include('\x1b[?2004h').and.not.include('\x1b[>1u');
  });

  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    it(`leaves the terminal as it was at ${signal} in the middle of its work`, async () => {
      const screen = await start([SLOW]);
      screen.type('go\r');
      await screen.until('One two');
      screen.signal(signal);
      expect(await screen.exit).to.equal(143);
      expectRestored(screen);
    });

  it('leaves the terminal as it was when it crashes', async () => {
    made = await make({ script: [] }, UNNAMED);
    writeFileSync(join(made.sandbox.work, 'crash.cjs'), "process.on('SIGUSR2', () => { throw new Error('crashed') });\n");
    const screen = open(made, { env: { NODE_OPTIONS: `--require ${join(made.sandbox.work, 'crash.cjs')}` } });
    await screen.until('build> ');
    screen.signal('SIGUSR2');
    expect(await screen.exit).to.not.equal(0);
    expectRestored(screen);
  });

  it('keeps the draft where the editor fails or is missing, and does not leave at Ctrl-C in it', async () => {
    const screen = await start([{ text: 'ok' }], { env: { EDITOR: 'sh editor.sh' } });
    writeFileSync(join(made.sandbox.work, 'editor.sh'), 'echo editing; exec sleep 30\n');
    screen.type('draft');
    screen.press('ctrl+g');
    await screen.until('editing');
    screen.press('ctrl+c');
    await screen.until('No editor was left with success');
    screen.type(' kept');
    await screen.until('build> draft kept');
    screen.press('ctrl+q');
    await screen.exit;
    const none = open(made, { env: { EDITOR: 'no-such-editor --wait' } });
    await none.until('build> ');
    none.type('draft');
    none.press('ctrl+g');
    await none.until('No editor was left with success');
    none.type(' kept');
    await none.until('build> draft kept');
  });
});
