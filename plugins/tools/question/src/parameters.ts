import { z } from 'zod';

export const description =
  'Asks the person. Only for what you cannot find out or decide yourself. A free answer is always possible beside the options.';

export const parameters = z.object({
  questions: z
    .array(
      z.object({
        question: z.string(),
        header: z.string().optional().describe('at most 30 characters'),
        options: z.array(z.object({ label: z.string(), description: z.string().optional() })).optional(),
        multiple: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(10),
});
