import { z } from 'zod';

export const description =
  'Gives a task to a sub-agent, which reports back. It knows nothing of this conversation: the prompt must hold all it needs. Several calls in one answer run at once. session goes on with an earlier one.';

export const parameters = z.object({
  description: z.string().describe('3-6 words'),
  prompt: z.string(),
  agent: z.string(),
  session: z.string().optional(),
  model: z.string().optional(),
  maxTurns: z.int().positive().optional(),
  maxCostUsd: z.number().positive().optional(),
});
export type TaskInput = z.infer<typeof parameters>;
