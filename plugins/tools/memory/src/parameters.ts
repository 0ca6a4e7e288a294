import { z } from 'zod';

export const description =
  'Notes for later sessions: facts and wishes of the user that stand nowhere else. One topic a key; save replaces. Never secrets.';

export const parameters = z.object({
  action: z.enum(['save', 'get', 'list', 'delete', 'search']),
  key: z.string().optional().describe('a short title'),
  value: z.string().optional(),
  scope: z.enum(['project', 'global']).optional().describe('save: default project'),
  query: z.string().optional(),
});
export type MemoryInput = z.infer<typeof parameters>;
