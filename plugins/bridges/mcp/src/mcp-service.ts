import {
  KernelError,
  type McpPrompt,
  type McpResource,
  type McpServer,
  type McpService,
  type McpSignIn,
  type McpTool,
  type ToolContext,
  type ToolOutput,
} from '@ock/kernel';
import { AuthorizationPage } from './authorization-page.ts';
import type { Connection } from './connection.ts';
import { failureText, isUnauthorized } from './connection-errors.ts';
import { deviceFlow } from './device-flow.ts';
import { listResources, listTemplates } from './inventory.ts';
import type { McpBridge } from './mcp-bridge.ts';
import { toolNames } from './tool-names.ts';
import { contentOutput, resourceOutput, toolOutput } from './tool-result.ts';

/** The client as commands and front ends use it. */
export class McpClientService implements McpService {
  readonly #bridge: McpBridge;

  constructor(bridge: McpBridge) {
    this.#bridge = bridge;
  }

  servers(): McpServer[] {
    return this.#bridge.connections.map((connection) => this.#shown(connection));
  }

  problems(): string[] {
    return this.#bridge.find();
  }

  #shown(connection: Connection): McpServer {
    const { name, settings, state, error, tools, prompts, facts } = connection;
    return {
      name,
      transport: settings.transport,
      target: settings.url ? shownAddress(settings.url) : settings.command.join(' '),
      ...(settings.source && { source: settings.source }),
      state,
      ...(error !== undefined && { error: failureText(error, this.#bridge.host.t) }),
      ...facts,
      ...(state === 'connected' && { tools: tools.length, prompts: prompts.length }),
    };
  }

  async connect(name: string, signal: AbortSignal): Promise<McpServer> {
    const connection = this.#bridge.connection(name);
    await this.#doing(connection, signal, () => connection.client(signal));
    return this.#shown(connection);
  }

  async tools(name: string, signal: AbortSignal): Promise<McpTool[]> {
    const connection = this.#bridge.connection(name);
    await this.#doing(connection, signal, () => connection.client(signal));
    const names = toolNames(
      name,
      connection.tools.map((tool) => tool.name),
      new Set(),
    );
    return connection.tools.map((tool) => ({
      id: names.get(tool.name) ?? tool.name,
      server: name,
      name: tool.name,
      description: tool.description ?? tool.title ?? '',
      parameters: tool.inputSchema,
      ...(tool.annotations?.readOnlyHint !== undefined && { readOnlyHint: tool.annotations.readOnlyHint }),
    }));
  }

  async callTool(name: string, tool: string, input: Record<string, unknown>, signal: AbortSignal, call?: ToolContext): Promise<ToolOutput> {
    const connection = this.#bridge.connection(name);
    if (call) connection.calls.add(call);
    try {
      return toolOutput(
        await this.#doing(connection, signal, () => connection.callTool(tool, input, { signal, onprogress: () => undefined })),
      );
    } finally {
      if (call) connection.calls.delete(call);
    }
  }

  prompts(): McpPrompt[] {
    return this.#bridge.connections.flatMap(({ name: server, prompts }) =>
      prompts.map(({ name, description, arguments: args = [] }) => ({
        server,
        name,
        ...(description && { description }),
        arguments: args.map((one) => ({
          name: one.name,
          required: one.required === true,
          ...(one.description && { description: one.description }),
        })),
      })),
    );
  }

  async prompt(server: string, name: string, args: Record<string, string>, signal: AbortSignal): Promise<ToolOutput> {
    const connection = this.#bridge.connection(server);
    const { messages } = await this.#doing(connection, signal, () =>
      connection.use(signal, (client, options) => client.getPrompt({ name, arguments: args }, options)),
    );
    return contentOutput(messages.map(({ content }) => content));
  }

  async resources(name: string, signal: AbortSignal): Promise<McpResource[]> {
    const connection = this.#bridge.connection(name);
    return this.#doing(connection, signal, async () => {
      await connection.client(signal);
      if (!connection.hasResources) return [];
      const [resources, templates] = await connection.use(signal, (client, options) =>
        Promise.all([listResources(client, options), listTemplates(client, options)]),
      );
      const facts = (one: { name: string; description?: string | undefined; mimeType?: string | undefined }) => ({
        server: name,
        name: one.name,
        ...(one.description && { description: one.description }),
        ...(one.mimeType && { mime: one.mimeType }),
      });
      return [
        ...resources.map((one) => ({ uri: one.uri, ...facts(one), template: false })),
        ...templates.map((one) => ({ uri: one.uriTemplate, ...facts(one), template: true })),
      ];
    });
  }

  async readResource(server: string, uri: string, signal: AbortSignal): Promise<ToolOutput> {
    const connection = this.#bridge.connection(server);
    return resourceOutput(await this.#doing(connection, signal, () => connection.readResource(uri, signal)));
  }

  /** @param meanwhile what is done before the page closes: what asks for further scopes gets them at once */
  async signIn(name: string, how: McpSignIn, meanwhile?: () => Promise<void>): Promise<void> {
    const connection = this.#bridge.connection(name);
    const { settings } = connection;
    const { credentials, t } = this.#bridge.host;
    if (!settings.url) throw new KernelError('OC_INPUT', { because: 'bridge-mcp.no_sign_in', name });
    await connection.close();
    await credentials.forgetTokens(name);
    const known = (await credentials.client(name)) as { redirect_uris?: string[] } | undefined;
    const before = Number(new URL(known?.redirect_uris?.[0] ?? 'http://127.0.0.1:0').port || 0);
    if (settings.oauth.flow === 'device') {
      await this.#doing(connection, how.signal, () => deviceFlow(settings, this.#bridge.host, how));
      return meanwhile?.();
    }
    if (how.scope) connection.wanted = how.scope;
    connection.page = await AuthorizationPage.open(how, t, settings.oauth.callback_port ?? before);
    try {
      await this.#doing(connection, how.signal, () => connection.client(how.signal));
      if (!(await credentials.has(name)) && settings.oauth.flow !== 'client_credentials')
        throw new KernelError('OC_INPUT', { because: 'bridge-mcp.open_server', name });
      await meanwhile?.();
    } finally {
      connection.page.close();
      delete connection.page;
      connection.provider?.leave();
    }
  }

  signedIn(): { name: string; scope?: string; expiresAt?: number }[] {
    const { credentials, kernel } = this.#bridge.host;
    return credentials.names().map((name) => {
      const kept = kernel.keys.credential(`mcp:${name}`, []);
      return {
        name,
        ...(kept?.facts?.scope && { scope: kept.facts.scope }),
        ...(kept?.expires !== undefined && { expiresAt: kept.expires }),
      };
    });
  }

  async signOut(name: string): Promise<boolean> {
    const { credentials } = this.#bridge.host;
    const [tokens, client] = [await credentials.forgetTokens(name), await credentials.forgetClient(name)];
    return tokens || client;
  }

  /** What goes wrong, in words for people. @throws KernelError */
  async #doing<T>({ name }: Connection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof KernelError) throw error;
      if (isUnauthorized(error)) throw new KernelError('OC_INPUT', { because: 'bridge-mcp.sign_in', name }, { cause: error });
      const message = `${name}: ${failureText(error, this.#bridge.host.t)}`;
      throw new KernelError('OC_NETWORK', { message }, { cause: error });
    }
  }
}

/** Without user, password and query: keys stand there. */
function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
