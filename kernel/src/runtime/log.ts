import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from './plugin.ts';
import { redact } from './redact.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

/** JSON lines in a private file, opened at the first line that passes the level. Secrets are redacted. */
export class Log implements Logger {
  readonly #file: string;
  readonly #from: number;
  readonly #name: string | undefined;
  readonly #shared: { fd?: number; broken?: boolean };

  /** @param level lowest level written: debug, info, warn, error (any case); others mean warn */
  constructor(file: string, level: string, name?: string, shared: { fd?: number } = {}) {
    this.#file = file;
    const at = LEVELS.indexOf(level.toLowerCase() as Level);
    this.#from = at < 0 ? 2 : at;
    this.#name = name;
    this.#shared = shared;
  }

  child(name: string): Log {
    return new Log(this.#file, LEVELS[this.#from] ?? 'warn', name, this.#shared);
  }

  debug(text: string, data?: Record<string, unknown>): void {
    this.#write('debug', text, data);
  }
  info(text: string, data?: Record<string, unknown>): void {
    this.#write('info', text, data);
  }
  warn(text: string, data?: Record<string, unknown>): void {
    this.#write('warn', text, data);
  }
  error(text: string, data?: Record<string, unknown>): void {
    this.#write('error', text, data);
  }

  #write(level: Level, text: string, data: Record<string, unknown> = {}): void {
    if (LEVELS.indexOf(level) < this.#from || this.#shared.broken) return;
    try {
      if (this.#shared.fd === undefined) {
        mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
        this.#shared.fd = openSync(this.#file, 'a', 0o600);
      }
      const line = JSON.stringify({ time: new Date().toISOString(), level, pid: process.pid, plugin: this.#name, text, ...data });
      writeSync(this.#shared.fd, `${redact(line)}\n`);
    } catch {
      // a log that cannot be written (full disk, read-only folder) must not stop the work
      this.#shared.broken = true;
    }
  }

  close(): void {
    if (this.#shared.fd !== undefined) closeSync(this.#shared.fd);
    this.#shared.fd = undefined;
    this.#shared.broken = true;
  }
}
