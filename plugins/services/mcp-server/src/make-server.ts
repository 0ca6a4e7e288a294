import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { serveCompletions } from './serve-completions.ts';
import { serveFiles } from './serve-files.ts';
import { servePrompts } from './serve-prompts.ts';
import { serveTools } from './serve-tools.ts';
import type { Served } from './served.ts';

/** A server for one client, not yet connected. */
export function makeServer(served: Served): Server {
  const { sdk, kernel } = served;
  const server = new sdk.Server(
    { name: 'opencode', version: kernel.options.version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {}, logging: {} },
      instructions: `Tools work in ${kernel.cwd}. What would need a person's permission is refused. "prompt" gives a whole task to the agent.`,
    },
  );
  serveTools(server, served);
  serveFiles(server, served);
  servePrompts(server, served);
  serveCompletions(server, served);
  const unwatch = served.watch((event) => {
    if (event.type !== 'notice') return;
    server.sendLoggingMessage({ level: event.level, logger: event.plugin ?? 'opencode', data: event.text }).catch(() => undefined);
  });
  server.onclose = unwatch;
  return server;
}
