import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { allowedTools, findAgent, permissionMode, runToolOnce, type ToolContribution, type ToolOutput, ulid } from '@ock/kernel';
import { PROMPT_TOOL, runAgent } from './run-agent.ts';
import { type Served, toolRules } from './served.ts';

type Extra = Parameters<Parameters<Server['setRequestHandler']>[1]>[1];

/** Our tools, as they are configured, and `prompt`, which is the agent itself. */
export function serveTools(server: Server, served: Served): void {
  const { sdk, kernel } = served;
  const offered = () => {
    const agent = findAgent(kernel, kernel.config.config.agent ?? 'build');
    // nobody is there to be asked, and sub-agents and skills belong to a conversation
    const tools = allowedTools(kernel, agent, permissionMode(kernel, served.options.mode));
    return tools.filter(({ permission, lists }) => permission !== 'ask' && lists === undefined);
  };
  server.setRequestHandler(sdk.ListToolsRequestSchema, () => ({ tools: [...offered().map(shown), PROMPT_TOOL] }));
  server.setRequestHandler(
    sdk.CallToolRequestSchema,
    async ({ params: { name, arguments: input = {} } }, extra): Promise<CallToolResult> => {
      if (name === PROMPT_TOOL.name) return runAgent(served, input, extra.signal, progressTo(extra));
      if (!offered().some(({ id }) => id === name)) throw new sdk.McpError(sdk.ErrorCode.InvalidParams, `There is no tool ${name}.`);
      const callId = `call_${ulid()}`;
      const tell = progressTo(extra);
      const unwatch = served.watch((event) => {
        if (event.type === 'tool_progress' && event.call_id === callId) tell(event.text);
      });
      try {
        const { mode } = served.options;
        const { output, denied } = await runToolOnce(kernel, {
          tool: name,
          input,
          callId,
          memory: served.memory,
          signal: extra.signal,
          ...toolRules(served.options),
          ...(mode && { mode }),
        });
        return { ...content(output), ...((output.isError || denied) && { isError: true }) };
      } finally {
        unwatch();
      }
    },
  );
}

function shown({ id, description = '', parameters, readOnly, permission }: ToolContribution): Tool {
  return {
    name: id,
    description: description || id,
    inputSchema: { ...parameters, type: 'object' },
    annotations: { readOnlyHint: readOnly, openWorldHint: permission === 'net' || permission === 'exec' },
  };
}

/** What a client that asked for it is told while a call runs. */
function progressTo({ _meta, sendNotification }: Extra): (text: string) => void {
  const token = _meta?.progressToken;
  let progress = 0;
  return (text) => {
    if (token === undefined) return;
    progress += 1;
    const params = { progressToken: token, progress, message: text.trimEnd() };
    sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}

export function content({ text, attachments = [] }: ToolOutput): CallToolResult {
  return {
    content: [
      { type: 'text', text },
      ...attachments.map(({ mime, data, name }): CallToolResult['content'][number] => {
        if (mime.startsWith('image/')) return { type: 'image', mimeType: mime, data };
        if (mime.startsWith('audio/')) return { type: 'audio', mimeType: mime, data };
        return { type: 'resource', resource: { uri: `attachment:///${encodeURIComponent(name ?? 'file')}`, mimeType: mime, blob: data } };
      }),
    ],
  };
}
