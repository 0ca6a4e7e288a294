import { z } from 'zod';

export const description =
  'Keeps the to-do list of this session. Give the whole list to replace it; give nothing to read it. Use it for work of three steps or more; keep one item in_progress.';

export const parameters = z.object({
  todos: z
    .array(
      z.object({
        content: z.string(),
        status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
        priority: z.enum(['high', 'medium', 'low']).optional(),
        id: z.string().optional(),
      }),
    )
    .optional(),
});
