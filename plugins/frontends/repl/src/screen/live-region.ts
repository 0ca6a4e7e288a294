import type { Writable } from 'node:stream';
import { textWidth } from './width.ts';

const SYNC_ON = '\x1b[?2026h';
const SYNC_OFF = '\x1b[?2026l';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** What is drawn below the transcript. */
export interface Frame {
  /** with escape sequences; none wider than the terminal less one column */
  rows: string[];
  /** where the cursor stands; absent: it is hidden */
  cursor?: { row: number; column: number };
}

export interface LiveRegionOptions {
  out: Writable;
  width(): number;
  /** the terminal joins and breaks lines anew when its width changes, as nearly all do */
  reflows: boolean;
  /** the line with the cursor too */
  reflowsCursorLine: boolean;
}

/**
 * The part of the screen that changes: drawn at the end of the transcript, which itself is written once and then belongs to the terminal. Rows that
 * stayed the same are not written again, and each drawing is one write that terminals show at once.
 */
export class LiveRegion {
  readonly #o: LiveRegionOptions;
  #rows: string[] = [];
  /** absent: it is hidden */
  #cursor: Frame['cursor'] = { row: 0, column: 0 };
  /** the row that the terminal's cursor stands in */
  #at = 0;
  #width: number;

  constructor(options: LiveRegionOptions) {
    this.#o = options;
    this.#width = options.width();
  }

  /**
   * Draws what has changed.
   * @param above finished lines that go into the transcript, each ending in a line break
   */
  draw(above: string, frame: Frame): void {
    const resized = this.#width !== this.#o.width();
    const before = this.#cursor;
    const body = resized || above !== '' ? this.#anew(above, frame, resized) : this.#changed(frame);
    if (body === '' && before?.row === frame.cursor?.row && before?.column === frame.cursor?.column) return;
    const hide = body !== '' && before ? HIDE_CURSOR : '';
    const show = frame.cursor && (hide !== '' || !before) ? SHOW_CURSOR : '';
    this.#o.out.write(`${SYNC_ON}${hide}${body}${this.#place(frame)}${show}${SYNC_OFF}`);
  }

  /** Takes the region off the screen; the transcript's end is where the cursor is then. */
  erase(): void {
    if (this.#rows.length === 0) return;
    this.#o.out.write(`${SYNC_ON}${this.#top(this.#width !== this.#o.width())}\x1b[J${SHOW_CURSOR}${SYNC_OFF}`);
    this.#forget();
  }

  /** The screen was cleared, or somebody else wrote on it: nothing of ours stands there any more. */
  forget(): void {
    this.#forget();
  }

  #forget(): void {
    this.#rows = [];
    this.#at = 0;
    this.#cursor = { row: 0, column: 0 };
    this.#width = this.#o.width();
  }

  #anew(above: string, { rows }: Frame, resized: boolean): string {
    const begin = `${this.#top(resized)}\x1b[J${above.replaceAll('\n', '\r\n')}`;
    this.#rows = rows;
    this.#at = Math.max(0, rows.length - 1);
    this.#width = this.#o.width();
    return begin + rows.join('\r\n');
  }

  #changed({ rows }: Frame): string {
    const before = this.#rows;
    const last = Math.max(0, rows.length - 1);
    let out = '';
    let at = this.#at;
    const go = (row: number) => {
      if (row < at) out += `\x1b[${at - row}A`;
      // a row that is new does not exist yet: only a line feed makes it
      for (; at < row; at++) out += '\n';
      at = row;
      out += '\r';
    };
    rows.forEach((row, i) => {
      if (row === before[i]) return;
      go(i);
      out += `${row}\x1b[K`;
    });
    if (rows.length < before.length) {
      if (rows.length === 0) {
        go(0);
        out += '\x1b[J';
      } else {
        go(last);
        out += `${right(textWidth((rows[last] ?? '').replace(ESCAPES, '')))}\x1b[J`;
      }
    }
    this.#rows = rows;
    this.#at = at;
    return out;
  }

  #place({ cursor, rows }: Frame): string {
    this.#cursor = cursor;
    const row = cursor ? cursor.row : Math.max(0, rows.length - 1);
    const up = this.#at - row;
    this.#at = row;
    return `${up > 0 ? `\x1b[${up}A` : up < 0 ? `\x1b[${-up}B` : ''}\r${right(cursor?.column ?? 0)}`;
  }

  /** To the first row, whatever a change of width made of those above the cursor. */
  #top(resized: boolean): string {
    let up = this.#at;
    const { reflows, reflowsCursorLine, width } = this.#o;
    if (resized && reflows) {
      const now = width();
      const height = (row: string) => Math.max(1, Math.ceil(textWidth(row.replace(ESCAPES, '')) / now));
      up = this.#rows.slice(0, this.#at).reduce((sum, row) => sum + height(row), 0);
      if (reflowsCursorLine && this.#cursor) up += Math.floor(this.#cursor.column / now);
    }
    return `${up > 0 ? `\x1b[${up}A` : ''}\r`;
  }
}

function right(columns: number): string {
  return columns > 0 ? `\x1b[${columns}C` : '';
}
