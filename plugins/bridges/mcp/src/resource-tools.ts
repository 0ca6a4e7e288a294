import { type BridgeTool, near, type Tool, ToolError } from '@ock/kernel';
import type { Connection } from './connection.ts';
import type { Host } from './host.ts';
import { listResources, listTemplates } from './inventory.ts';
import { callError } from './server-tool.ts';
import { resourceOutput } from './tool-result.ts';

/** lines of one listing */
const MAX_LISTED = 500;

/** Two tools for the resources of all servers, offered once a server has some. */
export function resourceTools(connections: () => Connection[], host: Host): BridgeTool[] {
  const find = (name: string): Connection => {
    const all = connections();
    const found = all.find((connection) => connection.name === name);
    if (found) return found;
    const meant = near(
      name,
      all.map((connection) => connection.name),
    );
    throw new ToolError(`There is no MCP server ${name} with resources${meant ? `; did you mean ${meant}?` : '.'}`);
  };
  return [
    {
      contribution: {
        id: 'mcp_list_resources',
        get summary() {
          return host.t('bridge-mcp.tool_list_resources');
        },
        permission: 'session',
        readOnly: true,
        description: 'Lists the resources (documents, records, templates for addresses) that connected MCP servers offer to read.',
        parameters: { type: 'object', properties: { server: { type: 'string', description: 'only of this server' } } },
      },
      tool: {
        async run({ server }: { server?: string }, { signal }) {
          const lines: string[] = [];
          for (const connection of server === undefined ? connections() : [find(server)]) {
            try {
              lines.push(`${connection.name}:`, ...(await listed(connection, signal)));
            } catch (error) {
              signal.throwIfAborted();
              lines.push(`  not listed: ${callError(connection, error, host).message}`);
            }
          }
          const more = lines.length > MAX_LISTED ? [`(${lines.length - MAX_LISTED} more)`] : [];
          return { text: [...lines.slice(0, MAX_LISTED), ...more].join('\n') };
        },
      } satisfies Tool<{ server?: string }> as Tool,
    },
    {
      contribution: {
        id: 'mcp_read_resource',
        get summary() {
          return host.t('bridge-mcp.tool_read_resource');
        },
        permission: 'net',
        readOnly: true,
        description: 'Reads one resource of an MCP server. Fill in the {variables} of a template first.',
        parameters: {
          type: 'object',
          properties: { server: { type: 'string' }, uri: { type: 'string', description: 'as listed' } },
          required: ['server', 'uri'],
        },
      },
      tool: {
        subjects: ({ server, uri }) => [{ action: 'other', what: `${server} ${uri}` }],
        async run({ server, uri }, ctx) {
          const connection = find(server);
          connection.calls.add(ctx);
          try {
            return { ...resourceOutput(await connection.readResource(uri, ctx.signal)), title: `${server}: ${uri}` };
          } catch (error) {
            ctx.signal.throwIfAborted();
            throw callError(connection, error, host);
          } finally {
            connection.calls.delete(ctx);
          }
        },
      } satisfies Tool<{ server: string; uri: string }> as Tool,
    },
  ];
}

async function listed(connection: Connection, signal: AbortSignal): Promise<string[]> {
  const [resources, templates] = await connection.use(signal, (client, options) =>
    Promise.all([listResources(client, options), listTemplates(client, options)]),
  );
  const about = (...facts: (string | undefined)[]) => facts.filter(Boolean).join(', ');
  const stale = new Set(connection.subscriptions.changed);
  const note = 'changed since you read it';
  const others = [...stale].filter((uri) => resources.every((one) => one.uri !== uri));
  return [
    ...resources.map(({ uri, name, mimeType, description }) => {
      return `  ${uri}  ${about(name, mimeType, description, stale.has(uri) ? note : undefined)}`;
    }),
    ...others.map((uri) => `  ${uri}  ${note}`),
    ...templates.map(
      ({ uriTemplate, name, mimeType, description }) => `  ${uriTemplate}  ${about('template', name, mimeType, description)}`,
    ),
  ];
}
