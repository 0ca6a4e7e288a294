import { type ChildProcess, spawn } from 'node:child_process';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { killGroup, pruneGroup, trackGroup } from '@ock/kernel';
import type { Sdk } from './load-sdk.ts';

export interface StdioOptions {
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** a line of stderr, cut to a bounded length */
  onLog(line: string): void;
}

/** ms a server gets to end after its input was closed, and again after SIGTERM */
const END_MS = 400;
/** bytes of one message */
const MAX_MESSAGE = 64 * 1024 * 1024;
const MAX_LINE = 2_000;
/** characters of stderr that explain a failed start */
const TAIL = 1_000;

/**
 * A server as a child in its own process group, one JSON message a line. The whole group is killed when the server or this process ends,
 * whatever way it ends.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #sdk: Sdk;
  readonly #options: StdioOptions;
  #child?: ChildProcess;
  #gone?: Promise<void>;
  #tail = '';

  constructor(sdk: Sdk, options: StdioOptions) {
    this.#sdk = sdk;
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The end of what the server said on stderr. */
  get lastWords(): string {
    return this.#tail.trim();
  }

  start(): Promise<void> {
    const { command, cwd, env } = this.#options;
    const [program = '', ...args] = command;
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
      this.#child = child;
      const { pid } = child;
      if (pid !== undefined) trackGroup(pid);
      child.once('spawn', resolve);
      child.once('error', (error) => {
        reject(error);
        if (pid !== undefined) this.onerror?.(error);
      });
      this.#gone = new Promise((ended) => {
        child.once('exit', () => {
          if (pid !== undefined && pruneGroup(pid)) killGroup(pid, 'SIGKILL');
          ended();
          setImmediate(() => this.onclose?.());
        });
      });
      child.stdin.on('error', (error) => this.onerror?.(error));
      this.#read(child);
      this.#readLog(child);
    });
  }

  #read(child: ChildProcess): void {
    const buffer = new this.#sdk.ReadBuffer({ maxBufferSize: MAX_MESSAGE });
    child.stdout?.on('data', (chunk: Buffer) => {
      try {
        buffer.append(chunk);
      } catch (error) {
        this.onerror?.(error as Error);
        void this.close();
        return;
      }
      for (let more = true; more; ) {
        try {
          const message = buffer.readMessage();
          more = message !== null;
          if (message) this.onmessage?.(message);
        } catch (error) {
          // a line that is no message: some servers print to stdout before they begin
          this.onerror?.(error as Error);
        }
      }
    });
  }

  #readLog(child: ChildProcess): void {
    let rest = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-TAIL);
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(-MAX_LINE);
      for (const line of lines) if (line.trim() !== '') this.#options.onLog(line.slice(0, MAX_LINE));
    });
  }

  send(message: JSONRPCMessage): Promise<void> {
    const input = this.#child?.stdin;
    if (!input?.writable) return Promise.reject(new Error('not connected'));
    return new Promise((resolve, reject) => {
      input.write(this.#sdk.serializeMessage(message), (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Closes its input, then SIGTERM, then SIGKILL to the group. */
  async close(): Promise<void> {
    const { pid } = this.#child ?? {};
    if (pid === undefined || !this.#gone) return;
    this.#child?.stdin?.end();
    if (await isOver(this.#gone)) return;
    killGroup(pid, 'SIGTERM');
    if (await isOver(this.#gone)) return;
    killGroup(pid, 'SIGKILL');
    await isOver(this.#gone);
  }
}

async function isOver(gone: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), END_MS);
  });
  const over = await Promise.race([gone.then(() => true), late]);
  clearTimeout(timer);
  return over;
}
