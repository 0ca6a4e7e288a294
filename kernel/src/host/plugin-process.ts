import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { killGroup, pruneGroup, trackGroup } from '../process/process-groups.ts';
import { type ErrorDetails, KernelError } from '../runtime/errors.ts';
import type { Logger } from '../runtime/plugin.ts';
import { CHANNEL_FD, SYNC_FD, type SyncQuestion } from './protocol.ts';
import { serveSync } from './sync-channel.ts';
import { fromWireError } from './wire-error.ts';

export interface PluginProcessOptions {
  /** the plugin's name, for errors and the log */
  name: string;
  /** Node's arguments, the child's script last */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  log: Logger;
  /** registers what the child may ask; runs before the first message */
  serve(connection: MessageConnection): void;
  answerSync(question: SyncQuestion): unknown;
}

/** bytes of one message from the child */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** ms an aborted call has to come back before its process is killed as hung */
const ABORT_GRACE_MS = 2_000;
/** lines a process may print into the log, and characters of each */
const MAX_LINES = 500;
const MAX_LINE = 2_000;

/** A child in its own process group, spoken to over pipes of its own, so that nothing it prints can disturb the conversation. */
export class PluginProcess {
  /** rejects when the process is gone; the reason says how */
  readonly gone: Promise<never>;
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #rpc: typeof import('vscode-jsonrpc/node');
  readonly #name: string;
  #reason: ErrorDetails | undefined;

  /** Starts the process; it has read nothing yet. @throws OC_PLUGIN_FAILED when Node cannot be started */
  static async start(options: PluginProcessOptions): Promise<PluginProcess> {
    const rpc = await import('vscode-jsonrpc/node');
    const child = spawn(process.execPath, options.args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    const failed = new Promise<never>((_resolve, reject) => {
      child.once('error', (cause) =>
        reject(new KernelError('OC_PLUGIN_FAILED', { plugin: options.name, message: cause.message }, { cause })),
      );
    });
    const spawned = new Promise<void>((resolve) => child.once('spawn', resolve));
    await Promise.race([spawned, failed]);
    return new PluginProcess(child, rpc, options);
  }

  private constructor(child: ChildProcess, rpc: typeof import('vscode-jsonrpc/node'), options: PluginProcessOptions) {
    this.#child = child;
    this.#rpc = rpc;
    this.#name = options.name;
    trackGroup(this.pid);
    const channel = child.stdio[CHANNEL_FD] as Duplex;
    const reader = new rpc.StreamMessageReader(channel);
    const writer = new rpc.StreamMessageWriter(channel);
    this.#limit(channel, reader);
    this.#connection = rpc.createMessageConnection(reader, writer);
    this.#connection.onError(([error]) => this.#end({ message: error.message }));
    options.serve(this.#connection);
    this.#connection.listen();
    serveSync(child.stdio[SYNC_FD] as Duplex, options.answerSync, (reason) => this.#end(reason));
    copyLines(child.stdout, (line) => options.log.info('plugin prints', { line }));
    copyLines(child.stderr, (line) => options.log.warn('plugin prints', { line }));
    child.stdin?.on('error', () => undefined);
    this.gone = new Promise<never>((_resolve, reject) => {
      child.once('exit', (code, signal) => {
        const how = signal ? { because: 'reason.process_signal', signal } : { because: 'reason.process_code', code: code ?? '?' };
        this.#connection.dispose();
        killGroup(this.pid, 'SIGKILL');
        pruneGroup(this.pid);
        reject(new KernelError('OC_PLUGIN_FAILED', { plugin: this.#name, ...(this.#reason ?? how) }));
      });
    });
    this.gone.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /**
   * Asks the child. Ends at once when the signal is aborted; a child that has not come back some seconds later is killed.
   * @throws the child's error with class and code, the signal's reason, or how the process ended
   */
  async request<T>(method: string, params: object, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const source = new this.#rpc.CancellationTokenSource();
    let settled = false;
    const answer = this.#connection.sendRequest<T>(method, params, source.token).finally(() => {
      settled = true;
    });
    answer.catch(() => undefined);
    let abort: (() => void) | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => {
        source.cancel();
        setTimeout(() => settled || this.kill('reason.plugin_hangs'), ABORT_GRACE_MS).unref();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([answer, aborted, this.gone]);
    } catch (error) {
      if (error instanceof this.#rpc.ResponseError) throw await this.#failure(error);
      throw error;
    } finally {
      if (abort) signal.removeEventListener('abort', abort);
    }
  }

  /** Ends the whole group. @param because key of the catalogue, told to whoever waits */
  kill(because: string): void {
    this.#end({ because });
  }

  #end(reason: ErrorDetails): void {
    this.#reason ??= reason;
    killGroup(this.pid, 'SIGKILL');
  }

  /** A connection that breaks because the process died is reported as the death. */
  async #failure(error: { code: number; message: string; data?: unknown }): Promise<Error> {
    const { PendingResponseRejected, ConnectionInactive } = this.#rpc.ErrorCodes;
    if (error.code !== PendingResponseRejected && error.code !== ConnectionInactive) return fromWireError(error.data, error.message);
    return this.gone.catch((reason: Error) => reason);
  }

  #limit(channel: Duplex, reader: InstanceType<typeof import('vscode-jsonrpc/node')['StreamMessageReader']>): void {
    let bytes = 0;
    channel.on('error', () => channel.destroy());
    channel.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_MESSAGE) this.kill('reason.plugin_long_message');
    });
    const listen = reader.listen.bind(reader);
    reader.listen = (callback) =>
      listen((message) => {
        bytes = 0;
        callback(message);
      });
  }
}

function copyLines(stream: Readable | null, write: (line: string) => void): void {
  let rest = '';
  let lines = 0;
  stream?.setEncoding('utf8');
  stream?.on('error', () => stream.destroy());
  stream?.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = (parts.pop() ?? '').slice(0, MAX_LINE);
    for (const line of parts) {
      if (lines++ < MAX_LINES) write(line.slice(0, MAX_LINE));
      else if (lines === MAX_LINES + 2) write('… further lines are not logged');
    }
  });
  stream?.on('end', () => rest && write(rest));
}
