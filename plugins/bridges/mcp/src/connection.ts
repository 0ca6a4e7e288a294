import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { CallToolResult, Prompt, ReadResourceResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import type { McpServer, McpState, ToolContext } from '@ock/kernel';
import type { AuthorizationPage } from './authorization-page.ts';
import { isUnauthorized, wasNotSent } from './connection-errors.ts';
import type { Host } from './host.ts';
import { listPrompts, listTools } from './inventory.ts';
import type { OAuthProvider } from './oauth-provider.ts';
import { openClient, SIGN_INS } from './open-client.ts';
import { ownSignal } from './own-signal.ts';
import type { ServerSettings } from './server-settings.ts';
import { Subscriptions } from './subscriptions.ts';

/** ms after which an attempt to connect is given up for good; what is slower than `startup_timeout` joins later */
const CONNECT_MS = 120_000;
/** ms from which the wait between two attempts doubles, and where it stops */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const MAX_RETRIES = 12;
/** ms a connection must have held before the count of attempts begins again */
const STEADY_MS = 30_000;
/** ms a remote server gets to hear that we leave */
const GOODBYE_MS = 500;
/** ms in which several announcements of a change count as one */
const CHANGE_MS = 100;
/** ms one call may take, however much progress it reports */
const LONGEST_CALL_MS = 4 * 60 * 60 * 1000;

/** Of one request. */
export interface RequestLimits {
  signal: AbortSignal;
  /** ms */
  timeout: number;
}

/** One server: connected on demand, again after it was lost, with what it offers. */
export class Connection {
  readonly settings: ServerSettings;
  state: McpState;
  /** why there is no connection */
  error?: unknown;
  tools: Tool[] = [];
  prompts: Prompt[] = [];
  readonly subscriptions = new Subscriptions();
  /** calls that run, the newest last: what the server asks meanwhile is asked in their name */
  readonly calls = new Set<ToolContext>();
  /** where a person signs in, while one does */
  page?: AuthorizationPage;
  /** scopes to ask for at the next sign-in */
  wanted?: string;
  /** of a remote server with a sign-in */
  provider?: OAuthProvider;
  readonly #host: Host;
  #client?: Client;
  #connecting?: Promise<Client>;
  #closing = new AbortController();
  #retries = 0;
  #since = 0;
  #timer?: NodeJS.Timeout;
  readonly #changed = new Map<string, NodeJS.Timeout>();

  constructor(settings: ServerSettings, host: Host) {
    this.settings = settings;
    this.#host = host;
    this.state = settings.enabled ? 'idle' : 'off';
  }

  get name(): string {
    return this.settings.name;
  }
  get hasResources(): boolean {
    return this.#client?.getServerCapabilities()?.resources !== undefined;
  }
  get instructions(): string | undefined {
    return this.#client?.getInstructions();
  }
  get facts(): Pick<McpServer, 'server'> {
    const version = this.#client?.getServerVersion();
    return version ? { server: { name: version.name, version: version.version } } : {};
  }

  /** The connected client. Only one attempt runs at a time; the signal ends the wait, not the attempt. */
  async client(signal: AbortSignal): Promise<Client> {
    signal.throwIfAborted();
    if (this.#client) return this.#client;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined;
    });
    return abortable(this.#connecting, signal);
  }

  async #connect(): Promise<Client> {
    clearTimeout(this.#timer);
    this.state = 'connecting';
    const closing = this.#closing.signal;
    try {
      const signal = AbortSignal.any([closing, AbortSignal.timeout(CONNECT_MS)]);
      const client = await openClient(this, this.#host, signal);
      closing.throwIfAborted();
      client.onclose = () => this.#lost(client);
      this.#client = client;
      await this.#takeStock(client, signal);
      this.state = 'connected';
      this.#since = Date.now();
      delete this.error;
      return client;
    } catch (error) {
      const half = this.#client;
      this.#client = undefined;
      if (half) await half.close().catch(() => undefined);
      this.error = error;
      this.state = isUnauthorized(error) ? 'needs_auth' : 'failed';
      if (this.state === 'failed') this.#retryLater();
      throw error;
    }
  }

  async #takeStock(client: Client, signal: AbortSignal): Promise<void> {
    const capabilities = client.getServerCapabilities() ?? {};
    const options = { signal, timeout: this.settings.timeoutMs };
    this.tools = capabilities.tools ? await this.#signedIn(() => listTools(client, options)) : [];
    this.prompts = capabilities.prompts ? await this.#signedIn(() => listPrompts(client, options)) : [];
    if (capabilities.resources?.subscribe) await Promise.all(this.subscriptions.watched.map((uri) => this.#watch(client, uri, options)));
  }

  /** Has the server tell when the resource changes. */
  async #watch(client: Client, uri: string, options: RequestLimits): Promise<void> {
    await client.subscribeResource({ uri }, options).catch(() => this.subscriptions.forget(uri));
  }

  /** Once more after a sign-in that the work asked for and that was finished on the way. */
  async #signedIn<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt >= SIGN_INS || !isUnauthorized(error) || !this.provider?.takeFinished()) throw error;
      }
    }
  }

  /** Reads a list again that the server says has changed. */
  changed(list: 'tools' | 'prompts'): void {
    clearTimeout(this.#changed.get(list));
    const again = async () => {
      if (!this.#client) return;
      try {
        await this.use(this.#closing.signal, async (client, options) => {
          if (list === 'tools') this.tools = await listTools(client, options);
          else this.prompts = await listPrompts(client, options);
        });
      } catch (error) {
        this.#host.log.warn('list not read again', { server: this.name, list, error: String(error) });
      }
    };
    const timer = setTimeout(() => void again(), CHANGE_MS);
    timer.unref();
    this.#changed.set(list, timer);
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#closing.signal.aborted) return;
    this.state = 'failed';
    this.error = new Error(this.#host.t('bridge-mcp.lost'));
    if (Date.now() - this.#since > STEADY_MS) this.#retries = 0;
    this.#retryLater();
  }

  /** Its tools stay offered meanwhile: a call connects at once. */
  #retryLater(): void {
    if (this.#closing.signal.aborted || this.page) return;
    if (this.#retries >= MAX_RETRIES) {
      this.tools = [];
      this.prompts = [];
      return;
    }
    const delay = Math.min(RETRY_MS * 2 ** this.#retries++, LONGEST_RETRY_MS);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.client(this.#closing.signal).then(
        () => this.#host.log.info('connected again', { server: this.name }),
        (error: unknown) => this.#host.log.info('still not connected', { server: this.name, error: String(error) }),
      );
    }, delay);
    this.#timer.unref();
  }

  /** @throws McpError with what the server said, the signal's reason on abort */
  callTool(name: string, input: Record<string, unknown>, options: RequestOptions & { signal: AbortSignal }): Promise<CallToolResult> {
    return this.use(options.signal, async (client, limits) => {
      const longer = { resetTimeoutOnProgress: true, maxTotalTimeout: LONGEST_CALL_MS };
      return (await client.callTool({ name, arguments: input }, undefined, { ...options, ...longer, ...limits })) as CallToolResult;
    });
  }

  /** Reads a resource, and is told from now on when it changes where the server can tell. */
  readResource(uri: string, signal: AbortSignal): Promise<ReadResourceResult> {
    return this.use(signal, async (client, options) => {
      const result = await client.readResource({ uri }, options);
      if (client.getServerCapabilities()?.resources?.subscribe && this.subscriptions.read(uri)) await this.#watch(client, uri, options);
      return result;
    });
  }

  /**
   * Works with the connected client, with the options every request needs. Where the connection turns out to be gone before anything was done,
   * once more on a new one.
   */
  use<T>(signal: AbortSignal, work: (client: Client, options: RequestLimits) => Promise<T>): Promise<T> {
    return ownSignal(signal, (own) => this.#again(own, (client) => work(client, { signal: own, timeout: this.settings.timeoutMs })));
  }

  async #again<T>(signal: AbortSignal, work: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.client(signal);
    try {
      return await this.#signedIn(() => work(client));
    } catch (error) {
      if (isUnauthorized(error)) this.state = 'needs_auth';
      if (signal.aborted || !wasNotSent(error)) throw error;
      if (this.#client === client) this.#client = undefined;
      await client.close().catch(() => undefined);
      return work(await this.client(signal));
    }
  }

  /** Ends the connection; a new one may be asked for afterwards. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('closed'));
    clearTimeout(this.#timer);
    for (const timer of this.#changed.values()) clearTimeout(timer);
    await this.#connecting?.catch(() => undefined);
    const client = this.#client;
    this.#client = undefined;
    this.state = this.settings.enabled ? 'idle' : 'off';
    if (client) await sayGoodbye(client);
    await client?.close();
    this.#closing = new AbortController();
  }
}

/** Lets a remote server forget the session at once, as far as it listens. */
async function sayGoodbye({ transport }: Client): Promise<void> {
  const { terminateSession } = (transport ?? {}) as { terminateSession?(): Promise<void> };
  if (!terminateSession) return;
  const late = new AbortController();
  const said = terminateSession.call(transport).catch(() => undefined);
  await Promise.race([said, pause(GOODBYE_MS, undefined, { signal: late.signal, ref: false }).catch(() => undefined)]);
  late.abort();
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
