export interface LineRange {
  /** first line, from 1 */
  offset: number;
  limit: number;
}

export interface LineSlice {
  lines: string[];
  /** true: lines follow */
  more: boolean;
  /** lines of the whole file, where they were counted */
  total?: number;
  /** lines that were too long */
  cut: number;
}

const MAX_BYTES = 51_200;
const MAX_CHARS = 2_000;

/** Takes a text piece by piece and keeps the wanted lines of it, never more than one result may hold. */
export class LineCollector {
  readonly #range: LineRange;
  readonly #lines: string[] = [];
  /** number of the line being read, from 1 */
  #line = 1;
  /** its beginning, at most MAX_CHARS + 1 characters */
  #current = '';
  #length = 0;
  #bytes = 0;
  #cut = 0;
  #full = false;

  constructor(range: LineRange) {
    this.#range = range;
  }

  /** How many whole lines may be skipped unseen. */
  get toSkip(): number {
    return Math.max(0, this.#range.offset - this.#line);
  }

  /** Counts what the caller skipped: whole lines, then the beginning of another one. */
  skipped(lines: number, rest: number): void {
    this.#line += lines;
    this.#length = lines > 0 ? rest : this.#length + rest;
  }

  /** @returns false when nothing more is wanted */
  push(text: string): boolean {
    let at = 0;
    while (at < text.length && !this.#full) {
      const newline = text.indexOf('\n', at);
      const end = newline === -1 ? text.length : newline;
      if (this.#line >= this.#range.offset && this.#lines.length >= this.#range.limit) {
        this.#full = true;
        break;
      }
      if (this.#line >= this.#range.offset) this.#take(text, at, end);
      else this.#length += end - at;
      if (newline !== -1) this.#finish();
      at = end + 1;
    }
    return !this.#full;
  }

  end(): LineSlice {
    if (!this.#full && this.#length > 0) this.#finish();
    return { lines: this.#lines, more: this.#full, cut: this.#cut, ...(this.#full ? {} : { total: this.#line - 1 }) };
  }

  #take(text: string, from: number, to: number): void {
    const room = MAX_CHARS + 1 - this.#current.length;
    if (room > 0) this.#current += text.slice(from, Math.min(to, from + room));
    this.#length += to - from;
  }

  #finish(): void {
    if (this.#line >= this.#range.offset) {
      let line = this.#length > MAX_CHARS + 1 ? this.#current : this.#current.replace(/\r$/, '');
      const long = line.length > MAX_CHARS;
      if (long) line = `${line.slice(0, MAX_CHARS).replace(/[\ud800-\udbff]$/, '')}… (${this.#length} characters)`;
      const bytes = Buffer.byteLength(line) + String(this.#line).length + 2;
      if (this.#bytes + bytes > MAX_BYTES && this.#lines.length > 0) {
        this.#full = true;
        return;
      }
      if (long) this.#cut++;
      this.#lines.push(line);
      this.#bytes += bytes;
    }
    this.#line++;
    this.#current = '';
    this.#length = 0;
  }
}
