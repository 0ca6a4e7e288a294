import { z } from 'zod';

export const description =
  'Replaces oldString by newString in a file. oldString must stand in the file once; add surrounding lines until it does, or set replaceAll. Leave out the line numbers that read shows. Refused when the file changed since it was read. An empty oldString creates a missing file.';

export const parameters = z.object({
  filePath: z.string(),
  oldString: z.string(),
  newString: z.string(),
  replaceAll: z.boolean().optional(),
});
export type EditInput = z.infer<typeof parameters>;
