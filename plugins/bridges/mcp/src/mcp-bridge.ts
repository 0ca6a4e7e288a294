import { type Bridge, type BridgeTool, type Kernel, KernelError, near, type PluginContext, sanitizeLine } from '@ock/kernel';
import { Connection } from './connection.ts';
import { failureText } from './connection-errors.ts';
import { Credentials } from './credentials.ts';
import { findServers } from './find-servers.ts';
import type { Host } from './host.ts';
import { isLazy, lazyTools } from './lazy-tools.ts';
import { resourceTools } from './resource-tools.ts';
import { serverTool } from './server-tool.ts';
import { toolNames } from './tool-names.ts';

/** The configured servers and what they bring. */
export class McpBridge implements Bridge {
  readonly host: Host;
  readonly #connections = new Map<string, Connection>();
  #found?: string[];
  /** the tools made last, and what they were made of */
  #made?: { of: unknown[]; tools: BridgeTool[] };

  constructor(ctx: PluginContext) {
    const { kernel, log, t } = ctx;
    this.host = { kernel, log, t, fetch: ctx.fetch, credentials: new Credentials(kernel) };
  }

  get #kernel(): Kernel {
    return this.host.kernel;
  }

  /** Every server the configuration names, connected or not. @returns what people should know */
  find(): string[] {
    if (this.#found) return this.#found;
    const { servers, problems } = findServers(this.#kernel);
    for (const settings of servers) this.#connections.set(settings.name, new Connection(settings, this.host));
    this.#found = problems;
    return problems;
  }

  get connections(): Connection[] {
    this.find();
    return [...this.#connections.values()];
  }

  /** Without looking for any. */
  get found(): Connection[] {
    return [...this.#connections.values()];
  }

  /** @throws OC_INPUT with the nearest name */
  connection(name: string): Connection {
    this.find();
    const found = this.#connections.get(name);
    if (found) return found;
    const names = [...this.#connections.keys()];
    const meant = near(name, names);
    throw new KernelError('OC_INPUT', {
      because: meant ? 'bridge-mcp.unknown_near' : names.length > 0 ? 'bridge-mcp.unknown' : 'bridge-mcp.none',
      name,
      near: meant,
      known: names.join(', '),
    });
  }

  async start(signal: AbortSignal): Promise<void> {
    for (const problem of this.find()) this.#tell(problem);
    await Promise.all(this.connections.filter(({ state }) => state !== 'off').map((connection) => this.#begin(connection, signal)));
  }

  /** Waits for one server as long as it is configured to, and tells when it is late or fails. */
  async #begin(connection: Connection, signal: AbortSignal): Promise<void> {
    const { name, settings } = connection;
    const patience = AbortSignal.timeout(settings.startupMs);
    try {
      await connection.client(AbortSignal.any([signal, patience]));
    } catch (error) {
      if (signal.aborted) return;
      const late = patience.aborted && connection.state === 'connecting';
      const message = late ? this.host.t('bridge-mcp.late', { seconds: settings.startupMs / 1000 }) : failureText(error, this.host.t);
      this.#tell(this.host.t('bridge-mcp.failed', { name, message }));
    }
  }

  #tell(text: string): void {
    const { kernel, log } = this.host;
    log.warn(text);
    kernel.emit({
      type: 'notice',
      session_id: '',
      time: Date.now(),
      level: 'warning',
      code: 'mcp',
      text: sanitizeLine(text),
      plugin: '@ock/bridge-mcp',
    });
  }

  tools(): BridgeTool[] {
    if (!this.#found) return [];
    const connections = [...this.#connections.values()].filter(({ state }) => state !== 'off');
    const of = connections.flatMap((connection) => [connection.tools, connection.hasResources]);
    if (this.#made?.of.length === of.length && this.#made.of.every((one, at) => one === of[at])) return this.#made.tools;
    const tools = this.#make(connections);
    this.#made = { of, tools };
    return tools;
  }

  #make(connections: Connection[]): BridgeTool[] {
    const taken = new Set(['mcp_search_tools', 'mcp_call_tool', 'mcp_list_resources', 'mcp_read_resource']);
    const tools: BridgeTool[] = [];
    for (const connection of connections) {
      const { name, settings } = connection;
      const offered = connection.tools.filter((tool) => !settings.tools || settings.tools.some((glob) => matches(glob, tool.name)));
      const names = toolNames(
        name,
        offered.map((tool) => tool.name),
        taken,
      );
      for (const tool of offered) tools.push(serverTool(connection, tool, names.get(tool.name) ?? tool.name, this.host));
    }
    const lazy = isLazy(this.#kernel.config.config.mcp?.lazy, tools) ? lazyTools(tools, this.host.t) : tools;
    const holding = () => this.connections.filter(({ hasResources }) => hasResources);
    return holding().length > 0 ? [...lazy, ...resourceTools(holding, this.host)] : lazy;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
  }
}

function matches(glob: string, name: string): boolean {
  const pattern = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${pattern}$`).test(name);
}
