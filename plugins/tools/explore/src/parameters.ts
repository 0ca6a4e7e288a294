import { z } from 'zod';

export const description =
  'Tells what is in a project: languages, folders, package scripts, entry points, how tests are run, CI, configuration, docs. Begin with it in a project you do not know. query narrows it to some words and finds files by their paths.';

export const parameters = z.object({
  query: z.string().optional(),
  path: z.string().optional().describe('folder, default: the session folder'),
});
export type ExploreInput = z.infer<typeof parameters>;
