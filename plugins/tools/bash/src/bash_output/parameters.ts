import { z } from 'zod';

export const description =
  'Shows what a background command wrote since the last look, and its exit code once it ended. Without id it lists the commands.';

export const parameters = z.object({
  id: z.string().optional(),
  filter: z.string().optional().describe('regex; other lines count as seen'),
  wait: z.number().min(0).max(600).optional().describe('seconds to wait for its end or a line that matches'),
});
export type OutputInput = z.infer<typeof parameters>;
