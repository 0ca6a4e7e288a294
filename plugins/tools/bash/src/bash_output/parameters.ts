import { z } from 'zod';

export const description =
  'Shows what a background command wrote since the last look, and its exit code once it ended. Without id it lists the commands.';

export const parameters = z.object({
  id: z.string().optional(),
  filter: z.string().optional().describe('regex: only lines that match; the others count as seen'),
  wait: z.number().min(0).max(600).optional().describe('wait up to this many seconds for its end, or for a line that matches filter'),
});
export type OutputInput = z.infer<typeof parameters>;
