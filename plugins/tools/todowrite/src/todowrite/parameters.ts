import { z } from 'zod';

export const description =
  'Replaces the to-do list: give all of it each time. For work of three steps or more; keep exactly one item in_progress, complete items as soon as they are.';

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
