import { z } from 'zod';

export const description =
  'Proposes to the user to go on in another mode, with other tools. Call it alone; the mode changes with your next answer.';

export const parameters = z.object({
  mode: z.string(),
  reason: z.string().describe('one sentence'),
});
