import type { KeyPath } from './key-path.ts';

/** One statement of a TOML text, or one pair inside an inline table. Offsets into the text; `end` stops before the line break. */
export interface TomlEntry {
  /** `[table]`, `[[tables]]`, `key = value`, a pair inside `{ … }` */
  kind: 'table' | 'tables' | 'pair' | 'inline';
  /** absolute; elements of arrays are numbered: `models.0.name` */
  path: KeyPath;
  start: number;
  end: number;
  /** of the value; for headers the end twice */
  valueStart: number;
  valueEnd: number;
  /** path of the table it stands in, [] for the root; a header's own path */
  table: KeyPath;
}

/** The structure of a text that is known to be valid TOML. On an invalid one it stops where it no longer understands. */
export function scanToml(text: string): TomlEntry[] {
  return new Scanner(text).scan();
}

/** Line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

class Scanner {
  readonly #text: string;
  readonly #entries: TomlEntry[] = [];
  readonly #counts = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith('\uFEFF')) this.#at = 1;
  }

  scan(): TomlEntry[] {
    let table: KeyPath = [];
    while (this.#at < this.#text.length) {
      const before = this.#at;
      this.#skipBlank();
      if (this.#at >= this.#text.length) break;
      if (this.#text[this.#at] === '[') table = this.#header();
      else this.#pair('pair', table, table);
      this.#skipLine();
      if (this.#at === before) break;
    }
    return this.#entries;
  }

  #header(): KeyPath {
    const start = this.#at;
    const tables = this.#text.startsWith('[[', start);
    this.#at += tables ? 2 : 1;
    const named = this.#key();
    this.#at += tables ? 2 : 1;
    const path = this.#numbered(named, tables);
    this.#entries.push({
      kind: tables ? 'tables' : 'table',
      path,
      start,
      end: this.#at,
      valueStart: this.#at,
      valueEnd: this.#at,
      table: path,
    });
    return path;
  }

  /** Adds the index of the current element wherever a prefix names an array of tables. */
  #numbered(named: string[], opens: boolean): string[] {
    const path: string[] = [];
    named.forEach((part, i) => {
      path.push(part);
      const key = JSON.stringify(path);
      const count = this.#counts.get(key);
      if (opens && i === named.length - 1) {
        this.#counts.set(key, (count ?? -1) + 1);
        path.push(String((count ?? -1) + 1));
      } else if (count !== undefined) path.push(String(count));
    });
    return path;
  }

  #pair(kind: 'pair' | 'inline', prefix: KeyPath, table: KeyPath): void {
    const start = this.#at;
    const path = [...prefix, ...this.#key()];
    if (this.#text[this.#at] !== '=') return;
    this.#at++;
    this.#skipSpace();
    const entry: TomlEntry = { kind, path, start, end: 0, valueStart: this.#at, valueEnd: 0, table };
    this.#entries.push(entry);
    this.#value(path);
    entry.valueEnd = this.#at;
    entry.end = this.#at;
  }

  #key(): string[] {
    const path: string[] = [];
    for (;;) {
      this.#skipSpace();
      const start = this.#at;
      const quote = this.#text[start];
      if (quote === '"' || quote === "'") {
        this.#string();
        path.push(unquote(this.#text.slice(start, this.#at)));
      } else {
        while (/[A-Za-z0-9_-]/.test(this.#text[this.#at] ?? '')) this.#at++;
        path.push(this.#text.slice(start, this.#at));
      }
      this.#skipSpace();
      if (this.#text[this.#at] !== '.') return path;
      this.#at++;
    }
  }

  #value(path: KeyPath): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#string();
    else if (first === '[') this.#list(']', (index) => this.#value([...path, String(index)]));
    else if (first === '{') this.#list('}', () => this.#pair('inline', path, path));
    else {
      while (this.#at < this.#text.length && !/[,\]}#\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
      while (/\s/.test(this.#text[this.#at - 1] ?? '')) this.#at--;
    }
  }

  #list(close: string, item: (index: number) => void): void {
    this.#at++;
    for (let index = 0; this.#at < this.#text.length; index++) {
      this.#skipBlank();
      if (this.#text[this.#at] === close) break;
      const before = this.#at;
      item(index);
      this.#skipBlank();
      if (this.#text[this.#at] === ',') this.#at++;
      if (this.#at === before) break;
    }
    this.#at++;
  }

  #string(): void {
    const quote = this.#text[this.#at] as string;
    const long = this.#text.startsWith(quote.repeat(3), this.#at);
    const fence = long ? quote.repeat(3) : quote;
    this.#at += fence.length;
    while (this.#at < this.#text.length && !this.#text.startsWith(fence, this.#at))
      this.#at += quote === '"' && this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at += fence.length;
    for (let extra = 0; long && extra < 2 && this.#text[this.#at] === quote; extra++) this.#at++;
  }

  #skipSpace(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }

  /** Spaces, line breaks and comments. */
  #skipBlank(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
      if (this.#text[this.#at] !== '#') return;
      this.#skipLine();
    }
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end + 1;
  }
}

function unquote(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1);
  return text
    .slice(1, -1)
    .replace(
      /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))/g,
      (_all, u?: string, U?: string, x?: string, char?: string) => {
        const code = u ?? U ?? x;
        if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
        return { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b' }[char as string] ?? (char as string);
      },
    );
}
