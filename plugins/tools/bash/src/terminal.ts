import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { PassThrough } from 'node:stream';
import type { IPty } from '@lydell/node-pty';
import { type RunChild, type RunOptions, ToolError } from '@ock/kernel';

const COLUMNS = 120;
const ROWS = 40;

/** Starts programs in a terminal of 120 columns and 40 rows. @throws ToolError where this system has none for us */
export async function terminal(): Promise<NonNullable<RunOptions['start']>> {
  const { spawn } = await import('@lydell/node-pty').catch(() => {
    throw new ToolError('There is no terminal here: the package @lydell/node-pty is not installed. Call bash without pty.');
  });
  return (file, args, { cwd, env }) =>
    new TerminalChild(spawn(file, args, { cwd, env, cols: COLUMNS, rows: ROWS, name: env.TERM ?? 'dumb' }));
}

/** A program in a terminal, as a child process is seen. It leads a session of its own, so its id is that of its group. */
class TerminalChild extends EventEmitter implements RunChild {
  readonly pid: number;
  readonly stdout = new PassThrough();
  readonly stderr = null;

  constructor(pty: IPty) {
    super();
    this.pid = pty.pid;
    pty.onData((text) => this.stdout.write(text));
    pty.onExit(({ exitCode, signal }) => {
      this.emit('exit', signal ? null : exitCode, signal ? nameOf(signal) : null);
      this.stdout.once('close', () => this.emit('close'));
      this.stdout.end();
    });
  }

  /** It has nothing to let go: it is ended with us. */
  unref(): void {}
}

function nameOf(signal: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, number]) => number === signal);
  return (found?.[0] as NodeJS.Signals | undefined) ?? null;
}
