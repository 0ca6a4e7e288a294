import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { cleanPaste, PASTE_END as END, endOfPaste, MAX_PASTE, PASTE_START as START } from './input/paste-text.ts';
import type { Terminal } from './terminal.ts';

/** what asks a terminal to mark pastes, and to stop */
export const PASTE_ON = '\x1b[?2004h';
export const PASTE_OFF = '\x1b[?2004l';
/** a longer paste, or one of more lines, is shown as a token */
const SHOWN_CHARS = 400;
const SHOWN_LINES = 3;
/** a longer piece is passed on whole: its cost grows with the square */
const MAX_KEYS = 1000;
const NEWLINE_SIGN = '␤';
const TAB_SIGN = '␉';

/**
 * Stands between the keyboard and readline: a paste of several lines comes out as one line, with signs for line ends and tabs; a long one as
 * a token. `restore` turns an edited line back into what was pasted.
 */
export class PasteFilter extends PassThrough {
  readonly isTTY = true;
  readonly #source: Terminal['input'];
  readonly #decoder = new StringDecoder('utf8');
  readonly #pastes = new Map<string, string>();
  readonly #token: (number: number, lines: number) => string;
  readonly #onData = (chunk: Buffer | string) => this.#feed(typeof chunk === 'string' ? chunk : this.#decoder.write(chunk));
  readonly #onEnd = () => this.end();
  #rest = '';
  #paste: string | undefined;
  #count = 0;

  /** @param token text that stands for a long paste; numbers make it unique */
  constructor(source: Terminal['input'], token: (number: number, lines: number) => string) {
    super();
    this.#source = source;
    this.#token = token;
    source.on('data', this.#onData);
    source.on('end', this.#onEnd);
  }

  setRawMode(mode: boolean): this {
    this.#source.setRawMode?.(mode);
    return this;
  }

  /** Stops reading the keyboard. */
  detach(): void {
    this.#source.off('data', this.#onData);
    this.#source.off('end', this.#onEnd);
    this.#source.pause();
  }

  restore(line: string): string {
    let text = line.replaceAll(NEWLINE_SIGN, '\n').replaceAll(TAB_SIGN, '\t');
    for (const [token, paste] of this.#pastes) text = text.split(token).join(paste);
    return text;
  }

  #feed(chunk: string): void {
    let text = this.#rest + chunk;
    this.#rest = '';
    for (let guard = 0; text !== '' && guard <= chunk.length + 8; guard++) {
      const marker = this.#paste === undefined ? START : END;
      const at = this.#paste === undefined ? text.indexOf(START) : endOfPaste(text);
      if (at < 0) {
        const keep = partial(text, marker);
        this.#take(text.slice(0, text.length - keep));
        this.#rest = text.slice(text.length - keep);
        return;
      }
      this.#take(text.slice(0, at));
      if (this.#paste === undefined) this.#paste = '';
      else this.#finish();
      text = text.slice(at + marker.length);
    }
  }

  #take(text: string): void {
    if (text === '') return;
    if (this.#paste === undefined) this.#keys(text);
    else if (this.#paste.length < MAX_PASTE) this.#paste += text;
  }

  #finish(): void {
    const paste = cleanPaste(this.#paste ?? '');
    this.#paste = undefined;
    const lines = paste.replace(/\n$/, '').split('\n').length;
    if (paste.length <= SHOWN_CHARS && lines <= SHOWN_LINES) {
      this.#keys(paste.replaceAll('\n', NEWLINE_SIGN).replaceAll('\t', TAB_SIGN));
      return;
    }
    const token = this.#token(++this.#count, lines);
    this.#pastes.set(token, paste);
    this.#keys(token);
  }

  /** One key at a time: of a longer piece readline would add all to the end of the line, wherever the cursor stands. */
  #keys(text: string): void {
    if (text.length > MAX_KEYS) this.write(text);
    else for (const key of text) this.write(key);
  }
}

/** How many characters at the end of `text` may be the beginning of the marker; a lone escape is a key. */
function partial(text: string, marker: string): number {
  for (let n = Math.min(marker.length - 1, text.length); n >= 2; n--) if (text.endsWith(marker.slice(0, n))) return n;
  return 0;
}
