import { z } from 'zod';

export const description =
  'Makes several replacements in one file, in order, all or none. Each edit works as in the edit tool, on what the edits before it left.';

export const parameters = z.object({
  filePath: z.string(),
  edits: z.array(z.object({ oldString: z.string(), newString: z.string(), replaceAll: z.boolean().optional() })).min(1),
});
export type MultiEditInput = z.infer<typeof parameters>;
