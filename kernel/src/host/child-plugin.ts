import { type CancellationToken, CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/node';
import type { Kind } from '../kinds/index.ts';
import type { ToolContext } from '../kinds/tool.ts';
import { KernelError } from '../runtime/errors.ts';
import type { TapOptions } from '../runtime/hooks.ts';
import type { PluginContext, PluginModule } from '../runtime/plugin.ts';
import { childFetch, childHttp, withErrors } from './child-fetch.ts';
import { childModels } from './child-models.ts';
import { toolsOf } from './child-tools.ts';
import {
  type ActivateParams,
  type ActivateResult,
  type CallParams,
  REMOTE_HOOKS,
  REMOTE_KINDS,
  type RemoteHook,
  type RemoteKind,
  type RemoteToolContext,
  type TapParams,
} from './protocol.ts';
import { askSync } from './sync-channel.ts';

type Part = Record<string, (...args: unknown[]) => unknown>;

/** The real plugin on the child's side: its context, what it registered, what it tapped. */
export class ChildPlugin {
  readonly #connection: MessageConnection;
  readonly #params: ActivateParams;
  readonly #parts = new Map<string, Part>();
  readonly #taps: { hook: RemoteHook; options: TapOptions; fn: (...args: unknown[]) => unknown }[] = [];
  readonly #closing = new AbortController();
  #module: PluginModule | undefined;
  #activated = false;

  constructor(connection: MessageConnection, params: ActivateParams) {
    this.#connection = connection;
    this.#params = params;
  }

  /** @param load imports the plugin's module */
  async activate(load: () => Promise<Record<string, unknown>>): Promise<ActivateResult> {
    const { tools } = this.#params;
    if (tools !== undefined) return this.#takeTools(await load(), tools);
    const module = (await load()).default as Partial<PluginModule> | undefined;
    if (typeof module?.activate !== 'function') {
      throw new KernelError('OC_PLUGIN_MANIFEST', {
        file: this.#params.entry,
        because: 'reason.no_plugin_module',
      });
    }
    await module.activate(this.#context());
    this.#module = module as PluginModule;
    this.#activated = true;
    const parts = [...this.#parts].map(([key, part]) => {
      const [kind, id] = [key.slice(0, key.indexOf(':')) as RemoteKind, key.slice(key.indexOf(':') + 1)];
      return { kind, id, methods: METHODS[kind].filter((name) => typeof part[name] === 'function') };
    });
    return { parts, taps: this.#taps.map(({ hook, options }) => ({ hook, options })) };
  }

  #takeTools(module: Readonly<Record<string, unknown>>, name: string): ActivateResult {
    const found = toolsOf(module, name);
    for (const { contribution, tool } of found) this.#parts.set(`tool:${contribution.id}`, tool as unknown as Part);
    this.#activated = true;
    return { parts: [], taps: [], tools: found.map(({ contribution }) => contribution) };
  }

  async call({ kind, id, method, args, tool, io, signal }: CallParams, token: CancellationToken): Promise<unknown> {
    const part = this.#parts.get(`${kind}:${id}`);
    if (!part || !METHODS[kind].includes(method))
      throw new KernelError('OC_NOT_CONTRIBUTED', { plugin: this.#params.plugin.name, part: `${kind}:${id}` });
    const aborting = new AbortController();
    const abort = token.onCancellationRequested(() => aborting.abort(new KernelError('OC_INTERRUPTED')));
    try {
      const extra = [
        ...(tool ? [this.#toolContext(tool, aborting.signal)] : []),
        ...(io ? [{ http: childHttp(this.#connection, io.call), signal: aborting.signal }] : []),
        ...(signal ? [aborting.signal] : []),
      ];
      return await part[method]?.(...args, ...extra);
    } finally {
      abort.dispose();
    }
  }

  async tap({ index, args }: TapParams): Promise<unknown> {
    return this.#taps[index]?.fn(...args);
  }

  async deactivate(): Promise<void> {
    this.#closing.abort(new KernelError('OC_INTERRUPTED'));
    await this.#module?.deactivate?.();
  }

  #context(): PluginContext {
    const { plugin, config } = this.#params;
    const connection = this.#connection;
    const log = (level: string) => (text: string, data?: Record<string, unknown>) =>
      void connection.sendNotification('log', { level, text, data });
    const inline = (part: string): never => {
      throw new KernelError('OC_PLUGIN_PERMISSION', { plugin: plugin.name, permission: 'inline', part });
    };
    const context = {
      plugin,
      config,
      signal: this.#closing.signal,
      log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
      t: (key: string, args?: object) => String(askSync({ ask: 't', key, ...(args && { args: args as never }) }) ?? key),
      hooks: this.#hooks(inline),
      fetch: childFetch(connection),
      secrets: {
        get: async (name: string) => (await withErrors(connection.sendRequest<{ value?: string }>('secret', { name }))).value,
      },
      models: childModels(connection, () => {
        const source = new CancellationTokenSource();
        return { token: source.token, cancel: () => source.cancel() };
      }),
      register: (kind: Kind, id: string, implementation: unknown) => this.#register(kind, id, implementation, inline),
      use: (kind: string, id: string) => Promise.resolve().then(() => inline(`use ${kind}:${id}`)),
      get http(): never {
        return inline('http');
      },
      get kernel(): never {
        return inline('kernel');
      },
    };
    return context as unknown as PluginContext;
  }

  #hooks(inline: (part: string) => never): PluginContext['hooks'] {
    return new Proxy({} as PluginContext['hooks'], {
      get: (_target, name) => {
        const hook = String(name) as RemoteHook;
        if (!REMOTE_HOOKS.includes(hook)) return inline(`hook ${hook}`);
        return {
          tap: (fn: (...args: unknown[]) => unknown, options: TapOptions = {}) =>
            void this.#late(hook, () => this.#taps.push({ hook, options, fn })),
        };
      },
    });
  }

  #register(kind: Kind, id: string, implementation: unknown, inline: (part: string) => never): void {
    const part = `${kind}:${id}`;
    if (!this.#params.contributed.includes(part)) throw new KernelError('OC_NOT_CONTRIBUTED', { plugin: this.#params.plugin.name, part });
    if (!REMOTE_KINDS.includes(kind as RemoteKind)) inline(part);
    this.#late(part, () => this.#parts.set(part, implementation as Part));
  }

  #late(what: string, add: () => unknown): void {
    if (this.#activated)
      throw new KernelError('OC_PLUGIN_FAILED', { plugin: this.#params.plugin.name, because: 'reason.registered_late', what });
    add();
  }

  #toolContext({ call, ...data }: RemoteToolContext, signal: AbortSignal): ToolContext {
    const connection = this.#connection;
    return {
      ...data,
      signal,
      session: {
        files: {
          seen: (path, stamp) => void askSync({ ask: 'seen', call, path, stamp }),
          stamp: (path) => askSync({ ask: 'stamp', call, path }) as string | undefined,
        },
        getState: <T>(key: string) => askSync({ ask: 'state', call, key }) as T | undefined,
        setState: async (key, value) => void (await withErrors(connection.sendRequest('setState', { call, key, value }))),
      },
      progress: (text) => void connection.sendNotification('progress', { call, text }),
      ask: (questions) => withErrors(connection.sendRequest<string[][]>('ask', { call, questions })),
    };
  }
}

const METHODS: Record<RemoteKind, readonly string[]> = {
  tool: ['subjects', 'run'],
  policy: ['decide'],
  router: ['route'],
  provider: ['prepare', 'models'],
  gpu: ['list'],
};
