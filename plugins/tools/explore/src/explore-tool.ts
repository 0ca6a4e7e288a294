import { type ProjectIndexService, resolvePath, shownPath, type Tool } from '@ock/kernel';
import type { ExploreInput } from './parameters.ts';

/** The tool `explore`: what the project's index says. */
export function createExploreTool(service: () => Promise<ProjectIndexService>): Tool<ExploreInput> {
  return {
    subjects: ({ path = '.' }, ctx) => [{ action: 'read', path: resolvePath(path, ctx.cwd) }],
    async run({ query, path = '.' }, ctx) {
      ctx.signal.throwIfAborted();
      const root = resolvePath(path, ctx.cwd);
      const projects = await service();
      const index = await projects.read(root, { signal: ctx.signal });
      const text = await projects.describe(index, { signal: ctx.signal, ...(query !== undefined && { query }) });
      return {
        text,
        title: `${shownPath(root, ctx.cwd)}${query ? `: ${query.replace(/\s+/g, ' ').slice(0, 120)}` : ''}`,
        metadata: { files: index.files, complete: index.complete },
      };
    },
  };
}
