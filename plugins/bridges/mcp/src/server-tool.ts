import type { Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { type BridgeTool, KernelError, type Tool, type ToolContext, ToolError, type ToolOutput } from '@ock/kernel';
import type { Connection } from './connection.ts';
import { failureText, isUnauthorized } from './connection-errors.ts';
import type { Host } from './host.ts';
import { plainSchema, plainText } from './plain-schema.ts';
import { toolOutput } from './tool-result.ts';

/** characters of a description: it is sent with every request */
const MAX_DESCRIPTION = 4_000;

/**
 * A server's tool as one of ours. It always asks unless a rule allows it: what the server says of itself widens nothing, except where the person
 * trusts its annotations.
 */
export function serverTool(connection: Connection, tool: McpTool, id: string, host: Host): BridgeTool {
  const { annotations, inputSchema, description = tool.title ?? annotations?.title ?? tool.name } = tool;
  const { settings } = connection;
  const readOnly = settings.trustAnnotations && annotations?.readOnlyHint === true;
  return {
    contribution: {
      id,
      permission: settings.transport === 'stdio' && annotations?.readOnlyHint !== true ? 'exec' : 'net',
      readOnly,
      description: plainText(description, MAX_DESCRIPTION),
      parameters: plainSchema({ ...inputSchema, type: 'object', properties: inputSchema.properties ?? {} }),
    },
    tool: { run: (input: Record<string, unknown>, ctx) => run(connection, tool.name, input, ctx, host) } satisfies Tool<
      Record<string, unknown>
    > as Tool,
  };
}

async function run(
  connection: Connection,
  name: string,
  input: Record<string, unknown>,
  ctx: ToolContext,
  host: Host,
): Promise<ToolOutput> {
  connection.calls.add(ctx);
  try {
    const result = await connection.callTool(name, input, {
      signal: ctx.signal,
      onprogress: ({ progress, total, message }) => {
        const share = total ? `${progress}/${total}` : String(progress);
        ctx.progress(`${message ? `${message} (${share})` : share}\n`);
      },
    });
    return { ...toolOutput(result), title: `${connection.name}: ${name}` };
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw callError(connection, error, host);
  } finally {
    connection.calls.delete(ctx);
  }
}

/** What the model is told. */
export function callError({ name }: Connection, error: unknown, { t }: Host): Error {
  if (error instanceof KernelError || error instanceof ToolError) return error;
  if (isUnauthorized(error)) return new ToolError(`The server ${name} wants the user to sign in: opencode mcp auth ${name}`);
  return new ToolError(`${name}: ${failureText(error, t)}`);
}
