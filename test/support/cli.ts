import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './tree.ts';

export const BIN = join(ROOT, 'bin/run.js');

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A private home and work folder for spawned CLIs. Nothing of the machine's own configuration or keys gets in. */
export class Sandbox {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'opencode-test-')));
  readonly work = join(this.dir, 'work');
  readonly home = join(this.dir, 'home');
  readonly env: Record<string, string>;

  constructor(env: Record<string, string> = {}) {
    mkdirSync(this.work);
    mkdirSync(join(this.home, '.config/opencode'), { recursive: true });
    this.env = { PATH: process.env.PATH ?? '', HOME: this.home, LANG: 'C.UTF-8', TERM: 'dumb', ...env };
  }

  get configFile(): string {
    return join(this.home, '.config/opencode/opencode.toml');
  }
  get dataDir(): string {
    return join(this.home, '.local/share/opencode');
  }

  /** Starts the built CLI; standard input is /dev/null unless `stdin` says otherwise. */
  spawn(args: readonly string[], options: { stdin?: 'ignore' | 'pipe'; env?: Record<string, string>; cwd?: string } = {}): ChildProcess {
    return spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd ?? this.work,
      env: { ...this.env, ...options.env },
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs the built CLI to its end. `input` is piped to standard input. */
  run(args: readonly string[], options: { input?: string; env?: Record<string, string>; cwd?: string } = {}): Promise<Ran> {
    const child = this.spawn(args, { ...options, stdin: options.input === undefined ? 'ignore' : 'pipe' });
    if (options.input !== undefined) child.stdin?.end(options.input);
    return ended(child);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Everything a child prints, and how it ended. */
export function ended(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
