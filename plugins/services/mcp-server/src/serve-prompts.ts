import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { shownDescription } from '@ock/kernel';
import type { Served } from './served.ts';

/** Our agents, as prompts that begin a task in their manner. */
export function servePrompts(server: Server, { sdk, kernel }: Served): void {
  const agents = () => kernel.list('agent').filter(({ prompt }) => prompt !== undefined && prompt !== '');
  server.setRequestHandler(sdk.ListPromptsRequestSchema, () => ({
    prompts: agents().map(({ id }) => ({
      name: id,
      // clients show it to the person who chooses one
      description: shownDescription(kernel, 'agent', id),
      arguments: [{ name: 'task', description: 'what is to be done', required: true }],
    })),
  }));
  server.setRequestHandler(sdk.GetPromptRequestSchema, ({ params: { name, arguments: given = {} } }) => {
    const agent = agents().find(({ id }) => id === name);
    if (!agent) throw new sdk.McpError(sdk.ErrorCode.InvalidParams, `There is no prompt ${name}.`);
    const text = `${agent.prompt}\n\n${given.task ?? ''}`.trim();
    return { description: agent.description, messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
  });
}
