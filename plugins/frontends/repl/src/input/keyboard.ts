import { StringDecoder } from 'node:string_decoder';
import type { Terminal } from '../terminal.ts';
import type { InputEvent } from './input-event.ts';
import { KeyDecoder } from './key-decoder.ts';

/** ms after which a lone escape is the key */
const ESCAPE_MS = 40;
/** ms after which what can be no key is given up: over slow connections sequences arrive in pieces */
const SEQUENCE_MS = 400;

/** marked pastes, focus reports, the Kitty protocol (keys without doubt) and xterm's way of the same */
const MODES_ON = '\x1b[?2004h\x1b[?1004h\x1b[>1u';
/** the same for a terminal that may have them still: nothing is pushed twice */
const MODES_AGAIN = '\x1b[?2004h\x1b[?1004h\x1b[=1;1u';
const MODES_OFF = '\x1b[<u\x1b[?1004l\x1b[?2004l\x1b[?25h';
const OTHER_KEYS_ON = '\x1b[>4;1m';
const OTHER_KEYS_OFF = '\x1b[>4;0m';

/** Reads a terminal's keys one by one, and sets it back as it was. */
export class Keyboard {
  readonly #terminal: Terminal;
  readonly #decoder = new KeyDecoder();
  readonly #text = new StringDecoder('utf8');
  readonly #onEvents: (events: InputEvent[]) => void;
  readonly #onEnd: () => void;
  readonly #onBack: () => void;
  /** a terminal that would take them for colours is not asked for them */
  readonly #otherKeys: boolean;
  #timer: NodeJS.Timeout | undefined;
  #open = false;

  /** @param back we were stopped from outside and go on: others may have used the screen */
  constructor(terminal: Terminal, events: (events: InputEvent[]) => void, end: () => void, back: () => void) {
    this.#terminal = terminal;
    this.#onEvents = events;
    this.#onEnd = end;
    this.#onBack = back;
    const { TERM = '', TERM_PROGRAM } = terminal.env;
    this.#otherKeys = /^(?:xterm|tmux|screen)/.test(TERM) && TERM_PROGRAM !== 'Apple_Terminal';
  }

  open(): void {
    if (this.#open) return;
    this.#open = true;
    const { input, screen } = this.#terminal;
    input.setRawMode?.(true);
    input.on('data', this.#data).on('end', this.#onEnd).on('close', this.#onEnd);
    input.resume();
    screen.write(`${MODES_ON}${this.#otherKeys ? OTHER_KEYS_ON : ''}`);
    process.on('exit', this.#restore).on('SIGCONT', this.#back);
  }

  /** As the terminal was before. What is typed from now on is somebody else's. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#timer);
    const { input } = this.#terminal;
    input.off('data', this.#data).off('end', this.#onEnd).off('close', this.#onEnd);
    input.pause();
    process.off('exit', this.#restore).off('SIGCONT', this.#back);
    this.#restore();
    input.setRawMode?.(false);
  }

  readonly #restore = (): void => {
    this.#terminal.screen.write(`${this.#otherKeys ? OTHER_KEYS_OFF : ''}${MODES_OFF}`);
  };

  readonly #back = (): void => {
    const { input, screen } = this.#terminal;
    // set again only where it changes: the shell had it off
    input.setRawMode?.(false);
    input.setRawMode?.(true);
    screen.write(`${MODES_AGAIN}${this.#otherKeys ? OTHER_KEYS_ON : ''}`);
    this.#onBack();
  };

  readonly #data = (chunk: Buffer | string): void => {
    clearTimeout(this.#timer);
    const events = this.#decoder.push(typeof chunk === 'string' ? chunk : this.#text.write(chunk));
    if (this.#decoder.pending) {
      this.#timer = setTimeout(() => this.#onEvents(this.#decoder.flush()), this.#decoder.maybeKey ? ESCAPE_MS : SEQUENCE_MS);
    }
    if (events.length > 0) this.#onEvents(events);
  };
}
