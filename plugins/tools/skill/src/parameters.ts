import { z } from 'zod';

export const description =
  'Reads the instructions of a skill. Call it before you begin a task that the description of a skill fits, and follow what it says. With file: one of its further files instead.';

export const parameters = z.object({
  name: z.string(),
  file: z.string().optional().describe('path in the folder of the skill'),
});
export type SkillInput = z.infer<typeof parameters>;
