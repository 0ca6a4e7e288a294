import { z } from 'zod';

export const description =
  'Removes a file, a symlink (not what it leads to) or, with recursive, a folder. Kept for a month, can be put back.';

export const parameters = z.object({
  filePath: z.string(),
  recursive: z.boolean().optional(),
});
export type RmInput = z.infer<typeof parameters>;
