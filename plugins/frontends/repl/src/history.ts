import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atomicWrite, type Kernel, redact } from '@ock/kernel';

const KEPT = 1000;
/** lines the file may grow to before it is cut back */
const MAX_LINES = 2 * KEPT;
const MAX_CHARS = 4000;

/** The prompts of earlier sessions: one JSON string a line, in a file only its owner may read. A file that cannot be used is done without. */
export class History {
  readonly #file: string;
  #last: string | undefined;
  #lines = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Oldest first. */
  load(): string[] {
    let text = '';
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      return []; // none yet, or not ours to read
    }
    const lines = text.split('\n').filter(Boolean);
    this.#lines = lines.length;
    const entries = lines.slice(-KEPT).flatMap(parsed);
    this.#last = entries.at(-1);
    return entries;
  }

  /** Left out: repetitions, lines that begin with a blank, and whatever looks like it holds a secret. */
  async add(line: string): Promise<void> {
    if (line.trim() === '' || line.startsWith(' ') || line === this.#last || line.length > MAX_CHARS || looksSecret(line)) return;
    this.#last = line;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      appendFileSync(this.#file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
      if (++this.#lines > MAX_LINES) await this.#cut();
    } catch {
      this.#last = line; // a read-only folder costs the history, nothing else
    }
  }

  async #cut(): Promise<void> {
    const entries = this.load();
    await atomicWrite(this.#file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), 0o600);
    this.#lines = entries.length;
  }
}

/** Where earlier prompts are kept. */
export function historyFile(kernel: Kernel): string {
  return join(kernel.paths.state, 'repl-history');
}

/** A telling word before a value, or a key known by its shape. */
export function looksSecret(line: string): boolean {
  return redact(line) !== line || /(?:pass(?:word|wd|phrase)?|secret|token|api[_ -]?key|credential)\w*\s*(?:[:=]|\bis\b)\s*\S/i.test(line);
}

function parsed(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'string' ? [value] : [];
  } catch {
    return []; // a line cut by a crash
  }
}
