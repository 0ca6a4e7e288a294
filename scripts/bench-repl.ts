/**
 * What a person waits for in the REPL, in a real terminal: `node --import tsx --conditions=source scripts/bench-repl.ts`. Needs the built program.
 * Prints milliseconds, least and median, and what an idle prompt costs the processor.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import { ulid } from '../kernel/src/runtime/ulid.ts';
import { BIN } from '../test/support/cli.ts';
import { type Lab, lab } from '../test/support/run.ts';

const STARTS = 15;
const TOKENS = 20_000;
const MESSAGES = 5_000;
const KEYS = 60;
const FILES = 70_000;
/** ms between two keys of somebody who types fast */
const TYPING_MS = 90;
const IDLE_MS = 5_000;
const PATIENCE_MS = 60_000;
const UNNAMED = '[session]\nauto_title = false\n';

class Terminal {
  text = '';
  readonly pty: IPty;
  readonly begun = performance.now();
  readonly exit: Promise<void>;
  #seen: (() => void) | undefined;

  constructor({ sandbox }: Lab, args: string[] = []) {
    this.pty = spawn(process.execPath, [BIN, ...args], {
      name: 'xterm-256color',
      cols: 100,
      rows: 30,
      cwd: sandbox.work,
      env: { ...sandbox.env, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
    });
    this.pty.onData((data) => {
      this.text += data;
      this.#seen?.();
    });
    this.exit = new Promise((resolve) => this.pty.onExit(() => resolve()));
  }

  /** ms from the start of the process until it is seen behind `from` */
  until(part: string, from = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never saw ${part}`)), PATIENCE_MS);
      const look = () => {
        if (!this.text.includes(part, from)) return;
        clearTimeout(timer);
        this.#seen = undefined;
        resolve(performance.now() - this.begun);
      };
      this.#seen = look;
      look();
    });
  }

  async end(): Promise<void> {
    this.pty.kill('SIGKILL');
    await this.exit;
  }
}

function told(name: string, values: number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  console.log(`${name}: least ${at(0)}, median ${at(0.5)}, 95 % below ${at(0.95)}, most ${at(1)} ms (${sorted.length})`);
}

/** Processor time that a process has used, in steps of 10 ms: what other work on the machine disturbs least. */
function processorMs(pid: number): number {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
  return (user + system) * 10;
}

async function starts(made: Lab, name: string, args: string[], part: string): Promise<void> {
  const times: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const terminal = new Terminal(made, args);
    times.push(await terminal.until(part));
    cpu.push(processorMs(terminal.pty.pid));
    // the first ends by itself: it writes the code cache
    if (i === 0) terminal.pty.write('\x11');
    if (i === 0) await terminal.exit;
    else await terminal.end();
  }
  told(name, times.slice(1));
  told('  … processor time of it', cpu.slice(1));
}

/** Keys of mentions in a project of very many files: the first ones come while it is listed. */
async function completion(made: Lab): Promise<void> {
  const FOLDER = 100;
  for (let at = 0; at < FILES / FOLDER; at++) {
    const folder = join(made.sandbox.work, 'packages', `part${at % 40}`, 'src', `module${at}`);
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < FOLDER; file++) writeFileSync(join(folder, `file${at}_${file}.component.ts`), '');
  }
  const terminal = new Terminal(made);
  await terminal.until('build> ');
  const times: number[] = [];
  for (const word of ['@file42_7.comp', '@module69/file', '@partsrcmodfilets']) {
    let draft = '';
    for (const letter of word) {
      await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
      draft += letter;
      const from = terminal.text.length;
      const begin = performance.now();
      terminal.pty.write(letter);
      await terminal.until(draft, from);
      times.push(performance.now() - begin);
    }
    terminal.pty.write('\x15');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  told(`a key of a mention shows among ${FILES} files`, times);
  await terminal.end();
}

const made = await lab(
  {
    script: [
      { text: Array.from({ length: TOKENS }, (_token, i) => (i % 15 === 14 ? `w${i}\n\n` : `w${i} `)).join(''), chunkSize: 20, delayMs: 3 },
    ],
  },
  'openai-compatible',
  UNNAMED,
);
try {
  await starts(made, 'first prompt after the start', [], 'build> ');

  const terminal = new Terminal(made);
  await terminal.until('build> ');
  terminal.pty.write('go\r');
  await terminal.until('w1 w2');
  const echoes: number[] = [];
  let draft = '';
  for (let i = 0; i < KEYS; i++) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    draft += String.fromCharCode(97 + (i % 26));
    const from = terminal.text.length;
    const begin = performance.now();
    terminal.pty.write(draft.at(-1) as string);
    await terminal.until(draft.slice(-20), from);
    echoes.push(performance.now() - begin);
  }
  const isStreaming = !terminal.text.includes('tokens in');
  told(`a key shows while ${TOKENS} tokens stream${isStreaming ? '' : ' (the stream had ended)'}`, echoes);
  await terminal.end();

  const idle = new Terminal(made);
  await idle.until('build> ');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = processorMs(idle.pty.pid);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  console.log(`processor time of an idle prompt in ${IDLE_MS} ms: ${processorMs(idle.pty.pid) - before} ms`);
  await idle.end();

  const id = `ses_${ulid()}`;
  const usage = { input: 10, output: 10, reasoning: 0, cache_read: 0, cache_write: 0 };
  const messages = Array.from({ length: MESSAGES }, (_message, i) => {
    const role = i % 2 === 0 ? 'user' : 'assistant';
    const part = {
      id: ulid(),
      type: 'text',
      text: `Message ${i} says **something** about \`this\`, and it is a line or two long so that it looks like one.`,
    };
    return {
      id: ulid(),
      session_id: id,
      role,
      created_at: 1_700_000_000_000 + i,
      parts: [part],
      ...(role === 'assistant' && { finish: 'stop', model: 'fake/m1', usage }),
    };
  });
  const session = { id, title: 'long', directory: made.sandbox.work, created_at: 1, updated_at: 2, usage, cost_usd: 0, state: {} };
  const file = join(made.sandbox.dir, 'long.json');
  writeFileSync(file, JSON.stringify({ format: 'opencode-session', version: 1, exported_at: new Date().toISOString(), session, messages }));
  const imported = await made.sandbox.run(['import', file]);
  if (imported.code !== 0) throw new Error(imported.stderr);
  await starts(
    made,
    `last message of ${MESSAGES} after a start with --session`,
    ['--session', imported.stdout.split(' ')[0] ?? ''],
    `Message ${MESSAGES - 1}`,
  );
  await completion(made);
} finally {
  await made.close();
}
