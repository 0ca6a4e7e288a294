import { z } from 'zod';

export const description =
  'Removes a file, a symlink (not what it leads to) or, with recursive, a folder. What is removed is kept for a month and can be put back.';

export const parameters = z.object({
  filePath: z.string(),
  recursive: z.boolean().optional(),
});
export type RmInput = z.infer<typeof parameters>;
