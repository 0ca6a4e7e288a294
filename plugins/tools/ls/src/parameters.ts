import { z } from 'zod';

export const description =
  'Shows the tree of a folder, at most 200 entries, without what .gitignore excludes. To find files by name use glob.';

export const parameters = z.object({
  path: z.string().optional(),
  ignore: z.array(z.string()).optional().describe('further patterns, as in .gitignore'),
});
export type LsInput = z.infer<typeof parameters>;
