import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { listedSessions, projectFiles } from './serve-files.ts';
import type { Served } from './served.ts';

/** values of one answer: the protocol's own bound */
const MAX_VALUES = 100;

/** What may stand for the variables of our resource templates. A task, which is all that prompts take, is in the client's own words. */
export function serveCompletions(server: Server, served: Served): void {
  const { sdk, kernel } = served;
  server.setRequestHandler(sdk.CompleteRequestSchema, async ({ params: { ref, argument } }, { signal }) => {
    const known = async (): Promise<string[]> => {
      if (ref.type !== 'ref/resource') return [];
      if (argument.name === 'path') return projectFiles(kernel.cwd, signal);
      return argument.name === 'id' ? (await listedSessions(served)).map(({ uri }) => uri.slice('session:///'.length)) : [];
    };
    const fitting = (await known()).filter((value) => value.startsWith(argument.value));
    return { completion: { values: fitting.slice(0, MAX_VALUES), total: fitting.length, hasMore: fitting.length > MAX_VALUES } };
  });
}
