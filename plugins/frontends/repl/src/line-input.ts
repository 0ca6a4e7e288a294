import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { PASTE_OFF, PASTE_ON, PasteFilter } from './paste-filter.ts';
import type { Terminal } from './terminal.ts';

export interface LineInputOptions {
  /** oldest first */
  history: string[];
  complete(line: string): string[];
  pasteToken(number: number, lines: number): string;
  /** Ctrl-C. `empty`: nothing stands on the line. */
  interrupted(empty: boolean): void;
  /** A line that comes while nobody reads. @returns true: it was for now, and does not wait */
  now(line: string): boolean;
  /** The input has ended while nobody read. */
  ended(): void;
}

/**
 * Lines from a person or a pipe. While nobody reads, what is typed is kept and not shown, and becomes the next prompt; a question throws it
 * away, so that nothing typed blindly answers one.
 */
export class LineInput {
  readonly #terminal: Terminal;
  readonly #rl: Interface;
  readonly #paste?: PasteFilter;
  readonly #queue: string[] = [];
  #waiting?: { resolve(line: string | undefined): void; question: boolean };
  #muted = true;
  #ended = false;
  #prefill = '';

  constructor(terminal: Terminal, options: LineInputOptions) {
    this.#terminal = terminal;
    const { keys } = terminal;
    this.#ended = terminal.input.readableEnded;
    if (keys) {
      this.#paste = new PasteFilter(terminal.input, options.pasteToken);
      terminal.screen.write(PASTE_ON);
    }
    this.#rl = createInterface({
      input: this.#paste ?? terminal.input,
      ...(keys && { output: this.#output(), historySize: 1000, history: [...options.history].reverse(), tabSize: 2 }),
      terminal: keys,
      crlfDelay: Number.POSITIVE_INFINITY,
      completer: (line: string): [string[], string] => [options.complete(line), line],
    });
    this.#rl.on('line', (given) => {
      const line = this.#paste?.restore(given) ?? given;
      if (this.#waiting || !options.now(line)) this.#line(line);
    });
    this.#rl.on('history', (history) => {
      if (this.#waiting?.question) history.shift();
    });
    this.#rl.on('SIGINT', () => {
      const empty = this.#rl.line === '';
      if (!empty) this.#clear();
      options.interrupted(empty);
    });
    this.#rl.on('SIGCONT', () => terminal.screen.write(PASTE_ON));
    this.#rl.on('close', () => {
      this.#ended = true;
      if (!this.#waiting) options.ended();
      this.#answer(undefined);
    });
  }

  /** True when no further line will come. */
  get ended(): boolean {
    return this.#ended && this.#queue.length === 0;
  }

  /** The next line, without its end; undefined at the end of input. What was typed meanwhile comes first. */
  read(prompt: string): Promise<string | undefined> {
    const typed = this.#queue.shift();
    if (typed !== undefined) {
      if (this.#terminal.interactive) this.#terminal.screen.write(`${prompt}${typed}\n`);
      return Promise.resolve(typed);
    }
    return this.#wait(prompt, false);
  }

  /** An answer typed from now on; undefined when `signal` aborts or the input ends. Not kept in the history. */
  ask(prompt: string, signal: AbortSignal): Promise<string | undefined> {
    this.#queue.length = 0;
    if (signal.aborted) return Promise.resolve(undefined);
    this.#clear();
    const abort = () => this.#answer(undefined);
    signal.addEventListener('abort', abort, { once: true });
    return this.#wait(prompt, true).finally(() => signal.removeEventListener('abort', abort));
  }

  /** What stands on the next line that is read. */
  prefill(text: string): void {
    if (this.#terminal.keys) this.#prefill = text.replaceAll('\n', ' ');
  }

  /** Gives a pending `read` up, as at the end of input. */
  cancel(): void {
    this.#answer(undefined);
  }

  close(): void {
    this.#muted = true;
    this.#rl.close();
    this.#paste?.detach();
    if (this.#paste) this.#terminal.screen.write(PASTE_OFF);
    this.#terminal.input.pause();
  }

  #wait(prompt: string, question: boolean): Promise<string | undefined> {
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting = { resolve, question };
      this.#muted = false;
      if (this.#terminal.keys) {
        this.#rl.setPrompt(prompt);
        this.#rl.prompt(true);
        const text = question ? '' : this.#prefill;
        if (text !== '') this.#prefill = '';
        if (text !== '') this.#rl.write(text);
      } else if (this.#terminal.interactive) this.#terminal.screen.write(prompt);
    });
  }

  #line(line: string): void {
    if (this.#waiting) this.#answer(line);
    else this.#queue.push(line);
  }

  #answer(line: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#muted = true;
    waiting?.resolve(line);
  }

  /** Empties the line being edited. */
  #clear(): void {
    if (!this.#terminal.keys) return;
    this.#rl.write(null, { ctrl: true, name: 'e' });
    this.#rl.write(null, { ctrl: true, name: 'u' });
  }

  /** readline's own output: the screen while somebody reads, nothing otherwise. */
  #output(): Writable {
    const { screen } = this.#terminal;
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#muted) screen.write(chunk);
        done();
      },
    });
    Object.defineProperty(output, 'columns', { get: () => this.#terminal.width() });
    Object.defineProperty(output, 'isTTY', { value: true });
    screen.on('resize', () => output.emit('resize'));
    return output;
  }
}
