import { z } from 'zod';

export const description =
  'Writes a whole file exactly as given, with the folders it needs. An existing file must have been read first. For small changes use edit.';

export const parameters = z.object({
  filePath: z.string(),
  content: z.string(),
});
export type WriteInput = z.infer<typeof parameters>;
