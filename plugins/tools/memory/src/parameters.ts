import { z } from 'zod';

export const description =
  'Notes that outlast this session: facts about the project or wishes of the user that later sessions need and that stand nowhere else. One topic a key; save replaces. Never secrets.';

export const parameters = z.object({
  action: z.enum(['save', 'get', 'list', 'delete', 'search']),
  key: z.string().optional().describe('a short title'),
  value: z.string().optional(),
  scope: z.enum(['project', 'global']).optional().describe('save: default project'),
  query: z.string().optional(),
});
export type MemoryInput = z.infer<typeof parameters>;
