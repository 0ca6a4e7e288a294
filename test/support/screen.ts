import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { BIN } from './cli.ts';
import type { Lab } from './run.ts';

/** ms until something must be seen */
const PATIENCE_MS = 15_000;
/** ms without output after which a screen counts as finished */
const QUIET_MS = 150;

/** ms that somebody takes to read a question; keys that come sooner do not answer it */
const READ_MS = 300;
/** a question that is open: one key, or a list */
const QUESTION = /^(?: {2}y|› \d) \S/m;

/** What keys send, by their name; Kitty's way for those that have no other. */
const KEYS: Readonly<Record<string, string>> = {
  enter: '\r',
  'shift+enter': '\x1b[13;2u',
  'ctrl+enter': '\x1b[13;5u',
  'alt+enter': '\x1b\r',
  tab: '\t',
  'shift+tab': '\x1b[Z',
  escape: '\x1b',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  'ctrl+left': '\x1b[1;5D',
  'ctrl+right': '\x1b[1;5C',
  f1: '\x1bOP',
};

export interface ScreenOptions {
  cols?: number;
  rows?: number;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** lines of scrollback that are kept; default 5,000 */
  scrollback?: number;
  /** another program in its place, which finds ours as $BIN */
  program?: readonly [string, ...string[]];
}

/** The built program in a real terminal with a model of its screen: typed at, resized, and read as a person reads it. */
export class TestScreen {
  readonly exit: Promise<number>;
  /** everything the program wrote, escape sequences and all */
  raw = '';
  readonly #pty: IPty;
  readonly #term: InstanceType<typeof xterm.Terminal>;
  #written: Promise<void> = Promise.resolve();
  #lastOutput = Date.now();
  #ended = false;

  /** @param lab its sandbox is the home and the folder worked in */
  constructor(
    { sandbox }: Pick<Lab, 'sandbox'>,
    { cols = 80, rows = 24, args = [], env = {}, scrollback = 5_000, program }: ScreenOptions = {},
  ) {
    this.#term = new xterm.Terminal({ cols, rows, scrollback, allowProposedApi: true, reflowCursorLine: true });
    const [file, ...words] = program ?? [process.execPath, BIN, ...args];
    this.#pty = spawn(file, words, {
      name: env.TERM ?? 'xterm-256color',
      cols,
      rows,
      cwd: sandbox.work,
      env: { ...sandbox.env, TERM: 'xterm-256color', ...(program && { BIN }), ...env },
    });
    // the terminal answers what it is asked
    this.#term.onData((data) => {
      if (!this.#ended) this.#pty.write(data);
    });
    this.#pty.onData((data) => {
      this.raw += data;
      this.#lastOutput = Date.now();
      this.#written = new Promise((resolve) => this.#term.write(data, resolve));
    });
    this.exit = new Promise((resolve) =>
      this.#pty.onExit(({ exitCode }) => {
        this.#ended = true;
        resolve(exitCode);
      }),
    );
  }

  /** Characters as they are. */
  type(text: string): void {
    this.#send(text);
  }

  /** Keys by name, one after another: `ctrl+r`, `shift+enter`, `alt+b`. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#send(sequence(key));
  }

  /** As terminals mark a paste. */
  paste(text: string): void {
    this.#send(`\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`);
  }

  resize(cols: number, rows: number): void {
    this.#lastOutput = Date.now();
    this.#term.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  /** What is seen now, one line a row, blanks at the ends left out. */
  text(): string {
    const { active } = this.#term.buffer;
    return this.#lines(active.baseY, active.baseY + this.#term.rows)
      .join('\n')
      .trimEnd();
  }

  /** What is seen now and what was scrolled away. Lines that the terminal broke are whole again. */
  all(): string {
    const { active } = this.#term.buffer;
    return this.#lines(0, active.baseY + this.#term.rows, true)
      .join('\n')
      .trimEnd();
  }

  /** Where the cursor stands, from 0. */
  get cursor(): { row: number; column: number } {
    const { active } = this.#term.buffer;
    return { row: active.cursorY, column: active.cursorX };
  }

  /** Waits until it is seen, and read where it is a question. @param where default: the screen and what was scrolled away */
  async until(part: string | RegExp, where: 'screen' | 'all' = 'all'): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      await this.#written;
      const text = where === 'all' ? this.all() : this.text();
      if (typeof part === 'string' ? text.includes(part) : part.test(text)) {
        if (QUESTION.test(this.text())) await new Promise((resolve) => setTimeout(resolve, READ_MS));
        return;
      }
      if (Date.now() > end || this.#ended)
        throw new Error(`never saw ${part} in\n${this.all()}\n--- raw:\n${JSON.stringify(this.raw.slice(-3_000))}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Waits until it is not on the screen any more. */
  async without(part: string): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      await this.#written;
      if (!this.text().includes(part)) return;
      if (Date.now() > end) throw new Error(`still there: ${part} in\n${this.text()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Waits until nothing more comes, and gives what is seen then. */
  async settled(): Promise<string> {
    while (Date.now() - this.#lastOutput < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 20));
    await this.#written;
    return this.text();
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** A signal to the program alone, as from another terminal. */
  signal(name: NodeJS.Signals): void {
    this.#lastOutput = Date.now();
    this.#pty.kill(name);
  }

  /** Ends it, whatever it does. */
  async kill(): Promise<void> {
    if (!this.#ended) this.#pty.kill('SIGKILL');
    await this.exit;
    this.#term.dispose();
  }

  #send(text: string): void {
    this.#lastOutput = Date.now();
    this.#pty.write(text);
  }

  #lines(from: number, to: number, joined = false): string[] {
    const { active } = this.#term.buffer;
    const lines: string[] = [];
    for (let at = from; at < to; at++) {
      const line = active.getLine(at);
      if (!line) continue;
      const text = line.translateToString(!joined);
      if (joined && line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
      else lines.push(text);
    }
    return lines.map((line) => line.trimEnd());
  }
}

function sequence(key: string): string {
  const known = KEYS[key];
  if (known !== undefined) return known;
  const control = /^ctrl\+([a-z_])$/.exec(key)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 31);
  const alt = /^alt\+(.+)$/.exec(key)?.[1];
  if (alt !== undefined) return `\x1b${sequence(alt)}`;
  if ([...key].length === 1) return key;
  throw new Error(`no such key: ${key}`);
}

/**
 * Screens that are ended after each test of the file or suite that calls this. Call it before `labs()`: a program that still runs writes into its sandbox.
 * @returns starts one
 */
export function screens(): (lab: Pick<Lab, 'sandbox'>, options?: ScreenOptions) => TestScreen {
  let open: TestScreen[] = [];
  afterEach(async () => {
    await Promise.all(open.map((screen) => screen.kill()));
    open = [];
  });
  return (lab, options) => {
    const screen = new TestScreen(lab, options);
    open.push(screen);
    return screen;
  };
}
