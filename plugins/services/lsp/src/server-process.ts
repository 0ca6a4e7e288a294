import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { killGroup, type Logger, pruneGroup, sanitizeLine, trackGroup } from '@ock/kernel';
import type { MessageConnection } from 'vscode-jsonrpc/node';

export type Rpc = typeof import('vscode-jsonrpc/node');

/** bytes of one message; a server that sends more is ended */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** lines of stderr that are logged, and characters of one */
const MAX_LINES = 200;
const MAX_LINE = 500;
/** ms a server gets to leave by itself, and then after SIGTERM */
const LEAVE_MS = 1_000;
/** ms that a server may live on after it closed its pipes */
const CLOSED_MS = 300;

/** A language server as a child process in a group of its own, spoken to over its standard input and output. */
export class ServerProcess {
  readonly connection: MessageConnection;
  readonly rpc: Rpc;
  /** resolved with the reason once the process or the conversation with it is over */
  readonly gone: Promise<string>;
  readonly pid: number | undefined;
  /** the end of what it said on stderr, for the reason */
  #lastWords = '';
  #isGone = false;
  #isClosed = false;
  #end: (reason: string) => void = () => undefined;

  /** @throws the spawn error */
  static async start(
    command: readonly string[],
    options: { cwd: string; env: Record<string, string>; log: Logger },
  ): Promise<ServerProcess> {
    const rpc = await import('vscode-jsonrpc/node');
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    if (child.pid === undefined) throw ((await once(child, 'error')) as [Error])[0];
    trackGroup(child.pid);
    return new ServerProcess(child, rpc, options.log);
  }

  private constructor(child: ChildProcess, rpc: Rpc, log: Logger) {
    this.rpc = rpc;
    this.pid = child.pid;
    this.gone = new Promise((resolve) => {
      this.#end = (reason) => {
        this.#isGone = true;
        resolve(reason);
      };
    });
    const { stdin, stdout, stderr } = child;
    if (!stdin || !stdout || !stderr) throw new Error('a server without pipes');
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
    this.#readStderr(stderr, log);
    const reader = new rpc.StreamMessageReader(stdout);
    this.#limit(stdout, reader);
    reader.onError((error) => this.#break(`it does not speak the protocol: ${error.message}`));
    child.once('error', (error) => this.#break(error.message));
    child.once('exit', (code, signal) => this.#over(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
    const quiet = {
      error: (text: string) => log.debug('connection', { text }),
      warn: () => undefined,
      info: () => undefined,
      log: () => undefined,
    };
    this.connection = rpc.createMessageConnection(reader, new rpc.StreamMessageWriter(stdin), quiet);
    this.connection.onError(([error]) => log.debug('connection', { text: error.message }));
    // a server that ends closes its pipes first: how it ended is the better reason
    this.connection.onClose(() => {
      this.#isClosed = true;
      setTimeout(() => this.#break('it closed the connection'), CLOSED_MS).unref();
    });
  }

  /** Nothing can be said to it any more; why, tells `gone` soon. */
  get isGone(): boolean {
    return this.#isGone || this.#isClosed;
  }

  /** Ends it: politely where `polite` is given, then by signals to its group. */
  async stop(polite?: () => Promise<unknown>): Promise<void> {
    if (polite && !this.isGone)
      await before(
        LEAVE_MS,
        polite().catch(() => undefined),
      );
    if (this.pid !== undefined && pruneGroup(this.pid)) {
      if (polite) await before(LEAVE_MS / 2, this.gone);
      killGroup(this.pid, 'SIGTERM');
      await before(LEAVE_MS / 2, this.gone);
      killGroup(this.pid, 'SIGKILL');
      pruneGroup(this.pid);
    }
    this.#over('it was stopped');
    this.connection.dispose();
  }

  #break(reason: string): void {
    if (this.#isGone) return;
    this.#over(reason);
    if (this.pid !== undefined) killGroup(this.pid, 'SIGKILL');
  }

  #over(reason: string): void {
    if (this.#isGone) return;
    // its last words may still be in the pipe
    this.#isGone = true;
    setTimeout(() => this.#end(this.#lastWords ? `${reason}: ${this.#lastWords}` : reason), 20).unref();
    if (this.pid !== undefined) pruneGroup(this.pid);
  }

  #readStderr(stderr: NodeJS.ReadableStream, log: Logger): void {
    let rest = '';
    let lines = 0;
    stderr.setEncoding('utf8');
    stderr.on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = (parts.pop() ?? '').slice(0, MAX_LINE);
      for (const part of parts) {
        const line = sanitizeLine(part.slice(0, MAX_LINE)).trim();
        if (line && !/^\s*(at |\d+: )/.test(part) && !this.#lastWords) this.#lastWords = line.slice(0, 200);
        if (lines++ < MAX_LINES) log.debug('stderr', { text: line });
      }
    });
  }

  #limit(stdout: NodeJS.ReadableStream, reader: InstanceType<Rpc['StreamMessageReader']>): void {
    let bytes = 0;
    stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_MESSAGE) this.#break(`it sent a message over ${MAX_MESSAGE} bytes`);
    });
    const listen = reader.listen.bind(reader);
    reader.listen = (callback) =>
      listen((message) => {
        bytes = 0;
        callback(message);
      });
  }
}

/** The outcome, or undefined when it takes longer. */
async function before<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
