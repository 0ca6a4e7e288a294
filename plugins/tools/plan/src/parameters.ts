import { z } from 'zod';

export const description =
  'Keeps the plan of this session: what was decided, to be followed over many turns. create replaces it; update changes steps by id and adds those without one; view shows it.';

export const parameters = z.object({
  action: z.enum(['create', 'update', 'view']),
  title: z.string().optional(),
  text: z.string().optional().describe('goal, decisions, risks; Markdown'),
  steps: z
    .array(
      z.object({
        id: z.string().optional(),
        text: z.string().optional(),
        status: z.enum(['pending', 'in_progress', 'completed', 'blocked', 'cancelled']).optional(),
        notes: z.string().optional(),
      }),
    )
    .optional(),
});
export type PlanInput = z.infer<typeof parameters>;
