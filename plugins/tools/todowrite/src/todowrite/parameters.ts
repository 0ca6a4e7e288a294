import { z } from 'zod';

export const description =
  'Replaces the to-do list of this session: give the whole list each time. Use it for work of three steps or more; keep exactly one item in_progress and mark items completed as soon as they are.';

export const parameters = z.object({
  todos: z.array(
    z.object({
      content: z.string(),
      status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
      priority: z.enum(['high', 'medium', 'low']).optional(),
      id: z.string().optional(),
    }),
  ),
});
