import type { HttpClient } from '../http/client.ts';
import type { ToolContext } from '../kinds/tool.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PluginContext } from '../runtime/plugin.ts';
import { answerSync, type CallScope, serveParent } from './parent-services.ts';
import { PluginProcess } from './plugin-process.ts';
import type { ActivateParams, ActivateResult, Boxed, CallParams, TapParams } from './protocol.ts';

export interface PluginHostOptions {
  activate: ActivateParams;
  granted: readonly string[];
  /** Node's arguments, the child's script last */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** ms from the start of the process until the plugin has activated; default 10 s */
  startMs?: number;
  /** @throws OC_PLUGIN_PERMISSION */
  checkHost(hostname: string): void;
  /** told when the process is gone, and when a new one took its place */
  onState(state: 'active' | 'failed', error?: unknown): void;
}

const START_MS = 10_000;
/** ms for `deactivate` */
const STOP_MS = 2_000;
const MAX_RESTARTS = 3;

/** Keeps one plugin's process: starts it, asks it, starts it again after a crash, ends it. */
export class PluginHost {
  readonly name: string;
  readonly granted: readonly string[];
  readonly #options: PluginHostOptions;
  readonly #ctx: PluginContext;
  readonly #scopes = new Map<number, CallScope>();
  #calls = 0;
  #restarts = 0;
  #running: Promise<PluginProcess> | undefined;
  #first: ActivateResult | undefined;
  #closed = false;

  constructor(ctx: PluginContext, options: PluginHostOptions) {
    this.name = ctx.plugin.name;
    this.granted = options.granted;
    this.#ctx = ctx;
    this.#options = options;
  }

  /** Starts the process and lets the plugin activate in it. @throws what `activate` threw there, OC_TIMEOUT after 10 s */
  async start(): Promise<ActivateResult> {
    this.#running = this.#launch();
    await this.#running;
    return this.#first as ActivateResult;
  }

  async call(params: CallParams, signal: AbortSignal): Promise<unknown> {
    return (await (await this.#process()).request<Boxed>('call', params, signal)).value;
  }

  callTool(id: string, method: string, input: unknown, ctx: ToolContext): Promise<unknown> {
    const { cwd, sessionId, callId, config, outputDir } = ctx;
    const env = this.granted.includes('exec') ? ctx.env : this.#options.env;
    return this.#scoped({ tool: ctx }, (call) =>
      this.call({ kind: 'tool', id, method, args: [input], tool: { call, cwd, sessionId, callId, config, outputDir, env } }, ctx.signal),
    );
  }

  callWithHttp(params: CallParams, http: HttpClient, signal: AbortSignal): Promise<unknown> {
    return this.#scoped({ http }, (call) => this.call({ ...params, io: { call } }, signal));
  }

  async tap(params: TapParams, signal: AbortSignal): Promise<unknown> {
    return (await (await this.#process()).request<Boxed>('tap', params, signal)).value;
  }

  /** Lets the plugin deactivate, then ends its whole process group. */
  async stop(): Promise<void> {
    this.#closed = true;
    const running = await this.#running?.catch(() => undefined);
    if (!running) return;
    try {
      await running.request('deactivate', {}, AbortSignal.timeout(STOP_MS));
    } finally {
      running.kill('reason.plugin_closed');
      await running.gone.catch(() => undefined);
    }
  }

  async #scoped<T>(scope: CallScope, work: (call: number) => Promise<T>): Promise<T> {
    const call = ++this.#calls;
    this.#scopes.set(call, scope);
    try {
      return await work(call);
    } finally {
      this.#scopes.delete(call);
    }
  }

  /** The running process, or a new one after a crash. @throws OC_PLUGIN_FAILED when it crashed too often */
  #process(): Promise<PluginProcess> {
    if (this.#closed) throw new KernelError('OC_PLUGIN_FAILED', { plugin: this.name, because: 'reason.plugin_closed' });
    if (this.#running) return this.#running;
    if (this.#restarts >= MAX_RESTARTS) {
      throw new KernelError('OC_PLUGIN_FAILED', {
        plugin: this.name,
        because: 'reason.plugin_not_restarted',
        times: MAX_RESTARTS + 1,
      });
    }
    this.#restarts++;
    this.#running = this.#launch();
    return this.#running;
  }

  async #launch(): Promise<PluginProcess> {
    try {
      const child = await this.#spawn();
      this.#options.onState('active');
      return child;
    } catch (error) {
      this.#running = undefined;
      this.#options.onState('failed', error);
      throw error;
    }
  }

  async #spawn(): Promise<PluginProcess> {
    const { ResponseError } = await import('vscode-jsonrpc/node');
    const scope = (call: number) => this.#scopes.get(call);
    const child = await PluginProcess.start({
      name: this.name,
      args: this.#options.args,
      cwd: this.#options.cwd,
      env: this.#options.env,
      log: this.#ctx.log,
      serve: (connection) => serveParent(connection, { ctx: this.#ctx, checkHost: this.#options.checkHost, scope, ResponseError }),
      answerSync: (question) => answerSync(question, this.#ctx, scope),
    });
    const ms = this.#options.startMs ?? START_MS;
    try {
      const late = AbortSignal.any([AbortSignal.timeout(ms), this.#ctx.signal]);
      this.#same(await child.request<ActivateResult>('activate', this.#options.activate, late));
    } catch (error) {
      child.kill('reason.plugin_no_activation');
      if ((error as Error).name !== 'TimeoutError') throw error;
      throw new KernelError('OC_TIMEOUT', { what: `activate ${this.name}`, ms }, { cause: error });
    }
    child.gone.catch((error: unknown) => {
      this.#running = undefined;
      if (!this.#closed) this.#options.onState('failed', error);
    });
    return child;
  }

  /** Parts and taps are known to the kernel since the first start: a second must register the same. */
  #same(result: ActivateResult): void {
    this.#first ??= result;
    if (JSON.stringify(result) !== JSON.stringify(this.#first)) {
      throw new KernelError('OC_PLUGIN_FAILED', { plugin: this.name, because: 'reason.plugin_other_parts' });
    }
  }
}
