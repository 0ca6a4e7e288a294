import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import { expect } from 'chai';
import type { Step } from '../../../../test/fake-model/script.ts';
import { BIN } from '../../../../test/support/cli.ts';
import { type Lab, lab, put } from '../../../../test/support/run.ts';

/** ms until something must have been seen */
const PATIENCE = 15_000;

/** The built program in a real terminal, typed at as by hand. */
class Typist {
  text = '';
  readonly #pty: IPty;
  readonly exit: Promise<number>;
  #seen = 0;

  constructor({ sandbox }: Lab, args: string[] = []) {
    this.#pty = spawn(process.execPath, [BIN, ...args], {
      name: 'xterm-256color',
      cols: 100,
      rows: 30,
      cwd: sandbox.work,
      env: { ...sandbox.env, TERM: 'xterm-256color' },
    });
    this.#pty.onData((data) => {
      this.text += data;
    });
    this.exit = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Waits for `part` after what was seen before. */
  async see(part: string): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const at = this.text.indexOf(part, this.#seen);
      if (at >= 0) {
        this.#seen = at + part.length;
        return;
      }
      if (Date.now() > end) throw new Error(`never saw ${JSON.stringify(part)} after ${JSON.stringify(this.text.slice(this.#seen))}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  kill(): void {
    try {
      this.#pty.kill('SIGKILL');
    } catch {
      // it has ended already
    }
  }
}

/** every request is one of a conversation */
const UNNAMED = '[session]\nauto_title = false\n';

describe('the repl in a terminal', () => {
  let made: Lab | undefined;
  let typist: Typist | undefined;
  afterEach(async () => {
    typist?.kill();
    await made?.close();
  });
  async function start(script: Step[], args: string[] = []): Promise<Typist> {
    made = await lab({ script }, 'openai-compatible', UNNAMED);
    put(made.sandbox, 'a.txt', 'old\n');
    typist = new Typist(made, args);
    await typist.see('build> ');
    return typist;
  }

  it('answers, asks before it writes, shows the diff, and leaves with a hint', async () => {
    const edit = { name: 'edit', input: { filePath: 'a.txt', oldString: 'old', newString: 'new' } };
    const read = { name: 'read', input: { filePath: 'a.txt' } };
    const someone = await start([
      { toolCalls: [read] },
      { toolCalls: [edit] },
      { text: 'It is done.', usage: { input: 1200, output: 34 } },
    ]);
    someone.type('change it\r');
    await someone.see('a.txt');
    await someone.see('May edit do this?');
    await someone.see('y once');
    expect(readFileSync(join((made as Lab).sandbox.work, 'a.txt'), 'utf8')).to.equal('old\n');
    someone.type('y\r');
    await someone.see('\x1b[32m+new');
    await someone.see('It is done.');
    await someone.see('tokens in');
    await someone.see('build> ');
    expect(readFileSync(join((made as Lab).sandbox.work, 'a.txt'), 'utf8')).to.equal('new\n');
    someone.type('\x04');
    await someone.see('opencode --session ses_');
    expect(await someone.exit).to.equal(0);
  });

  it('takes a no with a reason to the model', async () => {
    const someone = await start([{ toolCalls: [{ name: 'write', input: { filePath: 'b.txt', content: 'x' } }] }, { text: 'Understood.' }]);
    someone.type('write it\r');
    await someone.see('? ');
    someone.type('use c.txt instead\r');
    await someone.see('was refused');
    await someone.see('Understood.');
    expect(existsSync(join((made as Lab).sandbox.work, 'b.txt'))).to.equal(false);
    expect(JSON.stringify((made as Lab).fake.requests.at(-1)?.body)).to.include('use c.txt instead');
    someone.type('/exit\r');
    expect(await someone.exit).to.equal(0);
  });

  it('interrupts a running command at Ctrl-C and goes on', async () => {
    const someone = await start(
      [{ toolCalls: [{ name: 'bash', input: { command: 'sleep 60' } }] }, { text: 'Next.' }],
      ['--permission-mode', 'full'],
    );
    someone.type('wait\r');
    await someone.see('sleep 60');
    someone.type('\x03');
    await someone.see('Interrupted');
    await someone.see('build> ');
    someone.type('go on\r');
    await someone.see('Next.');
    await someone.see('build> ');
    someone.type('\x03');
    expect(await someone.exit).to.equal(0);
  });

  it('takes a paste of several lines as one prompt and answers questions', async () => {
    const question = {
      name: 'question',
      input: { questions: [{ question: 'Which colour?', options: [{ label: 'red' }, { label: 'blue' }] }] },
    };
    const someone = await start([{ toolCalls: [question] }, { text: 'Blue it is.' }]);
    someone.type('\x1b[200~one\rtwo\x1b[201~');
    await someone.see('two');
    someone.type('\r');
    await someone.see('Which colour?');
    await someone.see('? ');
    someone.type('2\r');
    await someone.see('Blue it is.');
    expect(JSON.stringify((made as Lab).fake.requests[0]?.body)).to.include('one\\ntwo');
    expect(JSON.stringify((made as Lab).fake.requests[1]?.body)).to.include('blue');
    await someone.see('build> ');
    someone.type('\x04');
    expect(await someone.exit).to.equal(0);
    expect(someone.text.lastIndexOf('\x1b[?2004l')).to.be.greaterThan(someone.text.lastIndexOf('\x1b[?2004h'));
  });

  it('keeps what a model sends from steering the terminal', async () => {
    const someone = await start([{ text: 'before\x1b]0;owned\x07\x1b[2Jafter\u202e', chunkSize: 3 }]);
    someone.type('hi\r');
    await someone.see('beforeafter⟨U+202E⟩');
    await someone.see('build> ');
    expect(someone.text).to.not.include('\x1b]0;').and.not.include('\x1b[2J');
    someone.type('\x03');
    expect(await someone.exit).to.equal(0);
  });
});

describe('the repl behind a pipe', () => {
  it('takes each line as a prompt and writes no escape codes', async () => {
    const made = await lab({ script: [{ text: 'First.' }, { text: 'Second.' }] }, 'openai-compatible', UNNAMED);
    try {
      const { code, stdout, stderr } = await made.sandbox.run([], { input: 'one\ntwo\n/exit\nthree\n', env: { TERM: 'xterm' } });
      expect(code, stderr).to.equal(0);
      expect(stdout).to.equal('First.\nSecond.\n');
      expect(stderr).to.include('fake/m1').and.not.include('\x1b');
      expect(made.fake.requests).to.have.length(2);
    } finally {
      await made.close();
    }
  });

  it('denies what would ask and says how to allow it', async () => {
    const made = await lab({
      script: [{ toolCalls: [{ name: 'write', input: { filePath: 'n', content: 'x' } }] }, { text: 'Could not.' }],
    });
    try {
      const { code, stdout } = await made.sandbox.run([], { input: 'write it\n' });
      expect(code).to.equal(0);
      expect(stdout).to.include('was refused').and.include('--allow').and.include('Could not.');
      expect(existsSync(join(made.sandbox.work, 'n'))).to.equal(false);
    } finally {
      await made.close();
    }
  });
});
