import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

export interface NotifierOptions {
  out: Writable;
  /** `auto`: the terminal's own notification where it is known to have one, else the bell */
  kind: 'auto' | 'osc9' | 'bell' | 'off';
  /** program and arguments; the text is added as the last one */
  command?: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

/** ms without a key after which a person counts as away, where the terminal does not tell */
const AWAY_MS = 20_000;

/** Tells somebody who looks elsewhere that something waits. */
export class Notifier {
  readonly #o: NotifierOptions;
  /** undefined: the terminal has not said */
  #focused: boolean | undefined;
  #lastKey = Date.now();

  constructor(options: NotifierOptions) {
    this.#o = options;
  }

  focus(focused: boolean): void {
    this.#focused = focused;
  }

  key(): void {
    this.#lastKey = Date.now();
  }

  /** Nothing happens while the person is looking. */
  tell(text: string): void {
    const away = this.#focused === undefined ? Date.now() - this.#lastKey > AWAY_MS : !this.#focused;
    if (!away || this.#o.kind === 'off') return;
    const { out, command } = this.#o;
    // a text that ends the sequence early would be typed on the screen
    const plain = text.replace(/[\0-\x1f\x7f-\x9f;]/g, ' ').slice(0, 200);
    if (command?.[0] !== undefined) {
      const child = spawn(command[0], [...command.slice(1), plain], { stdio: 'ignore', detached: true });
      child.on('error', () => out.write('\x07'));
      child.unref();
    } else out.write(this.#knowsOsc9() ? `\x1b]9;${plain}\x07` : '\x07');
  }

  #knowsOsc9(): boolean {
    const { kind, env } = this.#o;
    if (kind !== 'auto') return kind === 'osc9';
    return (
      /^(?:iTerm\.app|WezTerm|ghostty)$/.test(env.TERM_PROGRAM ?? '') ||
      /kitty|ghostty/.test(env.TERM ?? '') ||
      env.WT_SESSION !== undefined
    );
  }
}
